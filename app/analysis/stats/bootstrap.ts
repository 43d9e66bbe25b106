// How sure a mean difference is when two methods are tried on the same people: people are drawn anew
// with replacement, each with both results (Efron & Tibshirani 1993, percentile interval). Assumes that
// people are independent of each other.
import type { Interval } from "./interval.ts";
import { uniform } from "./random.ts";

/** Fewer people say nothing about how people differ. */
const least = 10;
const draws = 1000;

/**
 * 95 % interval of the mean of `differences`, one a person; null below ten.
 * @param seed the same seed gives the same interval
 */
export function pairedBootstrap(differences: Float64Array, seed: number): Interval | null {
  const n = differences.length;
  if (n < least) return null;
  const next = uniform(seed);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    let sum = 0;
    for (let at = 0; at < n; at += 1) sum += differences[Math.floor(next() * n)]!;
    means[draw] = sum / n;
  }
  means.sort();
  return [means[Math.floor(draws * 0.025)]!, means[Math.ceil(draws * 0.975) - 1]!];
}
