// What was sold is sold again: the same periods a season ago, or, before a whole season is known, the
// last period over and over. The rival that every forecast must beat.
import type { Series } from "./series.ts";

/** Weeks of a year. */
export const seasonWeeks = 52;

/**
 * Units expected in `periods` from the period `to` on. Where a period told nothing, the nearest
 * earlier one that did stands in. @returns NaN where none did
 */
export function seasonalNaive(
  series: Series,
  {
    periods,
    season = seasonWeeks,
    to = series.length,
  }: { periods: number; season?: number; to?: number },
): number {
  let sum = 0;
  for (let ahead = 0; ahead < periods; ahead += 1) {
    const share = Math.min(1, periods - ahead);
    let at = to >= season ? to - season + (ahead % season) : to - 1;
    while (at >= 0 && Number.isNaN(series[at]!)) at -= 1;
    if (at < 0) return Number.NaN;
    sum += share * series[at]!;
  }
  return sum;
}
