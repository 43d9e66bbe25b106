// What a running total will be once its days are over, as surely as any other interval: so that a part of a
// month can be told to reach its target, or to miss it, without being compared with a whole one.
//
// miss     how far such a forecast of as many days, made on an earlier day from what came before it, was
//          off, by the root of what it expected (a day's spread grows so)
// reach    t(blocks − 1) × the root mean square of the misses, and on each side at least as far as all but
//          2.5 % of them were off, for sales are skewed; blocks are the forecasts that fit one after the other,
//          since those of days in a row share most of what came
//
// Assumes that the store goes on erring as it did over the last half year. Where fewer than five blocks fit,
// nothing is said: a month that has hardly begun is told by no one.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { forecastDays, leastDays, type DaySeries } from "./daily-sales.ts";

/** Half a year: thirteen weeks to learn a week from, and thirteen to try it on. */
export const endPastDays = 182;
const fewestBlocks = 5;
/** One side of 95 %. */
const tail = 0.975;

export type TotalEnd = { expected: number; low: number; high: number };

const add = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/**
 * The next `days` days after the series together, in its unit, 95 %; null of too short or too quiet a past.
 * @param days at least 1
 */
export function totalAhead(series: DaySeries, days: number): TotalEnd | null {
  const ahead = forecastDays(series, days);
  if (!ahead) return null;
  const misses: number[] = [];
  for (let end = leastDays; end + days <= series.values.length; end += 1) {
    const made = forecastDays(series, days, end);
    const expected = made && add(made);
    if (!expected || expected <= 0) continue;
    const came = add(series.values.slice(end, end + days));
    misses.push((came - expected) / Math.sqrt(expected));
  }
  const blocks = Math.floor((misses.length - 1) / days) + 1;
  const expected = add(ahead);
  if (misses.length === 0 || blocks < fewestBlocks || expected < 0) return null;
  const spread = Math.sqrt(add(misses.map((miss) => miss * miss)) / misses.length);
  const usual = tQuantile(tail, blocks - 1) * spread;
  const reach = (side: -1 | 1) =>
    Math.max(usual, mostOn(side, misses, blocks)) * Math.sqrt(expected);
  const isNeverBelow = series.values.every((value) => value >= 0);
  const low = expected - reach(-1);
  return { expected, low: isNeverBelow ? Math.max(0, low) : low, high: expected + reach(1) };
}

/** What all but the allowed part of misses stayed within on a side; of too few all of them. */
function mostOn(side: -1 | 1, misses: readonly number[], blocks: number): number {
  const sorted = misses.map((miss) => side * miss).sort((a, b) => a - b);
  const part = Math.min(1, ((blocks + 1) * tail) / blocks);
  return sorted[Math.ceil(part * sorted.length) - 1]!;
}
