// Demand over the lead: negative binomial around the level. How far it spreads is taken from the last
// periods, never less than Poisson, and grows with the lead by how little those periods tell about the
// level itself: variance of the total = lead × s² × (1 + lead ÷ n).
import { demandQuantile } from "./negative-binomial.ts";
import { momentsOf, type Series } from "./series.ts";

/** Half a year of weeks: long enough for a spread, short enough to forget how it once was. */
export const spreadPeriods = 26;

/**
 * What is expected, and a negative binomial's size, in units over a number of periods. `around` is its mean
 * where that is another one: what is expected need not be the middle of what may come.
 */
export type LeadDemand = { mean: number; size: number; around?: number };

/** Size that a mean and a variance make; no variance beyond the mean is Poisson. */
export function sizeOf(mean: number, variance: number): number {
  return variance > mean ? (mean * mean) / (variance - mean) : Number.POSITIVE_INFINITY;
}

/** @param periods of the lead; a part of one counts in part */
export function leadDemand(
  series: Series,
  { level, periods, to = series.length }: { level: number; periods: number; to?: number },
): LeadDemand {
  const { n, mean, variance } = momentsOf(series, to - spreadPeriods, to);
  if (n === 0) return { mean: level * periods, size: Number.POSITIVE_INFINITY };
  const total = mean * periods;
  const spread = periods * Math.max(variance, mean) * (1 + periods / n);
  return {
    mean: level * periods,
    size: total > 0 ? sizeOf(total, spread) : Number.POSITIVE_INFINITY,
  };
}

/** Units that are enough with probability p. */
export function quantileOf({ mean, size, around = mean }: LeadDemand, p: number): number {
  return demandQuantile(around, size, p);
}
