// How long something takes where some still wait: the product-limit estimate (Kaplan & Meier 1958). Whoever
// waits counts among those who could still be served for as long as they have waited, and no longer. The median
// of those that are done alone hides a backlog: the slow ones are not in it.

/** How many took so long; ascending. */
export type Taken = readonly [value: number, count: number];

/**
 * @param waiting how long each that is not done has waited, in the unit of `taken`
 * @returns the least value by which half are done; null where that is not seen yet
 */
export function medianWaiting(taken: Iterable<Taken>, waiting: readonly number[]): number | null {
  const done = [...taken];
  const still = [...waiting].sort((a, b) => a - b);
  let atRisk = done.reduce((sum, [, count]) => sum + count, 0) + still.length;
  let share = 1;
  let gone = 0;
  for (const [value, count] of done) {
    while (gone < still.length && still[gone]! < value) {
      gone += 1;
      atRisk -= 1;
    }
    share *= 1 - count / atRisk;
    atRisk -= count;
    if (share <= 0.5) return value;
  }
  return null;
}
