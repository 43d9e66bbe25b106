import { describe, expect, test } from "vitest";
import {
  forecastDays,
  sameDayLastWeek,
  type DaySeries,
} from "../../../app/analysis/forecast/daily-sales.ts";
import { restOfMonth } from "../../../app/analysis/forecast/month-end.ts";
import { hasDaily, retailDays } from "./daily.ts";

if (!hasDaily) process.stderr.write("\nSKIPPED: daily forecasts, no online-retail data\n\n");

/** 1 June 2026 is a Monday. */
const weeks = (values: readonly number[], count: number): DaySeries => ({
  from: "2026-06-01",
  values: Array.from({ length: 7 * count }, (_, at) => values[at % 7]!),
});
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

test("a week that repeats is forecast as it is, its shut Saturday included", () => {
  const series = weeks([10, 20, 30, 40, 50, 0, 60], 6);
  const ahead = forecastDays(series, 9)!;
  [10, 20, 30, 40, 50, 0, 60, 10, 20].forEach((due, at) => expect(ahead[at]).toBeCloseTo(due, 9));
});

test("a level that doubles is followed, a closed week is not", () => {
  const doubled = weeks([10, 10, 10, 10, 10, 10, 10], 10);
  const values = doubled.values.map((value, at) => (at >= 42 ? 2 * value : value));
  expect(sum(forecastDays({ ...doubled, values }, 7)!)).toBeGreaterThan(120);
  const closed = doubled.values.map((value, at) => (at >= 63 ? 0 : value));
  expect(sum(forecastDays({ ...doubled, values: closed }, 7)!)).toBeCloseTo(70, 9);
});

test("less than four weeks, or weeks without a sale, forecast nothing", () => {
  expect(forecastDays({ from: "2026-06-01", values: Array(27).fill(5) as number[] }, 3)).toBeNull();
  expect(forecastDays({ from: "2026-06-01", values: Array(60).fill(0) as number[] }, 3)).toBeNull();
});

test("the rest of a month of a week that repeats is certain, and no method beats the other", () => {
  // From a Monday on: ten days are 210 + 10 + 20 + 30.
  const rest = restOfMonth(weeks([10, 20, 30, 40, 50, 0, 60], 20), 10)!;
  expect(rest.total).toBeCloseTo(270, 9);
  expect(rest.interval![0]).toBeCloseTo(270, 9);
  expect(rest.interval![1]).toBeCloseTo(270, 9);
  expect(rest.backTest!.missed).toBeCloseTo(0, 9);
  expect(rest.backTest!.inside).toBeCloseTo(1, 1);
});

test("where the same day last week does better, it is used and said", () => {
  // Each week another order of the days, repeated once: last week tells, the mean of all weeks does not.
  const values = Array.from({ length: 140 }, (_, at) => ((Math.floor(at / 35) + at) % 7) * 10);
  const rest = restOfMonth({ from: "2026-06-01", values }, 7)!;
  expect(rest.method).toBe("same-day-last-week");
  expect(rest.backTest!.missed).toBeLessThan(rest.backTest!.otherMissed);
});

test("a past too short to try has a forecast and no interval", () => {
  const rest = restOfMonth(weeks([5, 5, 5, 5, 5, 5, 5], 4), 20)!;
  expect(rest.total).toBeCloseTo(100, 9);
  expect(rest.interval).toBeNull();
  expect(rest.backTest).toBeNull();
});

describe.skipIf(!hasDaily)("online-retail", () => {
  test("daily revenue and orders miss at most 1.05 × what last week's day misses", () => {
    for (const column of ["revenue", "orders"] as const) {
      const series = retailDays(column);
      for (const days of [1, 7, 28]) {
        let missed = 0;
        let naive = 0;
        for (let end = 28; end + days <= series.values.length; end += 1) {
          const came = series.values.slice(end, end + days);
          const off = (ahead: readonly number[]) =>
            sum(came.map((value, at) => (value === 0 ? 0 : Math.abs(value - ahead[at]!))));
          missed += off(forecastDays(series, days, end)!);
          naive += off(sameDayLastWeek(series, days, end)!);
        }
        expect(missed / naive, `${column}, ${days} days ahead`).toBeLessThan(1.05);
      }
    }
  });

  test("from the reference's one origin, 24 open days ahead, too", () => {
    const series = retailDays("revenue");
    const end = series.values.length - 28;
    const came = series.values.slice(end);
    const open = came.filter((value) => value > 0).length;
    expect(open).toBe(23);
    const ahead = forecastDays(series, 28, end)!;
    const missed = sum(came.map((v, at) => (v === 0 ? 0 : Math.abs(v - ahead[at]!)))) / open;
    // reference.json: seasonal naive with a season of the six open days, mean absolute error.
    expect(missed).toBeLessThan(1.05 * 11_328.35);
  });

  test("month ends: four of five intervals hold what came", () => {
    for (const column of ["revenue", "orders"] as const) {
      const { from, values } = retailDays(column);
      const ends = ["2011-03-01", "2011-04-01", "2011-05-01", "2011-06-01", "2011-07-01"];
      let inside = 0;
      let tried = 0;
      for (const to of [...ends, "2011-08-01", "2011-09-01"]) {
        const last = (Date.parse(to) - Date.parse(from)) / 86_400_000;
        for (let days = 1; days <= 28; days += 1) {
          const end = last - days;
          const rest = restOfMonth({ from, values: values.slice(0, end) }, days);
          if (!rest?.interval) continue;
          const came = sum(values.slice(end, last));
          tried += 1;
          if (rest.interval[0] <= came && came <= rest.interval[1]) inside += 1;
        }
      }
      expect(tried).toBeGreaterThan(100);
      expect(inside / tried, column).toBeGreaterThanOrEqual(0.8);
    }
  });
});
