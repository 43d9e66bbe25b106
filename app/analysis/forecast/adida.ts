// Aggregate–disaggregate (Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos 2011): periods
// are added up to buckets as long as the mean interval between demands, so that few are empty; the
// buckets' level is spread evenly over their periods. Periods too many for whole buckets are left out
// at the start.
import { alpha, sesLevel } from "./ses.ts";
import type { Series } from "./series.ts";

/** Periods a bucket holds: the mean interval between demands, rounded; 1 with fewer than two. */
export function bucketLength(series: Series): number {
  let first = -1;
  let last = -1;
  let demands = 0;
  for (let at = 0; at < series.length; at += 1) {
    if (!(series[at]! > 0)) continue;
    if (first < 0) first = at;
    last = at;
    demands += 1;
  }
  return demands < 2 ? 1 : Math.max(1, Math.round((last - first) / (demands - 1)));
}

/** @returns units a period; NaN where no period tells anything */
export function adidaLevel(series: Series, smoothing = alpha): number {
  const length = bucketLength(series);
  const count = Math.floor(series.length / length);
  const start = series.length - count * length;
  const buckets = Array.from({ length: count }, (_, bucket) => {
    let sum = 0;
    let known = 0;
    for (let at = 0; at < length; at += 1) {
      const value = series[start + bucket * length + at]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    return known === 0 ? Number.NaN : (sum * length) / known;
  });
  return sesLevel(buckets, smoothing) / length;
}
