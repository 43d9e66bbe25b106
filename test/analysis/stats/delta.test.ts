import fc from "fast-check";
import { expect, test } from "vitest";
import { meanInterval, ratioInterval, type Sums } from "../../../app/analysis/stats/delta.ts";

function sumsOf(units: readonly (readonly [x: number, y: number])[]): Sums {
  const sums = { n: 0n, x: 0n, y: 0n, xx: 0n, yy: 0n, xy: 0n };
  for (const [x, y] of units) {
    sums.n += 1n;
    sums.x += BigInt(x);
    sums.y += BigInt(y);
    sums.xx += BigInt(x * x);
    sums.yy += BigInt(y * y);
    sums.xy += BigInt(x * y);
  }
  return sums;
}

test("the interval of a mean is R's t.test(sleep$extra)", () => {
  // R, datasets::sleep: mean 1.54, 95 percent confidence interval 0.5955845 2.4844155; here in tenths.
  const extra = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20, 19, 8, 11, 1, -1, 44, 55, 16, 46, 34];
  const sums = sumsOf(extra.map((y) => [1, y]));
  const [low, high] = meanInterval(sums.n, sums.y, sums.yy) ?? [NaN, NaN];
  expect(low).toBeCloseTo(5.955845, 5);
  expect(high).toBeCloseTo(24.844155, 5);
});

test("the interval of a ratio, by hand", () => {
  // x = 10 ten times, y = 0 … 9: R = .45, Σe² = 82.5, se² = 10·82.5/(9·100²), t(9) = 2.262157.
  const sums = sumsOf(Array.from({ length: 10 }, (_, y) => [10, y] as const));
  const [low, high] = ratioInterval(sums) ?? [NaN, NaN];
  expect(low).toBeCloseTo(0.45 - 2.262157 * Math.sqrt(825 / 90_000), 6);
  expect(high).toBeCloseTo(0.45 + 2.262157 * Math.sqrt(825 / 90_000), 6);
});

test("fewer than ten units, no spread or an empty denominator have no interval", () => {
  expect(ratioInterval(sumsOf(Array.from({ length: 9 }, (_, y) => [10, y] as const)))).toBeNull();
  expect(
    ratioInterval(sumsOf(Array.from({ length: 30 }, (_, i) => [3 * i, i] as const))),
  ).toBeNull();
  expect(ratioInterval(sumsOf(Array.from({ length: 30 }, () => [0, 1] as const)))).toBeNull();
  expect(meanInterval(50n, 50n * 1999n, 50n * 1999n * 1999n)).toBeNull();
});

test("sums beyond 2^53 keep their interval", () => {
  // The same units in a currency a million times smaller give a million times the interval.
  const units = [12, 15, 11, 19, 14, 13, 18, 12, 16, 11, 15].map(BigInt);
  const scaled = (by: bigint) =>
    meanInterval(
      11n,
      units.reduce((a, b) => a + b * by, 0n),
      units.reduce((a, b) => a + (b * by) ** 2n, 0n),
    );
  const small = scaled(1n) ?? [NaN, NaN];
  const large = scaled(10n ** 12n) ?? [NaN, NaN];
  expect(large[0] / 1e12).toBeCloseTo(small[0], 9);
  expect(large[1] / 1e12).toBeCloseTo(small[1], 9);
});

test("the interval holds its ratio and does not depend on the order of units", () => {
  const unit = fc.tuple(
    fc.integer({ min: 1, max: 10_000 }),
    fc.integer({ min: -10_000, max: 10_000 }),
  );
  fc.assert(
    fc.property(fc.array(unit, { minLength: 10, maxLength: 60 }), (units) => {
      const sums = sumsOf(units);
      const interval = ratioInterval(sums);
      expect(ratioInterval(sumsOf([...units].reverse()))).toEqual(interval);
      if (!interval) return true;
      const ratio = Number(sums.y) / Number(sums.x);
      return interval[0] <= ratio && ratio <= interval[1];
    }),
  );
});
