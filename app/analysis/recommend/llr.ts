// Dunning's log-likelihood ratio G² of two things occurring together (Dunning 1993, "Accurate methods
// for the statistics of surprise and coincidence"), natural logarithm. Assumes that groups (orders or
// customers) are independent. It ranks: strong evidence first. Lift says how strong, only in words: as
// a ranking it prefers coincidences among the rare (algorithms.md).

/** 99.9 % point of χ² with one degree of freedom: what chance alone exceeds once in a thousand. */
export const surprising = 10.83;

const xlogx = (x: number) => (x > 0 ? x * Math.log(x) : 0);

/**
 * @param both groups that hold a and b
 * @param a groups that hold a
 * @param b groups that hold b
 * @param n all groups
 */
export function logLikelihoodRatio(both: number, a: number, b: number, n: number): number {
  const cells = xlogx(both) + xlogx(a - both) + xlogx(b - both) + xlogx(n - a - b + both);
  const margins = xlogx(a) + xlogx(n - a) + xlogx(b) + xlogx(n - b);
  return Math.max(0, 2 * (cells - margins + xlogx(n)));
}

/** How many times as often as by chance; 1 is chance. */
export function lift(both: number, a: number, b: number, n: number): number {
  return (both * n) / (a * b);
}
