// A back-test small enough to be done by hand.
import { expect, test } from "vitest";
import { backTest } from "../../../app/analysis/forecast/back-test.ts";
import { movingAverage } from "../../../app/analysis/forecast/moving-average.ts";
import { classReports, noScores, reportOf } from "../../../app/analysis/forecast/score.ts";

test("the moving average is that of the last six periods that tell something", () => {
  const none = Number.NaN;
  expect(movingAverage([90, 1, 2, 3, 4, 5, 9])).toBe(4);
  expect(movingAverage([90, 1, none, 2, 3, 4, none, 5, 9, none])).toBe(4);
  // Of what was known before the fourth; of less than six what there is.
  expect(movingAverage([1, 2, 6, 70], 3)).toBe(3);
  expect(movingAverage([none, none])).toBeNaN();
});

test("the moving average is measured at the forecast's own origins, beside both coverages", () => {
  // Two a week, then 5 and 4: with eight weeks to learn from, a lead of one week is tested twice.
  const scores = noScores();
  const weeks = [2, 2, 2, 2, 2, 2, 2, 2, 5, 4];
  expect(backTest(weeks, { periods: 1, scores }).origins).toBe(2);
  const { origins, wape, naiveWape, averageWape, coverage80, coverage95 } = reportOf(scores, "ses");
  expect(origins).toBe(2);
  // Forecast 2, then (5 × 2 + 5) ÷ 6 = 2.5: 3 and 1.5 missed of 9.
  expect(averageWape).toBeCloseTo(4.5 / 9, 12);
  // The week before again: 2 and 5, 3 and 1 missed. Smoothed: 2, then of nine weeks whose weights are 1, .9, …,
  // (1 − .9^9) ÷ .1 = 6.126 in all, the five weighs one: 2 + 3 ÷ 6.126 = 2.49; 3 and 1.51 missed.
  const weights = (1 - 0.9 ** 9) / 0.1;
  expect(naiveWape).toBeCloseTo(4 / 9, 12);
  expect(wape).toBeCloseTo((3 + 4 - (2 + 3 / weights)) / 9, 12);
  // Mean 2, variance 2 × (1 + 1 ÷ 8) = 2.25: qnbinom of .8 and .95 with size 4 ÷ .25 are 3 and 5, and 5 were
  // wanted. Then mean 2.49; of nine weeks' mean 7 ÷ 3 and variance 7 ÷ 3 × (1 + 1 ÷ 9) the size 21: 4 and 6
  // (pnbinom(3) = .754, pnbinom(4) = .882, pnbinom(5) = .949), and 4 were wanted.
  expect([coverage80, coverage95]).toEqual([0.5, 1]);
});

test("each origin is of the class its item was by then, and the classes add up to all", () => {
  const scores = noScores();
  // Weekly until the ninth week, then nothing: of the second test 8 demands in 9 weeks, still often.
  backTest([2, 2, 2, 2, 2, 2, 2, 2, 0, 4], { periods: 1, scores });
  // Every other week; never until the last week.
  backTest([0, 3, 0, 3, 0, 3, 0, 3, 0, 3], { periods: 1, scores });
  backTest([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], { periods: 1, scores });
  const classes = classReports(scores, "ses");
  expect(classes.map(({ demand, origins }) => [demand, origins])).toEqual([
    ["smooth", 2],
    ["intermittent", 2],
    ["unsold", 2],
  ]);
  // Forecast 2, then 2 − 2 ÷ 6.126; the last six weeks' average 2, then 10 ÷ 6.
  const weights = (1 - 0.9 ** 9) / 0.1;
  expect(classes[0]!.wape).toBeCloseTo((2 + 4 - (2 - 2 / weights)) / 4, 12);
  expect(classes[0]!.averageWape).toBeCloseTo((2 + 4 - 10 / 6) / 4, 12);
  // Nothing was ever expected: the one unit was wanted beyond any quantile, the week before none was.
  expect(classes[2]).toMatchObject({ wape: 1, bias: 1, coverage80: 0.5, coverage95: 0.5 });
  // 2 × .95 of the one unit.
  expect(classes[2]!.wql95).toBeCloseTo(1.9, 12);
  expect(reportOf(scores, "ses").origins).toBe(6);
});
