// Croston (1972): size of a demand and interval between demands are smoothed apart, at demands only.
// Started by the first demand and its place counted from 1, as R's forecast::croston does. Biased
// upwards (Syntetos & Boylan 2001), so it is a rival here and never served.
import { alpha } from "./ses.ts";
import type { Series } from "./series.ts";

/** @returns units a period; 0 without a demand */
export function crostonLevel(series: Series, smoothing = alpha): number {
  let size = Number.NaN;
  let interval = 0;
  let last = -1;
  for (let at = 0; at < series.length; at += 1) {
    const value = series[at]!;
    if (!(value > 0)) continue;
    if (Number.isNaN(size)) {
      size = value;
      interval = at + 1;
    } else {
      size += smoothing * (value - size);
      interval += smoothing * (at - last - interval);
    }
    last = at;
  }
  return Number.isNaN(size) ? 0 : size / interval;
}
