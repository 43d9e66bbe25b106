// Whether a value can be told from a given one. An interval that leaves the given value out is not enough
// everywhere: Wilson's is short on one side of rare things (with 95 % true, 30 outcomes lie below it in
// 6.1 % of cases), a mean's t interval misses skewed amounts on one side (11.6 % at 30 amounts that are
// log-normal with sigma 1). So yes-no outcomes also take the exact binomial tail, and a mean or a score
// takes its interval a little longer while it stands on little.
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import type { Interval } from "./interval.ts";

/** What an interval is of: the share of yes-no outcomes, a mean or ratio of amounts, a score of points. */
export type Sampling = "yes-no" | "amounts" | "points";

/** One side of 95 %. */
const tail = 0.025;
/**
 * The interval is 1 + a ÷ √n as long. By simulation at n from 30 to 400: 4 holds a log-normal mean of sigma
 * 1 to 3.5 % a side, ½ a net promoter score of 90 % promoters and 2 % detractors.
 */
const longerBy: Record<Exclude<Sampling, "yes-no">, number> = { amounts: 4, points: 0.5 };

export type Reading = {
  value: number;
  /** 95 %. */
  interval: Interval;
  n: number;
  /** Default: ranks, whose interval is free of assumptions. */
  sampling?: Sampling | undefined;
};

/** The side of `given` on which the true value is, wrong at most about 2.5 % of the time; null: unknown. */
export function sideOf({ value, interval, n, sampling }: Reading, given: number) {
  const longer = sampling && sampling !== "yes-no" ? 1 + longerBy[sampling] / Math.sqrt(n) : 1;
  const low = value - (value - interval[0]) * longer;
  const high = value + (interval[1] - value) * longer;
  const side = given < low && given < interval[0] ? "above" : given > high && given > interval[1] ? "below" : null; // prettier-ignore
  if (side === null || sampling !== "yes-no" || given <= 0 || given >= 1) return side;
  const hits = Math.round(value * n);
  const chance =
    side === "below" ? binomialCdf(hits, n, given) : 1 - binomialCdf(hits - 1, n, given);
  return chance <= tail ? side : null;
}

/** More would never be gathered. */
const mostUnits = 10_000_000;

/**
 * How many more units would tell the value from `given`, should they be like those so far: intervals
 * shrink by the root of n. Null when it is told already, or no number would do.
 */
export function unitsToTell(reading: Reading, given: number): number | null {
  const { value, interval, n, sampling } = reading;
  if (n < 1 || sideOf(reading, given) !== null) return null;
  const isTold = (units: number) => {
    const shorter = Math.sqrt(n / units);
    const grown: Interval = [
      value - (value - interval[0]) * shorter,
      value + (interval[1] - value) * shorter,
    ];
    return sideOf({ value, interval: grown, n: units, sampling }, given) !== null;
  };
  if (!isTold(mostUnits)) return null;
  let open = n;
  let told = mostUnits;
  while (told - open > 1) {
    const middle = Math.floor((open + told) / 2);
    if (isTold(middle)) told = middle;
    else open = middle;
  }
  return told - n;
}
