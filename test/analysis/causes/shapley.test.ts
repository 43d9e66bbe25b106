import fc from "fast-check";
import { expect, test } from "vitest";
import { roundToTotal } from "../../../app/analysis/causes/round.ts";
import { shapley } from "../../../app/analysis/causes/shapley.ts";

const product = (factors: readonly number[]) => factors.reduce((all, each) => all * each, 1);

test("the published example: 24,000 × 3.5 % × 58 to 27,600 × 3.25 % × 61 (algorithms.md)", () => {
  const effects = shapley([24_000, 0.035, 58], [27_600, 0.0325, 61], product);
  expect(effects.map((effect) => Number(effect.toFixed(6)))).toEqual([7227, -3840, 2610]);
});

test("two factors share what they do together by halves", () => {
  // 2 × 10 = 20 to 3 × 14 = 42: 1 × 12 and 2.5 × 4.
  expect(shapley([2, 10], [3, 14], product)).toEqual([12, 10]);
});

const factor = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const factors = fc
  .integer({ min: 1, max: 5 })
  .chain((length) =>
    fc.tuple(
      fc.array(factor, { minLength: length, maxLength: length }),
      fc.array(factor, { minLength: length, maxLength: length }),
    ),
  );
/** Of the largest product, what floating point may lose. */
const slack = (a: readonly number[], b: readonly number[]) =>
  1e-12 * a.reduce((all, each, at) => all * Math.max(1, Math.abs(each), Math.abs(b[at]!)), 1) * 100;

test("effects sum to the change, whatever zeros and signs there are", () => {
  fc.assert(
    fc.property(factors, ([before, after]) => {
      const sum = shapley(before, after, product).reduce((all, each) => all + each, 0);
      expect(Math.abs(sum - (product(after) - product(before)))).toBeLessThanOrEqual(
        slack(before, after),
      );
    }),
  );
});

test("the order of the factors changes nothing, a factor that stays has no effect", () => {
  fc.assert(
    fc.property(factors, ([before, after]) => {
      const effects = shapley(before, after, product);
      const reversed = shapley(before.toReversed(), after.toReversed(), product).toReversed();
      for (const [at, effect] of effects.entries()) {
        expect(Math.abs(effect - reversed[at]!)).toBeLessThanOrEqual(slack(before, after));
        if (before[at] === after[at]) expect(Math.abs(effect)).toBe(0);
      }
    }),
  );
});

test("lists of different lengths are refused", () => {
  expect(() => shapley([1], [1, 2], product)).toThrow(/got 1 and 2 factors/);
});

test("rounded numbers sum to the total; the largest remainders are rounded up", () => {
  expect(roundToTotal([0.5, 0.3, 1.2], 2n)).toEqual([1n, 0n, 1n]);
  expect(roundToTotal([-1.4, 1.6], 0n)).toEqual([-2n, 2n]);
  expect(roundToTotal([10.2, -3], 9n)).toEqual([12n, -3n]);
  expect(roundToTotal([], 5n)).toEqual([]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }),
      (numbers) => {
        const total = BigInt(Math.round(numbers.reduce((all, each) => all + each, 0)));
        const whole = roundToTotal(numbers, total);
        expect(whole.reduce((all, each) => all + each, 0n)).toBe(total);
        for (const [at, number] of numbers.entries()) {
          expect(Math.abs(Number(whole[at]) - number)).toBeLessThan(1 + 1e-3);
        }
      },
    ),
  );
});
