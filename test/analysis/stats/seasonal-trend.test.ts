import { expect, test } from "vitest";
import { seasonalTrend, type Season } from "../../../app/analysis/stats/seasonal-trend.ts";
import { createRandom } from "../../platform/random.ts";

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test("ten values that only rise: S = 45 and variance 125 (Kendall 1975, n (n − 1)(2n + 5) ÷ 18)", () => {
  const found = seasonalTrend([ten])!;
  expect(found.z).toBeCloseTo(44 / Math.sqrt(125), 10);
  expect(found).toMatchObject({ verdict: "rising", slope: 1, interval: [1, 1], n: 10, rounds: 10 });
  expect(seasonalTrend([ten.toReversed()])).toMatchObject({ verdict: "falling", slope: -1 });
});

test("ties and gaps by hand", () => {
  // 1 1 2 3 … 9: one tied pair takes 2 · 1 · 9 ÷ 18 = 1 off the variance and 1 off the score.
  expect(seasonalTrend([[1, 1, 2, 3, 4, 5, 6, 7, 8, 9]])!.z).toBeCloseTo(43 / Math.sqrt(124), 10);
  // A gap among eleven rounds leaves ten values: the variance is theirs.
  const gap = seasonalTrend([[1, 2, 3, 4, 5, null, 7, 8, 9, 10, 11]])!;
  expect(gap.z).toBeCloseTo(44 / Math.sqrt(125), 10);
  expect(gap).toMatchObject({ slope: 1, n: 10, rounds: 11 });
});

test("seasons that move together are one proof, seasons apart several (Hirsch and Slack 1984)", () => {
  // Thrice the same: the score is 135 and its variance 9 × 125, not 3 × 125.
  const same = seasonalTrend([ten, ten, ten])!;
  expect(same.z).toBeCloseTo(134 / Math.sqrt(9 * 125), 10);
  // Levels of seasons change nothing: values are compared within their own season.
  const apart = seasonalTrend([ten, ten.map((value) => value + 1000), ten.map((value) => 7 * value - 50)]); // prettier-ignore
  expect(apart).toMatchObject({ z: same.z, verdict: "rising" });
});

test("slope and interval by hand from the 45 slopes in order (Gilbert 1987)", () => {
  // All slopes are 0 but those to or from the last value, which lies 9 above: 9 of 45.
  const found = seasonalTrend([[0, 0, 0, 0, 0, 0, 0, 0, 0, 9]])!;
  expect(found.slope).toBe(0);
  expect(found.interval[0]).toBe(0);
  // Ranks: 9 values tie with one another; S = 9. Var = (10·9·25 − 9·8·23) ÷ 18 = 33.
  expect(found.z).toBeCloseTo(8 / Math.sqrt(33), 10);
  expect(found.verdict).toBe("none");
});

test("too little is no verdict", () => {
  expect(seasonalTrend([ten.slice(1)])).toBeNull();
  expect(seasonalTrend([])).toBeNull();
  expect(seasonalTrend([ten.map(() => 4)])).toBeNull();
  expect(seasonalTrend([[...ten.map(() => null), null]])).toBeNull();
});

/** 26 weeks: a weekday's own level, weeks that go up and down as a whole, days on top, a weekly step. */
function weeks(seed: number, step: number): Season[] {
  const random = createRandom(seed);
  const level = [100, 90, 95, 100, 130, 160, 40];
  const week = Array.from({ length: 26 }, () => random.around(1, 0.08));
  return level.map((own) => week.map((both, at) => own * both * random.around(1, 0.15) * (1 + step) ** at)); // prettier-ignore
}

test("of 400 stores without a trend at most 8 % are told one; 1.5 % a week is found in 9 of 10", () => {
  const told = (step: number) =>
    Array.from({ length: 400 }, (_, seed) => seasonalTrend(weeks(seed + 1, step))!);
  expect(told(0).filter(({ verdict }) => verdict !== "none").length).toBeLessThanOrEqual(32);
  const risen = told(0.015);
  expect(risen.filter(({ verdict }) => verdict === "rising").length).toBeGreaterThanOrEqual(360);
  // The mean weekday is at 102; half-way 1.5 % of it are 102 × 1.015^12.5 × 0.0149 = 1.83 a week.
  const holds = risen.filter(({ interval: [low, high] }) => low <= 1.83 && 1.83 <= high).length;
  expect(holds).toBeGreaterThanOrEqual(340);
});
