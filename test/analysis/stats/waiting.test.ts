// The remission times of Freireich et al. 1963 (weeks; + still in remission), the textbook example of Kaplan &
// Meier's estimate: median 23 with 6-mercaptopurine, 8 with the placebo (Cox & Oakes 1984, table 1.1).
import { expect, test } from "vitest";
import { medianWaiting } from "../../../app/analysis/stats/waiting.ts";

const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const goesOn = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
const counted = (values: readonly number[]) =>
  [...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length] as const);

test("the median with those that still wait is that of the textbook", () => {
  expect(medianWaiting(counted(ended), goesOn)).toBe(23);
  expect(medianWaiting(counted(placebo), [])).toBe(8);
  // Whatever the order of those that wait, and one at a time as well as counted.
  const alone = ended.map((value) => [value, 1] as const);
  expect(medianWaiting(alone, goesOn.toReversed())).toBe(23);
});

test("where fewer than half are done the median is not known yet", () => {
  expect(medianWaiting([[5, 1]], [9, 9])).toBeNull();
  // Those that came just now say nothing of how long it takes.
  expect(medianWaiting([[5, 1]], [1, 1])).toBe(5);
  expect(medianWaiting([], [1])).toBeNull();
  expect(medianWaiting([], [])).toBeNull();
});
