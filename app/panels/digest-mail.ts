// A digest as a letter: plain text, and the same as a small page of HTML that needs no picture.
import type { Digest, DigestMove } from "../scorecard/digest.ts";
import {
  actionWords,
  causeWords,
  kpiWords,
  staleWords,
  passedWords,
  trainingWords,
  weakWords,
  weekWords,
} from "./digest-words.ts";
import type { Locale } from "./format.ts";
import { t } from "./translate.ts";

export type DigestLetter = {
  digest: Digest;
  /** As people call the shop. */
  shop: string;
  isDemo: boolean;
  locale: string;
  /** The reader's own manuals that are late or due this week. */
  own: { title: string; due: string }[];
  /** Where the digest stands in the app, and where the reader stops it. */
  links: { app: string; stop: string };
};
export type Letter = { subject: string; text: string; html: string };

type Part = { title: string; lines: string[] };

function moveLines(moves: readonly DigestMove[], where: Locale, isWorse: boolean): string[] {
  if (moves.length === 0) return [t(isWorse ? "digest.noDown" : "digest.noUp")];
  return moves.map(({ kpi, cause }) =>
    [
      `${kpi.name}: ${kpiWords(kpi, where)}.`,
      ...[causeWords(kpi, cause, where)].filter(Boolean),
      ...(isWorse ? [`${t("digest.next")} ${actionWords(kpi, cause)}`] : []),
    ].join(" "),
  );
}

const part = (title: string, lines: string[]): Part[] =>
  lines.length > 0 ? [{ title, lines }] : [];

function partsOf({ digest, locale, own }: DigestLetter): Part[] {
  const where: Locale = { locale, currency: digest.currency };
  const training = trainingWords(digest.training);
  const learning: Part[] =
    training || own.length > 0
      ? [
          {
            title: t("digest.training"),
            lines: [
              ...own.map(({ title, due }) => t("digest.own", { title, due })),
              ...(training ? [training] : []),
            ],
          },
        ]
      : [];
  if (digest.stale) {
    const around = { locale, timeZone: digest.timeZone };
    return [
      { title: t("digest.staleTitle"), lines: [staleWords(digest.stale, around)] },
      ...learning,
    ];
  }
  return [
    {
      title: t("digest.headline"),
      lines: digest.headline.map((kpi) => `${kpi.name}: ${kpiWords(kpi, where)}`),
    },
    { title: t("digest.upTitle"), lines: moveLines(digest.up, where, false) },
    { title: t("digest.downTitle"), lines: moveLines(digest.down, where, true) },
    ...part(t("digest.weak"), weakWords(digest, where)),
    ...part(t("digest.milestones"), passedWords(digest, where)),
    ...learning,
  ];
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

export function digestLetter(letter: DigestLetter): Letter {
  const { digest, shop, isDemo, locale, links } = letter;
  const days = weekWords(digest, locale);
  const title = t("digest.subject", { shop, days });
  const subject = digest.stale ? t("digest.subjectStale", { shop, days }) : title;
  const demo = isDemo ? [t("digest.demo")] : [];
  const parts = partsOf(letter);
  const text = [
    title,
    ...demo,
    ...parts.flatMap((part) => ["", part.title, ...part.lines.map((line) => `- ${line}`)]),
    "",
    `${t("digest.open")}: ${links.app}`,
    `${t("digest.stop")}: ${links.stop}`,
    "",
  ].join("\n");
  const html = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body style="margin:0;padding:24px;font:15px/1.5 Arial,sans-serif;color:#303030;max-width:640px">`,
    `<h1 style="font-size:20px">${escaped(title)}</h1>`,
    ...demo.map((line) => `<p><strong>${escaped(line)}</strong></p>`),
    ...parts.map(
      (part) =>
        `<h2 style="font-size:16px;margin:20px 0 4px">${escaped(part.title)}</h2><ul style="margin:0;padding-left:20px">${part.lines
          .map((line) => `<li style="margin-bottom:6px">${escaped(line)}</li>`)
          .join("")}</ul>`,
    ),
    `<p style="margin-top:24px"><a href="${escaped(links.app)}">${escaped(t("digest.open"))}</a></p>`,
    `<p style="font-size:13px;color:#616161"><a href="${escaped(links.stop)}">${escaped(t("digest.stop"))}</a></p>`,
    "</body></html>",
  ].join("\n");
  return { subject, text, html };
}
