// What a digest says, in the app and in a letter alike.
import type { Digest, DigestCause, Stale } from "../scorecard/digest.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatDays, formatExact, formatInterval, type Locale } from "./format.ts";
import { effectName, signed } from "./kpi/why-words.ts";
import { milestoneWords } from "./milestone-words.ts";
import { t, type TextKey } from "./translate.ts";
import { trendWords } from "./trend-words.ts";

export const weekWords = ({ week }: Pick<Digest, "week">, locale: string): string =>
  formatDays(week, locale, week.from);

/** "€4,821.00, up 12 % on the week before, between 28 and 54" */
export function kpiWords(kpi: ScorecardKpi, where: Locale): string {
  if (kpi.value === null) return t("digest.noValue");
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const moved =
    change && kpi.change.absolute !== null
      ? change.way === "same"
        ? t("digest.same")
        : t(`digest.${change.way}`, { change: change.words })
      : t("digest.noBefore");
  const interval = formatInterval(kpi, where);
  return [formatExact(kpi.value, kpi.unit, where), moved, ...(interval ? [interval] : [])].join(
    ", ",
  );
}

/** "Mostly volume (−€320.00), above all in Germany." */
export function causeWords(kpi: ScorecardKpi, cause: DigestCause | null, where: Locale): string {
  if (!cause) return pageOf[kpi.id] ? "" : t("digest.noCause");
  const said = {
    effect: effectName(cause.effect, kpi.id).toLowerCase(),
    amount: signed(cause.amount, kpi.unit, where),
    where: cause.where ?? "",
  };
  return t(cause.where === null ? "digest.cause" : "digest.causeIn", said);
}

const actions: Partial<Record<DigestCause["effect"], TextKey>> = {
  volume: "digest.do.volume",
  availability: "digest.do.stock",
  "units-per-order": "digest.do.units",
  mix: "digest.do.mix",
  price: "digest.do.price",
  discount: "digest.do.discount",
  currency: "digest.do.currency",
  returns: "digest.do.returns",
};

/** Numbers that no split explains: what they are made of stands on a page of its own. */
const pageOf: Readonly<Record<string, "marketing" | "stock" | "team">> = {
  "marketing-roi": "marketing",
  "marketing-efficiency-ratio": "marketing",
  "acquisition-cost": "marketing",
  "stock-turnover": "stock",
  "sell-through": "stock",
  "stockout-rate": "stock",
  "overstock-value": "stock",
  gmroi: "stock",
  "training-completion": "team",
  "time-to-competence": "team",
  "technology-adoption": "team",
};

/** What to do about something that got worse; what got better is kept doing. */
export function actionWords(kpi: ScorecardKpi, cause: DigestCause | null): string {
  const page = pageOf[kpi.id];
  return t((cause && actions[cause.effect]) ?? (page ? `digest.do.${page}` : "digest.do.look"));
}

export function staleWords({ why, since }: Stale, { locale, timeZone }: StaleAround): string {
  const day = since
    ? new Date(since).toLocaleDateString(locale, { dateStyle: "medium", timeZone })
    : "";
  return t(`digest.stale.${why}${since ? "Since" : ""}` as TextKey, { day });
}
type StaleAround = { locale: string; timeZone: string };

/** "Net sales: at least €1,000.00 over 7 days in a row. Reached on May 3, 2026 with €1,020.00, from 41." */
export const passedWords = ({ milestones = [] }: Digest, where: Locale): string[] =>
  milestones.map((row) => `${row.of.name}: ${milestoneWords(row, row.of, where)}`);

/** Each with the next step; none where nothing gets worse week by week. */
export const weakWords = ({ weak = [] }: Digest, where: Locale): string[] =>
  weak.map(({ kpi, trend }) =>
    [
      `${kpi.name}: ${trendWords(trend, kpi.unit, where)}`,
      `${t("digest.next")} ${t("digest.do.look")}`,
    ].join(" "),
  );

/** "2 manuals are past their due day, 3 are due this week." */
export function trainingWords({ late, due }: Digest["training"]): string | null {
  const parts = [
    ...(late > 0 ? [t("digest.late", { count: late, n: late })] : []),
    ...(due > 0 ? [t("digest.due", { count: due, n: due })] : []),
  ];
  return parts.length > 0 ? parts.join(" ") : null;
}
