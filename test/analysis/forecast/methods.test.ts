// Levels and quantiles, by hand and by R (package forecast 8.20, qnbinom, qpois).
import { expect, test } from "vitest";
import { adidaLevel, bucketLength } from "../../../app/analysis/forecast/adida.ts";
import { crostonLevel } from "../../../app/analysis/forecast/croston.ts";
import { uncensored } from "../../../app/analysis/forecast/in-stock.ts";
import { leadDemand } from "../../../app/analysis/forecast/lead-demand.ts";
import {
  demandQuantile,
  expectedShortage,
} from "../../../app/analysis/forecast/negative-binomial.ts";
import { seasonalNaive } from "../../../app/analysis/forecast/seasonal-naive.ts";
import { levelOf } from "../../../app/analysis/forecast/level.ts";
import { sesLevel } from "../../../app/analysis/forecast/ses.ts";

test("smoothing starts with the first period and moves a tenth of each miss", () => {
  // 10 → 10 + .1 × (20 − 10) = 11 → 11 + .1 × (0 − 11) = 9.9
  expect(sesLevel([10, 20, 0])).toBeCloseTo(9.9, 12);
  expect(sesLevel([10, NaN, 20, NaN, 0])).toBeCloseTo(9.9, 12);
  expect(sesLevel([NaN, NaN])).toBeNaN();
});

test("the served level weighs each period by its age alone, the first one too", () => {
  // Weights 1, .9 and .81 of the newest to the oldest: (3 + .9 × 6 + .81 × 100) ÷ 2.71.
  expect(levelOf([100, 6, 3])).toBeCloseTo((3 + 0.9 * 6 + 0.81 * 100) / 2.71, 12);
  expect(levelOf([5])).toBe(5);
  expect(levelOf([5, 5, 5, 90], 3)).toBe(5);
  // What tells nothing is no period.
  expect(levelOf([Number.NaN, 100, Number.NaN, 6, 3])).toBe(levelOf([100, 6, 3]));
  expect(levelOf([Number.NaN])).toBeNaN();
  // Of many periods it is Brown's.
  const many = Array.from({ length: 200 }, (_, at) => (at * at * 7) % 11);
  expect(levelOf(many)).toBeCloseTo(sesLevel(many), 6);
});

test("ADIDA smooths buckets as long as the mean interval between demands", () => {
  // Demands at the 2nd, 5th and 8th period: 8 ÷ 3 is about 3. Of 8 periods the first two are left out.
  const series = [0, 6, 0, 0, 3, 0, 0, 9];
  expect(bucketLength(series)).toBe(3);
  // 5 ÷ 2 and 7 ÷ 2: halves go to the even number.
  expect(bucketLength([0, 1, 0, 0, 1])).toBe(2);
  expect(bucketLength([0, 1, 0, 0, 0, 0, 1])).toBe(4);
  expect(bucketLength([0, 0])).toBe(1);
  // Buckets 3 and 9 are missed by 6 whatever the smoothing, so by the least: 3 + .02 × 6 in three periods.
  expect(adidaLevel(series)).toBeCloseTo(1.04, 12);
  expect(adidaLevel([5, 5])).toBeCloseTo(5, 12);
  // 4 ÷ 3 is about 1: buckets 0, 10, 10, 10, each missed by less the faster: 9.8, 9.996, 9.99992.
  expect(adidaLevel([0, 10, 10, 10])).toBeCloseTo(9.99992, 12);
  // 2 demands by the 4th period. Half of a bucket is known: twice as much. 4, 8: 4 + .02 × 4 in two.
  expect(adidaLevel([0, 4, NaN, 4])).toBeCloseTo(2.04, 12);
  expect(adidaLevel([NaN, NaN])).toBeNaN();
});

test("Croston equals R's forecast::croston", () => {
  const series = [0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0];
  expect(crostonLevel(series, 0.05)).toBeCloseTo(1.23003422818, 6);
  expect(crostonLevel(series, 0.1)).toBeCloseTo(1.3625345039, 6);
  expect(crostonLevel(series, 0.2)).toBeCloseTo(1.47385450597, 6);
  expect(crostonLevel([0, 0])).toBe(0);
});

test("the naive forecast repeats the season, or the last period before there is one", () => {
  expect(seasonalNaive([1, 2, 3, 4], { periods: 2, season: 4 })).toBe(3);
  expect(seasonalNaive([1, 2, 3, 4], { periods: 2.5, season: 4 })).toBe(4.5);
  expect(seasonalNaive([1, 2, 3, 4], { periods: 2, season: 52 })).toBe(8);
  expect(seasonalNaive([1, 2, 3, NaN], { periods: 1, season: 52 })).toBe(3);
  expect(seasonalNaive([NaN], { periods: 1 })).toBeNaN();
});

test("quantiles are those of qnbinom and qpois", () => {
  expect(demandQuantile(4, 2, 0.95)).toBe(11);
  expect(demandQuantile(4, 2, 0.99)).toBe(15);
  expect(demandQuantile(4, Infinity, 0.95)).toBe(8);
  expect(demandQuantile(0, 2, 0.95)).toBe(0);
  // P(0) = e^−.02 = .9802
  expect(demandQuantile(0.02, Infinity, 0.95)).toBe(0);
  expect(demandQuantile(0.02, Infinity, 0.99)).toBe(1);
  // Poisson of 1,000,000: 1,000,000 + 1.644854 × 1,000, give or take one.
  expect(Math.abs(demandQuantile(1e6, Infinity, 0.95) - 1_001_645)).toBeLessThanOrEqual(1);
  // The gamma takes over where the counts are many: no jump there (spread 2,999 and 3,001).
  const near = [2999, 3001].map((spread) =>
    demandQuantile(9000, 9000 ** 2 / (spread ** 2 - 9000), 0.95),
  );
  expect(near[1]! / near[0]!).toBeGreaterThan(0.998);
  expect(near[1]! / near[0]!).toBeLessThan(1.002);
});

test("the median of many and of few is a median", () => {
  // Poisson 4: P(≤ 3) = .4335, P(≤ 4) = .6288.
  expect(demandQuantile(4, Infinity, 0.5)).toBe(4);
  expect(demandQuantile(4, Infinity, 0.43)).toBe(3);
  expect(demandQuantile(4, Infinity, 0.01)).toBe(0);
  expect(demandQuantile(4, Infinity, 0.02)).toBe(1);
});

test("expected shortage: by hand, and the unit normal loss at 1.645", () => {
  // Poisson 1, one there: Σ (k − 1) P(k) = 1 − (1 − e^−1) = e^−1.
  expect(expectedShortage(1, Infinity, 1)).toBeCloseTo(Math.exp(-1), 10);
  expect(expectedShortage(4, 2, 0)).toBeCloseTo(4, 10);
  expect(expectedShortage(4, 2, -3)).toBeCloseTo(4, 10);
  expect(expectedShortage(1e8, Infinity, 1e8 + 1.645e4) / 1e4).toBeCloseTo(0.0208856414801, 6);
});

test("the spread over a lead grows with the lead and with how little is known", () => {
  // 2, 4: mean 3, s² 2 < 3, so Poisson; lead 2 of n 2: variance 2 × 3 × (1 + 1) = 12 of mean 6.
  const { mean, size } = leadDemand([2, 4], { level: 5, periods: 2 });
  expect(mean).toBe(10);
  expect(size).toBeCloseTo(36 / (12 - 6), 12);
  expect(leadDemand([0, 0], { level: 0.5, periods: 2 })).toEqual({ mean: 1, size: Infinity });
});

test("days out of stock are filled with what the days in stock sold", () => {
  expect(uncensored(4, { daysIn: 4, days: 7 })).toBe(7);
  expect(uncensored(4, { daysIn: 7, days: 7 })).toBe(4);
  expect(uncensored(0, { daysIn: 3, days: 7 })).toBeNaN();
  expect(uncensored(2, { daysIn: 0, days: 0 })).toBeNaN();
});
