import { expect, test } from "vitest";
import { addDays } from "../../app/ledger/day.ts";
import { kpiById } from "../../app/kpis/index.ts";
import type { Recorded } from "../../app/scorecard/day-record.ts";
import {
  rankedWeaknesses,
  trendOf,
  trendWeeks,
  type Weakness,
} from "../../app/scorecard/trends.ts";

const last = "2026-06-30";
const sales = kpiById("net-sales")!;
const cancelled = kpiById("cancel-rate")!;

/** Days back from the last one; `of` tells the amount by weeks before the last. */
const recordsOf = (days: number, of: (weeksAgo: number, daysAgo: number) => Recorded) =>
  new Map(
    Array.from({ length: days }, (_, ago) => [addDays(last, -ago), of(Math.floor(ago / 7), ago)]),
  );
const amount = (cents: number): Recorded => [String(cents), "1", "3", 1];

test("$2.00 less each week on each weekday is a fall of $2.00 a week, whatever the weekday's level", () => {
  const records = recordsOf(300, (week, ago) => amount(20_000 + 200 * week + 5_000 * (ago % 7)));
  // Level of the middle day: a weekday's 200.00 + 150.00 and 12.5 weeks of 2.00.
  expect(trendOf(sales, "USD", { records, last })).toMatchObject({
    verdict: "falling",
    slope: "-2.00",
    interval: ["-2.00", "-2.00"],
    days: 7 * trendWeeks,
    weeks: trendWeeks,
  });
});

test("only whole recorded weeks count, ten at least; a day without sales is 0, without orders no rate", () => {
  const rising = (days: number) => recordsOf(days, (week) => amount(9_000 - 100 * week));
  expect(trendOf(sales, "USD", { records: rising(7 * 10 + 6), last })).toMatchObject({ weeks: 10, days: 70 }); // prettier-ignore
  expect(trendOf(sales, "USD", { records: rising(7 * 10 - 1), last })).toBeNull();
  expect(trendOf(sales, "USD", { records: new Map(), last })).toBeNull();
  const closed = recordsOf(182, (week, ago) => (ago % 7 ? amount(9_000 - 100 * week) : null));
  expect(trendOf(sales, "USD", { records: closed, last })).toMatchObject({ days: 182 });
  expect(trendOf(cancelled, "USD", { records: closed, last })).toMatchObject({ days: 156 });
});

test("what gets worse is ranked by the part of itself it lost; what gets better is no weakness", () => {
  const trend = (verdict: "rising" | "falling" | "none", relative: number) =>
    ({ verdict, slope: 1, interval: [0, 2], days: 182, weeks: 26, relative }) as const;
  const all: Weakness[] = [
    { kpi: sales, trend: trend("falling", -0.1) },
    { kpi: cancelled, trend: trend("rising", 0.6) },
    { kpi: kpiById("orders")!, trend: trend("rising", 2) },
    { kpi: kpiById("return-rate")!, trend: trend("none", 3) },
  ];
  expect(rankedWeaknesses(all).map(({ kpi }) => kpi.id)).toEqual(["cancel-rate", "net-sales"]);
});
