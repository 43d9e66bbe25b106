// Simple exponential smoothing (Brown 1956). Assumes a level that drifts slowly and no season; the
// first known period starts it. Periods that tell nothing leave the level where it was.
import type { Series } from "./series.ts";

/** Usual for slow and lumpy demand (Syntetos & Boylan 2005 use .05 to .20); never fitted to a store. */
export const alpha = 0.1;

/** @returns the level after the period before `to`; NaN where no period tells anything */
export function sesLevel(series: Series, smoothing = alpha, to = series.length): number {
  return smoothed(series, smoothing, to).level;
}

/** The level, and Σ of its squared misses of one period ahead. */
function smoothed(series: Series, smoothing: number, to: number) {
  let level = Number.NaN;
  let squares = 0;
  for (let at = 0; at < to; at += 1) {
    const value = series[at]!;
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(level)) {
      level = value;
      continue;
    }
    squares += (value - level) ** 2;
    level += smoothing * (value - level);
  }
  return { level, squares };
}

/** Tried in steps rather than searched: the misses have several minima. */
const tried = Array.from({ length: 49 }, (_, at) => (at + 1) * 0.02);

/** The level of the smoothing, .02 to .98, that missed the past least; the least such of equals. */
export function fittedLevel(series: Series): number {
  let best = { level: Number.NaN, squares: Number.POSITIVE_INFINITY };
  for (const smoothing of tried) {
    const found = smoothed(series, smoothing, series.length);
    if (found.squares < best.squares) best = found;
  }
  return best.level;
}
