import { expect, test } from "vitest";
import { bucketsOf, bucketsUnder, sparkBuckets, usualSize } from "../../app/scorecard/buckets.ts";

const days = (buckets: { from: string; to: string }[]) =>
  buckets.map(({ from, to }) => `${from}..${to}`);

test("weeks begin on the shop's first weekday and are cut at the period's ends", () => {
  // 14 November 2026 is a Saturday.
  const period = { from: "2026-11-05", to: "2026-11-15" };
  expect(bucketsOf(period, "week", "mon")).toEqual([
    { from: "2026-11-05", to: "2026-11-09", wholeDays: 7 },
    { from: "2026-11-09", to: "2026-11-15", wholeDays: 7 },
  ]);
  expect(days(bucketsOf(period, "week", "sun"))).toEqual([
    "2026-11-05..2026-11-08",
    "2026-11-08..2026-11-15",
  ]);
});

test("months have their own lengths", () => {
  const months = bucketsOf({ from: "2026-01-15", to: "2026-03-01" }, "month");
  expect(months).toEqual([
    { from: "2026-01-15", to: "2026-02-01", wholeDays: 31 },
    { from: "2026-02-01", to: "2026-03-01", wholeDays: 28 },
  ]);
});

test("the period compared with lies under it: months under months, else same lengths", () => {
  const february = bucketsOf({ from: "2026-02-01", to: "2026-04-01" }, "month");
  expect(days(bucketsUnder(february, { from: "2025-12-01", to: "2026-02-01" }, "month"))).toEqual([
    "2025-12-01..2026-01-01",
    "2026-01-01..2026-02-01",
  ]);
  const weeks = bucketsOf({ from: "2026-11-05", to: "2026-11-15" }, "week");
  expect(days(bucketsUnder(weeks, { from: "2026-10-26", to: "2026-11-05" }, "week"))).toEqual([
    "2026-10-26..2026-10-30",
    "2026-10-30..2026-11-05",
  ]);
  // A shorter month before: what it does not have is not there.
  const march = bucketsOf({ from: "2026-03-01", to: "2026-03-31" }, "day");
  expect(bucketsUnder(march, { from: "2026-02-01", to: "2026-03-01" }, "day")).toHaveLength(28);
});

test("sparklines end with the last finished day", () => {
  const week = sparkBuckets({ from: "2026-11-08", to: "2026-11-15" }, "2026-11-14");
  expect(days(week).at(-1)).toBe("2026-11-13..2026-11-14");
  const month = sparkBuckets({ from: "2026-10-16", to: "2026-11-15" }, "2026-11-14");
  expect([days(month)[0], days(month).at(-1), month.length]).toEqual([
    "2026-08-15..2026-08-22",
    "2026-11-07..2026-11-14",
    13,
  ]);
  const past = sparkBuckets({ from: "2025-01-01", to: "2026-01-01" }, "2026-11-14");
  expect(days(past).at(-1)).toBe("2025-12-04..2026-01-01");
});

test("a chart has around thirty points", () => {
  expect(usualSize({ from: "2026-10-01", to: "2026-11-01" })).toBe("day");
  expect(usualSize({ from: "2026-08-01", to: "2026-11-01" })).toBe("week");
  expect(usualSize({ from: "2025-11-01", to: "2026-11-01" })).toBe("month");
});
