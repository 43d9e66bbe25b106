// Which method is served: the one that missed less where it was tested.
import { expect, test } from "vitest";
import { itemAt } from "../../../app/analysis/forecast/columns.ts";
import { forecastItems, type Items } from "../../../app/analysis/forecast/forecast.ts";
import { createRandom } from "../../platform/random.ts";

/** Each series an item, all of one length; lead 14 and review 7 days are three weeks. */
function itemsOf(...series: number[][]): Items {
  const count = series.length;
  const weeks = series[0]!.length;
  const column = (value: number) => new Float64Array(count).fill(value);
  return {
    ...{ count, weeks, units: Float32Array.from(series.flat()), first: new Int32Array(count) },
    leadDays: new Float32Array(count).fill(14),
    ...{ reviewDays: 7, coverDays: 28, available: new Int32Array(count).fill(5) },
    ...{ incoming: new Int32Array(count), quietDays: new Int32Array(count) },
    ...{ price: column(1000), cost: column(Number.NaN) },
  };
}

/** The same two years: 40 a week for eight weeks of summer, else 2. */
const seasonal = Array.from({ length: 104 }, (_, week) => (week % 52 >= 44 ? 40 : 2));

test("where the same weeks of last year did better, they are served, and both scores are told", () => {
  const { policy, report, items } = forecastItems(itemsOf(seasonal));
  expect(policy).toBe("seasonal-naive");
  // Year for year the same: the naive missed nothing, the level did.
  expect(report).toMatchObject({ wape: 0, naiveWape: 0, bias: 0, origins: 8 });
  // Its summer is over: weeks 0, 1 and 2 of a year sell two each. Without a miss Poisson: qpois(.95, 6).
  expect(itemAt(items, 0)).toMatchObject({ method: "seasonal-naive", quantile95: 10 });
  expect(itemAt(items, 0).demandPerDay).toBeCloseTo(6 / 21, 12);
});

test("where weeks only come at random the level is served", () => {
  // Around 5, without any order that repeats: each week's number is a square modulo a prime.
  const noisy = Array.from({ length: 104 }, (_, week) => 2 + ((week * week * 3 + week) % 7));
  const { policy, report } = forecastItems(itemsOf(noisy));
  expect(policy).toBe("ses");
  expect(report.wape).toBeLessThan(report.naiveWape!);
});

test("of a shop that needs both, each item gets its own, by what was known before each test", () => {
  const random = createRandom(1);
  const noisy = Array.from({ length: 104 }, () => random.whole(0, 400));
  const { policy, items } = forecastItems(itemsOf(seasonal, noisy));
  expect(policy).toBe("per-item");
  expect([0, 1].map((at) => itemAt(items, at).method)).toEqual(["seasonal-naive", "ses"]);
});
