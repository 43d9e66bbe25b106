import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bucketOf,
  bucketRatio,
  medianInterval,
  quantile,
  rankedBuckets,
  rankedValues,
  zeroBucket,
} from "../../../app/analysis/stats/ranked.ts";

const reference = new URL("../../../../shared/data/statistics/reference.json", import.meta.url);
const hasReference = existsSync(reference);
if (!hasReference) process.stderr.write("SKIPPED: the statistics reference data is not here\n");

test.skipIf(!hasReference)("quantiles are R's type 7", () => {
  const { x, p, value } = JSON.parse(readFileSync(reference, "utf8")).quantile_type7;
  const ranked = rankedValues(x);
  expect(p.map((each: number) => quantile(ranked, each))).toEqual(
    value.map((each: number) => expect.closeTo(each, 9)),
  );
});

test("the median's interval stands at the tabled ranks", () => {
  // Distribution-free 95 % ranks for a median: n = 6: 1 and 6 … n = 100: 40 and 61 (Conover 1999, A3).
  const tabled = [
    [6, 1, 6],
    [10, 2, 9],
    [20, 6, 15],
    [25, 8, 18],
    [50, 18, 33],
    [100, 40, 61],
  ] as const;
  for (const [n, low, high] of tabled) {
    const ranks = rankedValues(Array.from({ length: n }, (_, index) => index + 1));
    expect(medianInterval(ranks)).toEqual([low, high]);
  }
});

test("fewer than six values have no interval and none no median", () => {
  expect(medianInterval(rankedValues([1, 2, 3, 4, 5]))).toBeNull();
  expect(medianInterval(rankedValues([]))).toBeNull();
  expect(quantile(rankedValues([]), 0.5)).toBeNull();
  expect(quantile(rankedBuckets([]), 0.5)).toBeNull();
});

test("a value lies in its bucket and 0 in a bucket of its own", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      const bucket = bucketOf(value);
      const slack = 1 + 1e-9;
      return bucketRatio ** bucket <= value * slack && value <= bucketRatio ** (bucket + 1) * slack;
    }),
  );
  expect(bucketOf(0)).toBe(zeroBucket);
  expect(bucketOf(-3)).toBe(zeroBucket);
  expect(bucketOf(1e-9)).toBeGreaterThan(zeroBucket);
});

test("buckets tell median, p90 and interval within 1 % of the values themselves", () => {
  const hours = fc.double({ min: 0.01, max: 5000, noNaN: true });
  fc.assert(
    fc.property(fc.array(hours, { minLength: 6, maxLength: 400 }), (values) => {
      const exact = rankedValues(values);
      const rough = rankedBuckets(values.map((value) => [bucketOf(value), 1] as const));
      const near = (a: number, b: number) => expect(Math.abs(a / b - 1)).toBeLessThan(0.0202);
      for (let rank = 1; rank <= values.length; rank += 1) near(rough.at(rank), exact.at(rank));
      near(quantile(rough, 0.5) ?? NaN, quantile(exact, 0.5) ?? NaN);
      near(quantile(rough, 0.9) ?? NaN, quantile(exact, 0.9) ?? NaN);
      expect(rough.n).toBe(exact.n);
    }),
  );
});

test("one value in a bucket reads as its middle, at most 1 % off", () => {
  for (const value of [0.25, 1, 24, 54.352, 720]) {
    expect(Math.abs(rankedBuckets([[bucketOf(value), 1]]).at(1) / value - 1)).toBeLessThan(0.0101);
  }
});

test("zeros are read as 0 and sorted first", () => {
  const ranked = rankedBuckets([
    [bucketOf(5), 1],
    [zeroBucket, 2],
  ]);
  expect([ranked.at(1), ranked.at(2)]).toEqual([0, 0]);
  expect(ranked.at(3)).toBeGreaterThan(4.9);
});
