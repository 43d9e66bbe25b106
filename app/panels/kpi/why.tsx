import { Link, useLocation, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { Causes } from "../../scorecard/causes.ts";
import type { Split } from "../../kpis/query.ts";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import type { Shown } from "../../scorecard/types.ts";
import { pageAddress, sameAddress } from "../address.ts";
import { Waterfall, type WaterfallStep } from "../charts/waterfall.tsx";
import { PanelExport } from "../export.tsx";
import { formatDays, formatExact, type Locale } from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { t } from "../translate.ts";
import { toldDays } from "./sentences.ts";
import { StockNotes } from "./why-stock.tsx";
import { effectName, signed, whySentence } from "./why-words.ts";

type WhyProps = { page: KpiPage; time: PageTime; where: Locale };

/** More rows than these say less; the rest is one row. */
const mostKeys = 8;
/** Where the orders behind a cause are listed. */
export const behindPlace = "#behind";

/** The gap to the period compared with, or to the target, as a waterfall that sums to it. */
export function Why({ page, time, where }: WhyProps) {
  const { causes, kpi } = page;
  const { from, to, gap } = causes;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("why.title")}
          </Text>
          {kpi.target !== null && <Against isTarget={page.toTarget} />}
        </InlineStack>
        {causes.by === null && <NotSplit kpi={kpi} />}
        {from === null || to === null || gap === null ? (
          <Text as="p" tone="subdued">
            {t(toldDays(kpi, time.chosen) === null ? "why.notYet" : "why.none")}
          </Text>
        ) : (
          <Falls {...{ page, time, where, from, to, gap }} />
        )}
        <PanelExport path="causes" what={t("why.title")} given={{ id: kpi.id, by: causes.by }} />
      </BlockStack>
    </Card>
  );
}

/** Where a number that no order is part of is looked into. */
const lookedInto = {
  financial: "/app/marketing",
  process: "/app/stock",
  learning: "/app/team",
  customer: "/app/voice",
} as const;

/** Why there are no causes, and where to look. */
function NotSplit({ kpi: { perspective } }: Pick<KpiPage, "kpi">) {
  const [search] = useSearchParams();
  return (
    <Text as="p" tone="subdued">
      {t(`why.notSplit.${perspective}`)}{" "}
      <Link to={pageAddress(lookedInto[perspective], search)}>
        {t(`why.lookInto.${perspective}`)}
      </Link>
    </Text>
  );
}

/** What the bars are, in words. */
function noteWords({ effects }: Causes, id: string, by: Split): string {
  const split = t(`split.${by}`).toLowerCase();
  const hasRate = effects.some(({ effect }) => effect === "rate");
  return hasRate
    ? t("why.noteRate", { split, rate: effectName("rate", id) })
    : t("why.note", { split });
}

/** Where effects lead that no order is about. */
const elsewhere = { asked: "/app/settings", availability: "/app/stock" } as const;

type FallsProps = WhyProps & { from: Shown; to: Shown; gap: Shown };

function Falls({ page, time, where, from, to, gap }: FallsProps) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const { causes, kpi, toTarget } = page;
  const { by } = causes;
  const days = (toTarget ? null : toldDays(kpi, time.chosen)) ?? time.chosen;
  const behind = (changes: { effect: string | null; part: string | null }) =>
    sameAddress(pathname, search, { by, ...changes, after: null }) + behindPlace;
  const stepOf = (step: { key: string; label: string; amount: Shown; href: string | null }) => ({
    ...step,
    amount: Number(step.amount),
    shown: signed(step.amount, kpi.unit, where),
    isBetter:
      Number(step.amount) === 0 ? null : Number(step.amount) > 0 === (kpi.direction === "up"),
  });
  const rest = [unexplainedOf(causes)].flatMap((step) => step ?? []).map(stepOf);
  const effects = causes.effects.map(({ effect, amount }) =>
    stepOf({
      key: effect,
      label: effectName(effect, kpi.id),
      amount,
      href:
        effect in elsewhere
          ? pageAddress(elsewhere[effect as keyof typeof elsewhere], search)
          : behind({ effect, part: null }),
    }),
  );
  const keys = topKeys(causes, time).map((part) =>
    stepOf({ ...part, href: part.key === "" ? null : behind({ effect: null, part: part.key }) }),
  );
  const ends = {
    from: {
      label: toTarget
        ? t(page.pace ? "why.due" : "chart.target")
        : formatDays(days.against, time.locale, time.today),
      value: Number(from),
      shown: formatExact(from, kpi.unit, where),
    },
    to: {
      label: formatDays(days.period, time.locale, time.today),
      shown: formatExact(to, kpi.unit, where),
    },
  };
  const sentence = (steps: readonly WaterfallStep[]) => {
    const largest = steps.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))[0];
    return whySentence({ from, to, gap, largest }, kpi.unit, where);
  };
  return (
    <>
      <p className="ff-said">{sentence(effects)}</p>
      {effects.length + rest.length > 0 && (
        <Waterfall {...ends} steps={[...effects, ...rest]} label={sentence(effects)} />
      )}
      {by && keys.length > 0 && (
        <>
          <Text as="h3" variant="headingSm">
            {t("why.by", { split: t(`split.${by}`) })}
          </Text>
          <Waterfall {...ends} steps={[...keys, ...rest]} label={sentence(keys)} />
        </>
      )}
      <Text as="p" variant="bodySm" tone="subdued">
        {by && noteWords(causes, kpi.id, by)}
      </Text>
      <StockNotes causes={causes} time={time} />
    </>
  );
}

function unexplainedOf({ unexplained }: Causes) {
  if (unexplained === null || Number(unexplained) === 0) return null;
  return { key: "unexplained", label: t("why.unexplained"), amount: unexplained, href: null };
}

/** The largest; the others together, and what the target asked, lead nowhere. */
function topKeys({ keys }: Causes, { locale }: PageTime) {
  const known = keys.filter(({ key }) => key !== "");
  const asked = keys.filter(({ key }) => key === "");
  const others = known.slice(mostKeys);
  const count = others.length;
  const sum = others.reduce((all, { amount }) => all + Number(amount), 0);
  return [
    ...known.slice(0, mostKeys),
    ...(count > 0
      ? [
          {
            key: "",
            label: t("why.others", { n: count.toLocaleString(locale), count }),
            amount: sum,
          },
        ]
      : []),
    ...asked.map((part) => ({ ...part, label: t("effect.asked") })),
  ];
}

function Against({ isTarget }: { isTarget: boolean }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const choices = [
    { words: t("why.toBefore"), gap: null, isChosen: !isTarget },
    { words: t("why.toTarget"), gap: "target", isChosen: isTarget },
  ];
  return (
    <nav className="ff-choice" aria-label={t("why.against")}>
      {choices.map(({ words, gap, isChosen }) => (
        <Link
          key={words}
          to={sameAddress(pathname, search, { gap })}
          aria-current={isChosen ? "true" : undefined}
          preventScrollReset
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}
