// How far a total should be inside a period that is not over, and what a target could be, both by the
// store's own past: a part of a month is held against that part of its target, never against all of it.
import type { DaySeries } from "../analysis/forecast/daily-sales.ts";
import { quantile, rankedValues } from "../analysis/stats/ranked.ts";
import { addDays, daysBetween, weekdayOf, type Day } from "../ledger/day.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import type { Shown } from "./types.ts";

/** Past days that weekdays are learnt from: thirteen weeks. */
const learntDays = 91;
/** Weeks to the same weekday of the year before. */
const yearDays = 52 * 7;
/** From a quarter on the year's course outweighs the chance of one year's days. */
const quarterDays = 90;
/** In shorter periods it has to stand out: half a year of weekly tries, three times what those missed. */
const triedWeeks = 26;
const farTimes = 3;
/** In the last thirteen weeks at most twice, and at least half, what the same ones brought a year ago. */
const likeTimes = 2;
/** Sums of floating point differ by less. */
const rounding = 1e-9;
/** Of fewer days a weekday's mean says too little. */
const fewestDays = 28;
/** Weeks that a suggestion is made of; of fewer it is none. */
export const suggestWeeks = 13;
const fewestWeeks = 6;

/** Of the last thirteen weeks; or what was there on the same days a year ago. */
export const paceBys = ["weekdays", "last-year"] as const;
export type PaceBy = (typeof paceBys)[number];

export type Pace = {
  /** Part of the period's total that is usually there by now. */
  share: number;
  by: PaceBy;
  /** What the target asks by now, and how far the value is ahead of it; in the KPI's unit. */
  due: Shown;
  ahead: Shown;
  /** What the target asks of the whole period. */
  target: Shown;
};

export type Suggestion = {
  /** What half of the last weeks reached, and what the best quarter of them did; per week of a total. */
  typical: Shown;
  good: Shown;
  /** Finished weeks with a value. */
  weeks: number;
};

/** A period that runs, as far as it has come. */
export type Running = {
  whole: Period;
  today: Day;
  /** 0 … 1: how much of today is over. */
  dayPart: number;
};
export type Share = { share: number; by: PaceBy };

/** Finished days that a share is told by: of a history that goes back far enough those of a year ago, too. */
export function daysToLearn({ whole, today }: Omit<Running, "dayPart">, historyFrom: Day): number {
  if (historyFrom > addDays(whole.from, -yearDays)) return learntDays;
  const tried = isLong(whole) ? 0 : triedWeeks * 7 + periodDays(whole) + learntDays;
  return Math.max(
    learntDays,
    tried,
    yearDays + Math.max(learntDays, daysBetween(whole.from, today)),
  );
}

/**
 * The part of a period's total that is usually there by now; null of too short or empty a past. It is that
 * of its weekdays, or that of the same days a year ago (decision 057).
 * @param past all up to yesterday
 */
export function shareByNow(past: DaySeries, running: Running): Share | null {
  if (past.values.length < fewestDays) return null;
  const { whole, today, dayPart } = running;
  const [from, to] = [daysBetween(past.from, whole.from), daysBetween(past.from, whole.to)];
  const span: Span = { from, to, now: daysBetween(past.from, today), dayPart };
  const usual = byWeekdays(past, span);
  const then = byLastYear(past, span);
  if (then !== null && (usual === null || isLong(whole) || isFar(then, { usual, past, span }))) {
    return { share: then, by: "last-year" };
  }
  return usual === null ? null : { share: usual, by: "weekdays" };
}

const isLong = (whole: Period) => periodDays(whole) >= quarterDays;

/** Places in a series of days; `now` is today's. */
type Span = { from: number; to: number; now: number; dayPart: number };

/** Of what a span's days weigh, the part that is there by now; null where none weighs anything. */
function partByNow(weightOf: (at: number) => number, { from, to, now, dayPart }: Span) {
  let byNow = 0;
  let all = 0;
  for (let at = from; at < to; at += 1) {
    // More back than sold on a day tells nothing about how a period fills.
    const weight = Math.max(0, weightOf(at));
    all += weight;
    byNow += weight * (at < now ? 1 : at === now ? dayPart : 0);
  }
  return all > 0 ? byNow / all : null;
}

function byWeekdays({ from, values }: DaySeries, span: Span): number | null {
  const first = weekdayOf(from);
  const weekday = (at: number) => (((first + at) % 7) + 7) % 7;
  const sums = Array.from({ length: 7 }, () => ({ total: 0, days: 0 }));
  for (let at = Math.max(0, span.now - learntDays); at < span.now; at += 1) {
    const sum = sums[weekday(at)]!;
    sum.total += values[at]!;
    sum.days += 1;
  }
  const usual = sums.map(({ total, days }) => (days > 0 ? total / days : 0));
  return partByNow((at) => usual[weekday(at)]!, span);
}

/** Null too where the shop then was another: a young one whose year grew, or one that has shrunk. */
function byLastYear({ values }: DaySeries, span: Span): number | null {
  const start = Math.max(yearDays, span.now - learntDays);
  if (span.from < yearDays || span.now - start < fewestDays) return null;
  const sum = (some: readonly number[]) => some.reduce((all, value) => all + value, 0);
  const lately = sum(values.slice(start, span.now));
  const then = sum(values.slice(start - yearDays, span.now - yearDays));
  if (lately > then * likeTimes || then > lately * likeTimes) return null;
  return partByNow((at) => values[at - yearDays]!, span);
}

/** Further from what weekdays say than they usually miss: a season, not chance. */
function isFar(
  then: number,
  { usual, past, span }: { usual: number; past: DaySeries; span: Span },
): boolean {
  const misses = Array.from({ length: triedWeeks }, (_, week): number | null => {
    // As many days, all of them over, seen from as many days in.
    const back = span.to - past.values.length + 7 * week;
    const tried = { ...span, from: span.from - back, to: span.to - back, now: span.now - back };
    if (tried.from < 0 || tried.now < fewestDays) return null;
    const said = byWeekdays(past, tried);
    const came = partByNow((at) => past.values[at]!, tried);
    return said === null || came === null ? null : said - came;
  }).filter((miss) => miss !== null);
  if (misses.length === 0) return false;
  const squares = misses.reduce((sum, miss) => sum + miss * miss, 0);
  return Math.abs(then - usual) > farTimes * Math.sqrt(squares / misses.length) + rounding;
}

/** The median and the best quarter of some weeks; null of fewer than six. */
export function suggest(
  weeks: readonly number[],
  direction: "up" | "down",
): { typical: number; good: number } | null {
  if (weeks.length < fewestWeeks) return null;
  const ranked = rankedValues(weeks);
  const typical = quantile(ranked, 0.5);
  const good = quantile(ranked, direction === "up" ? 0.75 : 0.25);
  return typical === null || good === null ? null : { typical, good };
}
