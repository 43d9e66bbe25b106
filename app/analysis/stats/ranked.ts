// Quantiles and the interval of a median from anything that can name its r-th smallest value: a
// sorted list (exact), or a histogram in logarithmic buckets, which adds up over days.
// Quantile: Hyndman & Fan (1996) type 7. Interval: order statistics at exact binomial ranks
// (Conover 1999, §3.2), free of any assumption about the distribution.
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import type { Interval } from "./interval.ts";

/** `at(rank)` is the rank-th smallest value, 1 … n. */
export type Ranked = { n: number; at(rank: number): number };

/** Bucket b holds values in [ratio^b, ratio^(b+1)): at most 1 % off its middle. */
export const bucketRatio = 1.02;
/** The bucket of values ≤ 0, which have no logarithm; below any bucket of a positive value. */
export const zeroBucket = -1_000_000;

/** The bucket a value falls in. */
export function bucketOf(value: number): number {
  return value <= 0 ? zeroBucket : Math.floor(Math.log(value) / Math.log(bucketRatio));
}

export function rankedValues(values: readonly number[]): Ranked {
  const sorted = [...values].sort((a, b) => a - b);
  return { n: sorted.length, at: (rank) => sorted[rank - 1] ?? NaN };
}

/**
 * @param buckets bucket → count, in any order; counts of one bucket may come in several entries.
 */
export function rankedBuckets(buckets: Iterable<readonly [bucket: number, count: number]>): Ranked {
  const counts = new Map<number, number>();
  for (const [bucket, count] of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  const sorted = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  return {
    n,
    at(rank) {
      let before = 0;
      for (const [bucket, count] of sorted) {
        if (rank <= before + count) {
          // The values of a bucket are taken as evenly spread over its logarithm.
          const within = (rank - before - 0.5) / count;
          return bucket <= zeroBucket ? 0 : bucketRatio ** (bucket + within);
        }
        before += count;
      }
      return NaN;
    },
  };
}

/** The p-quantile (0 … 1), or null without values. */
export function quantile(ranked: Ranked, p: number): number | null {
  if (ranked.n === 0) return null;
  const place = (ranked.n - 1) * p + 1;
  const lower = ranked.at(Math.floor(place));
  const upper = ranked.at(Math.ceil(place));
  return lower + (place - Math.floor(place)) * (upper - lower);
}

/** The 95 % interval of the median; null below 6 values, where no two ranks enclose 95 %. */
export function medianInterval(ranked: Ranked): Interval | null {
  const { n } = ranked;
  // The largest rank with P(B(n, ½) < rank) ≤ 2.5 %.
  let low = 0;
  let high = Math.ceil(n / 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (binomialCdf(middle - 1, n, 0.5) <= 0.025) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? null : [ranked.at(low), ranked.at(n + 1 - low)];
}

/** How many values are at most so large. */
export function countUpTo({ n, at }: Ranked, value: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
