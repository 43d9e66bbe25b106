// Simple exponential smoothing (Brown 1956). Assumes a level that drifts slowly and no season; the
// first known period starts it. Periods that tell nothing leave the level where it was.
import type { Series } from "./series.ts";

/** Usual for slow and lumpy demand (Syntetos & Boylan 2005 use .05 to .20); never fitted to a store. */
export const alpha = 0.1;

/** @returns the level after the period before `to`; NaN where no period tells anything */
export function sesLevel(series: Series, smoothing = alpha, to = series.length): number {
  let level = Number.NaN;
  for (let at = 0; at < to; at += 1) {
    const value = series[at]!;
    if (Number.isNaN(value)) continue;
    level = Number.isNaN(level) ? value : level + smoothing * (value - level);
  }
  return level;
}
