// What happened to a KPI, in sentences.
import type { Chosen } from "../../scorecard/chosen-period.ts";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import type { BucketSize } from "../../scorecard/buckets.ts";
import type { Pace, Suggestion } from "../../scorecard/pace.ts";
import type { Trend, TrendPoint } from "../../scorecard/trend.ts";
import type { ScorecardKpi, Shown } from "../../scorecard/types.ts";
import {
  daysIn,
  formatChange,
  formatDay,
  formatDays,
  formatExact,
  formatInterval,
  formatMonth,
  formatValue,
  type Locale,
} from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { t } from "../translate.ts";
import { moreWords } from "./counted.ts";

type Told = { page: KpiPage; time: PageTime; where: Locale };

/** A day, a week by its days, or a month, as it is called under the chart. */
export function bucketWords(
  point: Pick<TrendPoint, "from" | "to">,
  size: BucketSize,
  { locale, today }: Pick<PageTime, "locale" | "today">,
): string {
  if (size === "day") return formatDay(point.from, locale, today);
  return size === "month" ? formatMonth(point.from, locale) : formatDays(point, locale, today);
}

/** Why a point is not whole, or null. A ratio of a few days is a ratio all the same. */
export function partialWords(point: TrendPoint, isTotal: boolean): string | null {
  if (point.isRunning) return t("chart.soFar");
  const days = daysIn(point);
  if (!isTotal || days === point.wholeDays) return null;
  return t("chart.daysOf", { days, whole: point.wholeDays });
}

/** In order of interest; none where there is no value. */
export function sentences(told: Told): string[] {
  const { page, where } = told;
  const { kpi } = page;
  if (kpi.value === null) return [];
  const interval = formatInterval(kpi, where);
  return [
    moved(told, kpi.value),
    interval && t("kpi.interval", { interval }),
    page.pace && paced(page.pace, kpi, where),
    ending(kpi, where) ?? (page.pace ? null : aimed(kpi, kpi.value, where)),
    page.suggestion && suggested(page.suggestion, told, "suggest"),
    page.benchmark && suggested(page.benchmark, told, "benchmark"),
    extremes(told),
  ].filter((said) => said !== null);
}

function moved({ page: { kpi }, time, where }: Told, value: Shown): string {
  const { chosen, locale, today } = time;
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const said = {
    period: formatDays(chosen.period, locale, today),
    name: kpi.name,
    value: formatExact(value, kpi.unit, where),
  };
  const days = toldDays(kpi, chosen);
  if (days === null) return t("kpi.notYet", said);
  if (!change) return t("kpi.said", said);
  const against = formatDays(days.against, locale, today);
  const whole = { up: "kpi.saidUp", down: "kpi.saidDown", same: "kpi.saidSame" } as const;
  const part = {
    up: "kpi.finishedUp",
    down: "kpi.finishedDown",
    same: "kpi.finishedSame",
  } as const;
  const key = days === chosen ? whole : part;
  return t(key[change.way], { ...said, against, change: change.words });
}

/** The days that a change is told of; null: today is not over, and there are no others. */
export function toldDays(
  { beside }: ScorecardKpi,
  chosen: Chosen,
): Pick<Chosen, "period" | "against"> | null {
  const isFinished = beside["finishedDays"] !== undefined && chosen.compared !== undefined;
  return isFinished ? (chosen.compared ?? null) : chosen;
}

/** A level, or both edges of a band. */
export function targetWords({ target, unit, beside }: ScorecardKpi, where: Locale): string {
  const { low, high } = beside;
  const say = (shown: Shown) => formatExact(shown, unit, where);
  if (target === null) return "";
  if (low === undefined || high === undefined || low === null || high === null) return say(target);
  return t("kpi.band", { low: say(low), high: say(high) });
}

function aimed(kpi: ScorecardKpi, value: Shown, where: Locale): string | null {
  if (kpi.target === null) return null;
  const target = targetWords(kpi, where);
  if (kpi.status === "on") return t("kpi.on", { target });
  if (kpi.status === "off") {
    const absolute = Number(value) - Number(kpi.target);
    const gap =
      kpi.unit === "money"
        ? formatExact(Math.abs(absolute), kpi.unit, where)
        : formatChange({ absolute, relative: null }, kpi.unit, kpi.direction, where)?.words;
    return t("kpi.off", { target, gap: gap ?? "" });
  }
  if (kpi.interval) {
    const [low, high] = kpi.interval.map(Number);
    const isInside = low! <= Number(kpi.target) && Number(kpi.target) <= high!;
    const more = kpi.beside["toDecide"] === undefined ? t("kpi.noEnd") : moreWords(kpi, where);
    return `${t(isInside ? "kpi.within" : "kpi.beside", { target })} ${more}`;
  }
  return t(kpi.unit === "ratio" || kpi.unit === "hours" ? "kpi.noRange" : "kpi.running", {
    target,
  });
}

/** "When it is over it will probably be about $52,000, between $49,000 and $55,000: that reaches …" */
function ending(kpi: ScorecardKpi, where: Locale): string | null {
  const { end, endLow, endHigh } = kpi.beside;
  if (end == null || endLow == null || endHigh == null) return null;
  const keys = { on: "kpi.endOn", off: "kpi.endOff" } as const;
  const key = kpi.status === "on" || kpi.status === "off" ? keys[kpi.status] : "kpi.endOpen";
  return t(key, {
    end: formatValue(end, kpi.unit, where),
    low: formatValue(endLow, kpi.unit, where),
    high: formatValue(endHigh, kpi.unit, where),
    target: targetWords(kpi, where),
  });
}

/** "By now usually 73% is in: the target of $50,000 asks for $36,500, and it is $1,500 ahead." */
function paced(pace: Pace, kpi: ScorecardKpi, where: Locale): string {
  const { share, by, due, ahead, target } = pace;
  const keys = {
    weekdays: { ahead: "kpi.paceAhead", behind: "kpi.paceBehind" },
    "last-year": { ahead: "kpi.yearPaceAhead", behind: "kpi.yearPaceBehind" },
  } as const;
  const isAhead = Number(ahead) >= 0;
  const size = typeof ahead === "string" ? ahead.replace(/^-/, "") : Math.abs(ahead);
  return t(keys[by][isAhead ? "ahead" : "behind"], {
    share: formatValue(share, "ratio", where),
    due: formatValue(due, kpi.unit, where),
    target: formatValue(target, kpi.unit, where),
    gap: formatValue(size, kpi.unit, where),
  });
}

function suggested(
  { typical, good, weeks }: Suggestion,
  { page, where }: Told,
  as: "suggest" | "benchmark",
): string {
  const { kpi, trend } = page;
  return t(trend.isTotal ? `kpi.${as}Total` : `kpi.${as}`, {
    weeks,
    typical: formatValue(typical, kpi.unit, where),
    good: formatValue(good, kpi.unit, where),
  });
}

const knownPoints = ({ points, isTotal }: Trend) =>
  points.filter((point) => point.value !== null && !partialWords(point, isTotal));

/** "Highest was Nov 12 with $3,200, lowest Nov 3 with $0.", of whole days, weeks or months. */
function extremes({ page: { kpi, trend }, time, where }: Told): string | null {
  const known = knownPoints(trend);
  if (known.length < 3) return null;
  const sorted = known.toSorted((a, b) => Number(a.value) - Number(b.value));
  const lowest = sorted[0]!;
  const highest = sorted.at(-1)!;
  if (Number(lowest.value) === Number(highest.value)) return null;
  const say = (point: TrendPoint) => ({
    when: bucketWords(point, trend.size, time),
    value: formatValue(point.value ?? 0, kpi.unit, where),
  });
  const low = say(lowest);
  const high = say(highest);
  return t("kpi.extremes", {
    highWhen: high.when,
    high: high.value,
    lowWhen: low.when,
    low: low.value,
  });
}

const spanOf = ({ points }: Trend) => ({
  from: points[0]?.from ?? "",
  to: points.at(-1)?.to ?? "",
});

/** The sentence that stands for the chart. */
export function chartSentence(told: Told): string {
  const { page, time, where } = told;
  const { kpi, trend } = page;
  const known = trend.points.filter(({ value }) => value !== null);
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return kpi.name;
  const words = {
    name: kpi.name,
    size: t(`size.${trend.size}`),
    period: formatDays(spanOf(trend), time.locale, time.today),
  };
  return t("kpi.chartEnds", {
    ...words,
    first: formatValue(first.value ?? 0, kpi.unit, where),
    last: formatValue(last.value ?? 0, kpi.unit, where),
    extremes: extremes(told) ?? "",
  }).trim();
}
