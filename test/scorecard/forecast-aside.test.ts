import { expect, test } from "vitest";
import { itemAt } from "../../app/analysis/forecast/columns.ts";
import type { Items } from "../../app/analysis/forecast/forecast.ts";
import { forecastAside } from "../../app/scorecard/forecast-aside.server.ts";

/** Two a week of each for 40 weeks; 14 days of delivery, a look a week. The first is out, no price is known of the last. */
function steady(count: number): Items {
  const weeks = 40;
  const column = (value: number) => new Float64Array(count).fill(value);
  return {
    ...{ count, weeks, units: new Float32Array(count * weeks).fill(2), reviewDays: 7 },
    ...{ coverDays: 28, first: new Int32Array(count), incoming: new Int32Array(count) },
    leadDays: new Float32Array(count).fill(14),
    available: new Int32Array(count).fill(4).fill(0, 0, 1),
    quietDays: new Int32Array(count),
    price: column(1000).fill(Number.NaN, count - 1),
    cost: column(400),
  };
}

test("few items on the spot and many by a thread are told the same, the first as the last", async () => {
  // Both beyond and below the number from which a thread is worth its start.
  for (const count of [2, 600]) {
    const { policy, report, items, replay } = await forecastAside(steady(count));
    expect([policy, replay]).toEqual(["ses", null]);
    expect(report).toMatchObject({ wape: 0, bias: 0, coverage95: 1, naiveWape: 0 });
    // qnbinom(.95, size = 36 / (6.6923 - 6), mu = 6) = 11 and, for seven weeks, 21; out for two weeks of
    // delivery it misses four units of 10.00.
    const wanted = { method: "ses", quantile95: 11, reorderPoint: 11, orderUpTo: 21 };
    expect(itemAt(items, 0)).toEqual({
      ...{ ...wanted, orderQuantity: 21, status: "out", atStake: 4000 },
      demandPerDay: expect.closeTo(2 / 7, 9) as number,
    });
    expect(itemAt(items, count - 1)).toEqual({
      ...{ ...wanted, orderQuantity: 17, status: "runs-out", atStake: null },
      demandPerDay: expect.closeTo(2 / 7, 9) as number,
    });
  }
});
