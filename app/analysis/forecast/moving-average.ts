// What was sold of late, on average. Reported beside the forecast, and never served: smoothing is an average
// of the past as well, with a weight that fades instead of one that ends.
import type { Series } from "./series.ts";

/** Periods averaged: on both real stores six missed a delivery time's total by less than three did. */
export const averagedPeriods = 6;

/** Units a period over the last of those before `to` that tell something. @returns NaN where none did */
export function movingAverage(series: Series, to = series.length): number {
  let sum = 0;
  let known = 0;
  for (let at = to - 1; at >= 0 && known < averagedPeriods; at -= 1) {
    const units = series[at]!;
    if (Number.isNaN(units)) continue;
    sum += units;
    known += 1;
  }
  return known > 0 ? sum / known : Number.NaN;
}
