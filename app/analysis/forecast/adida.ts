// Aggregate–disaggregate (Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos 2011): periods
// are added up to buckets as long as the mean interval between demands, so that few are empty; the
// buckets' level is spread evenly over their periods. Periods too many for whole buckets are left out
// at the start. The paper leaves smoothing open; here it is what would have missed the buckets least.
import { fittedLevel } from "./ses.ts";
import type { Series } from "./series.ts";

/**
 * Periods a bucket holds: the mean interval between demands, the first one counted from the beginning as
 * Croston's is, rounded, halves to the even number; 1 without demand.
 */
export function bucketLength(series: Series): number {
  let last = 0;
  let demands = 0;
  for (let at = 0; at < series.length; at += 1) {
    if (!(series[at]! > 0)) continue;
    last = at + 1;
    demands += 1;
  }
  return demands === 0 ? 1 : Math.max(1, roundHalfEven(last / demands));
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** @returns units a period; NaN where no period tells anything */
export function adidaLevel(series: Series): number {
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
  return fittedLevel(buckets) / length;
}
