// Score interval of a proportion, without continuity correction. Assumes independent yes/no
// outcomes. Wilson (1927); Newcombe (1998), Statistics in Medicine 17, method 3.
import { z95, type Interval } from "./interval.ts";

/**
 * @param hits 0 … n
 * @returns fractions within 0–1, or null without a single observation.
 */
export function wilson(hits: number, n: number): Interval | null {
  if (n <= 0) return null;
  const share = hits / n;
  const z2 = z95 * z95;
  const centre = share + z2 / (2 * n);
  const reach = z95 * Math.sqrt((share * (1 - share) + z2 / (4 * n)) / n);
  const scale = 1 + z2 / n;
  // At 0 and n hits one end is exactly 0 or 1; floating point would leave a crumb there.
  const low = hits === 0 ? 0 : Math.max(0, (centre - reach) / scale);
  const high = hits === n ? 1 : Math.min(1, (centre + reach) / scale);
  return [low, high];
}
