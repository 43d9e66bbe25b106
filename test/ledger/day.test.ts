import { expect, test } from "vitest";
import { addMonths, dayIn, instantIn, isDay, startOfDay } from "../../app/ledger/day.ts";
import { previousPeriod, readPeriod } from "../../app/ledger/period.ts";

test("a day is the shop's day", () => {
  // Auckland is UTC+13 in January, Los Angeles UTC−8
  const instant = new Date("2026-01-01T11:30:00Z");
  expect(dayIn(instant, "Pacific/Auckland")).toBe("2026-01-02");
  expect(dayIn(new Date("2026-01-01T07:59:59Z"), "America/Los_Angeles")).toBe("2025-12-31");
});

test("a day begins at local midnight on both sides of a clock change", () => {
  // Los Angeles springs forward on 2026-03-08 at 02:00: that day begins at −8, the next at −7
  expect(startOfDay("2026-03-08", "America/Los_Angeles").toISOString()).toBe(
    "2026-03-08T08:00:00.000Z",
  );
  expect(startOfDay("2026-03-09", "America/Los_Angeles").toISOString()).toBe(
    "2026-03-09T07:00:00.000Z",
  );
  // Auckland falls back on 2026-04-05 at 03:00: 25 hours from +13 to +12
  expect(startOfDay("2026-04-05", "Pacific/Auckland").toISOString()).toBe(
    "2026-04-04T11:00:00.000Z",
  );
  expect(startOfDay("2026-04-06", "Pacific/Auckland").toISOString()).toBe(
    "2026-04-05T12:00:00.000Z",
  );
});

test("a day whose midnight does not exist begins after the gap", () => {
  // Santiago springs forward at midnight of 2025-09-07: 00:00 −4 becomes 01:00 −3
  expect(startOfDay("2025-09-07", "America/Santiago").toISOString()).toBe(
    "2025-09-07T04:00:00.000Z",
  );
});

test("a wall time without offset is read in the shop's zone", () => {
  expect(instantIn("2011-07-01T10:00:00", "Europe/London").toISOString()).toBe(
    "2011-07-01T09:00:00.000Z",
  );
  // 01:30 on 2011-10-30 happens twice in London; the first is still summer time
  expect(instantIn("2011-10-30T01:30:00", "Europe/London").toISOString()).toBe(
    "2011-10-30T00:30:00.000Z",
  );
  // 01:30 on 2011-03-27 does not exist in London
  expect(instantIn("2011-03-27T01:30:00", "Europe/London").toISOString()).toBe(
    "2011-03-27T01:30:00.000Z",
  );
});

test("only real calendar days are days", () => {
  expect([isDay("2024-02-29"), isDay("2025-02-29"), isDay("2025-2-1")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(addMonths("2025-11-17", 2)).toBe("2026-01-01");
});

test("the previous period is as many whole months, else as many days", () => {
  expect(previousPeriod({ from: "2026-03-01", to: "2026-05-01" })).toEqual({
    from: "2026-01-01",
    to: "2026-03-01",
  });
  expect(previousPeriod({ from: "2026-03-01", to: "2026-03-31" })).toEqual({
    from: "2026-01-30",
    to: "2026-03-01",
  });
  expect(readPeriod("2026-03-02", "2026-03-02")).toMatchObject({
    got: "2026-03-02 to 2026-03-02",
    expected: expect.stringContaining("later end"),
  });
});
