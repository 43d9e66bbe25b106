import { expect, test } from "vitest";
import { totalAhead } from "../../../app/analysis/forecast/total-end.ts";
import { exact, type Outcome } from "../../../app/kpis/formula.ts";
import { statusOf } from "../../../app/scorecard/status.ts";
import { createRandom } from "../../platform/random.ts";
import { weekdayWeights } from "../../platform/season.ts";

const from = "2026-01-04";
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

test("steady weeks end exactly where their weekdays say", () => {
  // A Sunday first: nothing on Sundays, 30 on Saturdays, 10 on each other day.
  const week = [0, 10, 10, 10, 10, 10, 30];
  const values = Array.from({ length: 98 }, (_, at) => week[at % 7]!);
  const end = totalAhead({ from, values }, 10)!;
  // Sunday to Saturday are 80, Sunday to Tuesday 20 more.
  expect(end.expected).toBeCloseTo(100, 6);
  expect(end.low).toBeCloseTo(100, 6);
  expect(end.high).toBeCloseTo(100, 6);
});

test("where fewer than five such stretches were seen nothing is said", () => {
  const random = createRandom(1);
  const values = Array.from({ length: 28 + 4 * 20 }, () => random.whole(80, 120));
  expect(totalAhead({ from, values }, 20)).toBeNull();
  const { expected, low, high } = totalAhead({ from, values }, 16)!;
  expect(low).toBeLessThan(expected);
  expect(high).toBeGreaterThan(expected);
  expect(totalAhead({ from, values: [] }, 1)).toBeNull();
  expect(totalAhead({ from, values: values.map(() => 0) }, 1)).toBeNull();
});

test("what was never below 0 will not end below it", () => {
  const random = createRandom(2);
  const values = Array.from({ length: 100 }, () => (random.chance(0.2) ? random.whole(1, 9) : 0));
  expect(totalAhead({ from, values }, 2)!.low).toBe(0);
});

test("what ends at its target is said to be on, and off, in at most 3.5 % of 10,000 periods", () => {
  const random = createRandom(20_261_122);
  const periods = 10_000;
  const [past, days] = [63, 4];
  const told = { on: 0, off: 0, "cannot-tell": 0 };
  for (let period = 0; period < periods; period += 1) {
    const all = Array.from({ length: past + days }, (_, at) =>
      Math.round(random.around(5000 * weekdayWeights[at % 7]!, 0.3)),
    );
    const came = BigInt(sum(all.slice(past)));
    const outcome: Outcome = {
      ...{ value: exact(0n), n: 30n, interval: null, coverage: null, beside: {}, weight: 0n },
    };
    const status = statusOf({
      ...{ outcome, kind: "total", direction: "up", isRunning: true, target: exact(came) },
      end: totalAhead({ from, values: all.slice(0, past) }, days),
    });
    told[status as keyof typeof told] += 1;
  }
  process.stdout.write(`at its target: ${JSON.stringify(told)} of ${periods}\n`);
  expect(sum(Object.values(told))).toBe(periods);
  expect(told.on / periods).toBeLessThanOrEqual(0.035);
  expect(told.off / periods).toBeLessThanOrEqual(0.035);
});
