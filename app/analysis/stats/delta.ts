// Delta-method interval of a ratio of sums Σy ÷ Σx over independent units (Cochran 1977, Sampling
// Techniques, §6.4): se² = n · Σ(y − R·x)² ÷ ((n − 1) · (Σx)²), with t(n − 1). The mean of y is the
// ratio with x = 1 everywhere. Sums are integers, so Σ(y − R·x)² · (Σx)² is exact and a zero
// variance is seen as zero, not as a rounding crumb.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Interval } from "./interval.ts";

/** Over units: how many, Σx, Σy, Σx², Σy², Σxy. y is the numerator, x the denominator. */
export type Sums = { n: bigint; x: bigint; y: bigint; xx: bigint; yy: bigint; xy: bigint };

/** Fewer units say too little about their own spread (definitions.md). */
const fewestUnits = 10n;

/** Null below 10 units, at zero variance or when Σx is 0. */
export function ratioInterval({ n, x, y, xx, yy, xy }: Sums): Interval | null {
  if (n < fewestUnits || x === 0n) return null;
  const residuals = yy * x * x - 2n * y * x * xy + y * y * xx;
  if (residuals <= 0n) return null;
  const count = Number(n);
  const denominator = Number(x);
  const error = Math.sqrt(((Number(residuals) / denominator ** 4) * count) / (count - 1));
  const reach = tQuantile(0.975, count - 1) * error;
  const ratio = Number(y) / denominator;
  return [ratio - reach, ratio + reach];
}

/** The interval of a mean from n, Σy and Σy²; null below 10 units or at zero variance. */
export function meanInterval(n: bigint, y: bigint, yy: bigint): Interval | null {
  return ratioInterval({ n, x: n, y, xx: n, yy, xy: y });
}
