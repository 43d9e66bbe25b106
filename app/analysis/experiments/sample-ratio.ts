// Whether people fell into the arms as they were meant to: Pearson's chi-square on those exposed. Where
// they did not, exposures are lost or logged on one side only, and no difference can be trusted (Fabijan
// et al. 2019, Diagnosing sample ratio mismatch in online controlled experiments, KDD).
import { chiSquareTail } from "../stats/chi-square.ts";
import type { Arm } from "./assign.ts";

/** Checked again and again, so far below 5 %: in use among those who run many experiments (ibid.). */
export const mismatchBelow = 0.0005;
/** Expected in the smallest arm; fewer say nothing by chi-square (Cochran 1954). */
const fewestExpected = 5;

export type SampleRatio = {
  /** Chance of a split as far off as this one, were it right; null for too few. */
  p: number | null;
  isMismatch: boolean;
};

/** @param exposed people in each arm, in the order of the arms */
export function sampleRatio(arms: readonly Arm[], exposed: readonly number[]): SampleRatio {
  const n = exposed.reduce((sum, count) => sum + count, 0);
  const whole = arms.reduce((sum, { weight }) => sum + weight, 0);
  const expected = arms.map(({ weight }) => (n * weight) / whole);
  if (arms.length < 2 || Math.min(...expected) < fewestExpected) {
    return { p: null, isMismatch: false };
  }
  const off = expected.map((count, at) => ((exposed[at] ?? 0) - count) ** 2 / count);
  const p = chiSquareTail(
    off.reduce((sum, part) => sum + part, 0),
    arms.length - 1,
  );
  return { p, isMismatch: p < mismatchBelow };
}
