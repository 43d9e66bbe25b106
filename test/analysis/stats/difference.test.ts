import { expect, test } from "vitest";
import { differenceInterval, isRareStep } from "../../../app/analysis/stats/difference.ts";
import { wilson } from "../../../app/analysis/stats/wilson.ts";

const share = (hits: number, n: number) => ({ value: hits / n, interval: wilson(hits, n)! });
const rounded = (of: readonly [number, number]) => of.map((end) => Number(end.toFixed(4)));

test("differences of shares as Newcombe 1998, Statistics in Medicine 17:873, table II, method 10", () => {
  const table = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ] as const;
  for (const [a, m, b, n, low, high] of table) {
    expect(rounded(differenceInterval(share(a, m), share(b, n)))).toEqual([low, high]);
  }
});

test("of means the squares of both reaches add up, by hand: 3² + 4² = 5²", () => {
  const a = { value: 30, interval: [27, 33] as const };
  const b = { value: 20, interval: [16, 24] as const };
  expect(differenceInterval(a, b)).toEqual([5, 15]);
  expect(differenceInterval(b, a)).toEqual([-15, -5]);
});

test("a step is rare where at most one in twenty is as large, of either sign", () => {
  const small = Array.from({ length: 19 }, (_, at) => (at % 2 ? 0.1 : -0.1));
  expect(isRareStep(0.2, small)).toBe(true);
  expect(isRareStep(-0.2, small)).toBe(true);
  // Nineteen steps with this one, of which it alone is as large: 1 in 19 is more than 1 in 20.
  expect(isRareStep(0.2, small.slice(1))).toBe(false);
  expect(isRareStep(0.2, [...small.slice(1), -0.3])).toBe(false);
  expect(isRareStep(0.1, small)).toBe(false);
  expect(isRareStep(0.2, [])).toBe(false);
});
