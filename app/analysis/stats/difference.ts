// Whether two independent numbers differ, from what is known of each.
//
// interval of the difference, from both intervals: squares of their reaches are added, each on the side that
//          faces the other ("square and add", Newcombe 1998, Statistics in Medicine 17:873, method 10; for any
//          kind of number Zou & Donner 2008, Statistics in Medicine 27:1693). Of two means it is Welch's
//          to the difference between his degrees of freedom and each mean's own
// ranks    of what has no interval: how large its steps have been so far, no law of errors
import type { Interval } from "./interval.ts";

export type Measured = { value: number; interval: Interval };

/** The 95 % interval of a − b. */
export function differenceInterval(a: Measured, b: Measured): Interval {
  const difference = a.value - b.value;
  const below = Math.hypot(a.value - a.interval[0], b.interval[1] - b.value);
  const above = Math.hypot(a.interval[1] - a.value, b.value - b.interval[0]);
  return [difference - below, difference + above];
}

/** A step of either sign that so few were as large as. */
const rareShare = 0.05;

/**
 * Whether at most one step in twenty is as large, this one counted: never among fewer than twenty.
 * @param past the steps before it
 */
export function isRareStep(step: number, past: readonly number[]): boolean {
  const asLarge = past.filter((each) => Math.abs(each) >= Math.abs(step)).length + 1;
  return asLarge / (past.length + 1) <= rareShare;
}
