// Adjusted Wald interval of a net promoter score: three answers are added, ¾ promoter and
// ¾ detractor, so that few or one-sided answers still give an honest width (definitions.md; plain
// Wald covers 83.8 % in the worst cell tried, this one 93–96 %). Assumes independent answers.
import type { Interval } from "./interval.ts";

const addedAnswers = 3;
const addedToEachEnd = 0.75;
/** Rounded as the published definition writes it. */
const z = 1.96;

/** The interval in points, clipped to −100 … 100; null without answers. */
export function npsInterval(promoters: number, detractors: number, n: number): Interval | null {
  if (n <= 0) return null;
  const answers = n + addedAnswers;
  const p = (promoters + addedToEachEnd) / answers;
  const d = (detractors + addedToEachEnd) / answers;
  const reach = z * Math.sqrt((p + d - (p - d) ** 2) / answers);
  const end = (points: number) => Math.min(100, Math.max(-100, 100 * points));
  return [end(p - d - reach), end(p - d + reach)];
}
