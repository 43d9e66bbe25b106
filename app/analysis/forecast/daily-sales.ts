// Days to come of something that adds up: the store's own week times its latest level.
//
// profile   what each weekday brings beside the others, of the last thirteen weeks; a weekday on which the
//           store never sells weighs 0, so a shop that is shut on Saturdays is expected to be
// level     what a day of weight 1 brings, of the latest days, the newest weighing most
// closure   a day without anything in a store that has few such days: a holiday teaches nothing
//
// Assumes that a day's spread grows with the square root of what is expected (a sum of many independent
// orders), and that the week repeats. The rival is always the same weekday a week ago (seasonal naive).
import { weekdayOf, type Day } from "../../ledger/day.ts";

/** Finished days, one value each, from `from` on without a gap. */
export type DaySeries = { from: Day; values: readonly number[] };

const week = 7;
/** Thirteen weeks: each weekday thirteen times. */
const profileDays = 91;
/** Below this much history nothing is forecast: each weekday was seen four times. */
export const leastDays = 28;
/** Days without anything count as closures while they are rarer than this; then one in twenty is lost. */
const rareRuns = 1 / 20;

/** What a day weighs, by weekday; and which days of the window teach. */
export type Week = { weights: readonly number[]; isTaught(at: number): boolean };

/** Of the `profileDays` before the day at `end`. */
export function weekBefore({ from, values }: DaySeries, end: number): Week {
  const first = weekdayOf(from);
  const start = Math.max(0, end - profileDays);
  const weekday = (at: number) => (first + at) % week;
  const sells = Array.from({ length: week }, () => false);
  for (let at = start; at < end; at += 1) if (values[at] !== 0) sells[weekday(at)] = true;
  let runs = 0;
  let busy = 0;
  let isInRun = false;
  for (let at = start; at < end; at += 1) {
    if (!sells[weekday(at)]) continue;
    const isEmpty = values[at] === 0;
    if (isEmpty && !isInRun) runs += 1;
    if (!isEmpty) busy += 1;
    isInRun = isEmpty;
  }
  const hasClosures = runs <= Math.max(1, busy * rareRuns);
  const isTaught = (at: number) => sells[weekday(at)]! && !(hasClosures && (values[at] ?? 0) === 0);
  const sums = new Array<number>(week).fill(0);
  const days = new Array<number>(week).fill(0);
  for (let at = start; at < end; at += 1) {
    if (!isTaught(at)) continue;
    sums[weekday(at)]! += values[at]!;
    days[weekday(at)]! += 1;
  }
  // More back than sold on a weekday tells nothing about how a week fills.
  const means = sums.map((sum, at) => (days[at]! > 0 ? Math.max(0, sum / days[at]!) : 0));
  const open = means.filter((mean) => mean > 0);
  const usual = open.reduce((all, mean) => all + mean, 0) / Math.max(1, open.length);
  return { weights: means.map((mean) => (usual > 0 ? mean / usual : 0)), isTaught };
}

export type Level = {
  /** Per unit of weight. */
  level: number;
  /** As many equally weighted days would know it as well. */
  days: number;
};

/**
 * The level before the day at `end` from amounts and weights, of days since `start`; null where none
 * weighs anything. `memoryDays`: as a moving mean of so many days looks back (alpha = 2 ÷ (days + 1)).
 */
export function levelBefore(
  day: (at: number) => { amount: number; weight: number } | null,
  { start, end, memoryDays }: { start: number; end: number; memoryDays: number },
): Level | null {
  const keep = 1 - 2 / (memoryDays + 1);
  let share = 1;
  let amounts = 0;
  let weights = 0;
  let ones = 0;
  let squares = 0;
  for (let at = end - 1; at >= start; at -= 1, share *= keep) {
    const known = day(at);
    if (!known) continue;
    amounts += share * known.amount;
    weights += share * known.weight;
    ones += share;
    squares += share * share;
  }
  return weights > 0 ? { level: amounts / weights, days: (ones * ones) / squares } : null;
}

/** Days of memory: four weeks. What watches for changes has a shorter one. */
const forecastMemory = 28;

/** The next `days` days after the first `end` of the series; null of too short or empty a past. */
export function forecastDays(
  series: DaySeries,
  days: number,
  end = series.values.length,
): number[] | null {
  if (end < leastDays) return null;
  const { weights, isTaught } = weekBefore(series, end);
  const first = weekdayOf(series.from);
  const weightAt = (at: number) => weights[(first + at) % week]!;
  const found = levelBefore(
    (at) => (isTaught(at) ? { amount: series.values[at]!, weight: weightAt(at) } : null),
    { start: Math.max(0, end - profileDays), end, memoryDays: forecastMemory },
  );
  if (!found) return null;
  return Array.from({ length: days }, (_, ahead) => found.level * weightAt(end + ahead));
}

/** The rival: each day as the same weekday of the last week. */
export function sameDayLastWeek(
  { values }: DaySeries,
  days: number,
  end = values.length,
): number[] | null {
  if (end < week) return null;
  return Array.from({ length: days }, (_, ahead) => values[end - week + (ahead % week)]!);
}
