import { expect, test } from "vitest";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";

const chosen = (search: string, today = "2026-11-14") =>
  chosenPeriod(new URLSearchParams(search), today);

test("days end with today and are compared with as many before", () => {
  expect(chosen("period=7")).toEqual({
    choice: "7",
    versus: "previous",
    period: { from: "2026-11-08", to: "2026-11-15" },
    against: { from: "2026-11-01", to: "2026-11-08" },
    compared: {
      period: { from: "2026-11-08", to: "2026-11-14" },
      against: { from: "2026-11-01", to: "2026-11-07" },
    },
    wholeDays: 7,
  });
});

test("anything that is no period is the last 30 days", () => {
  const odd = ["", "period=31", "period=-7", "period=custom", "period=custom&first=x&last=y"];
  const wrong = "period=custom&first=2026-11-10&last=2026-11-09";
  const endless = "period=custom&first=1990-01-01&last=2026-11-09";
  for (const search of [...odd, wrong, endless]) {
    expect(chosen(search), search).toMatchObject({
      choice: "30",
      period: { from: "2026-10-16", to: "2026-11-15" },
    });
  }
});

test("the month so far is compared with as many days of the month before", () => {
  expect(chosen("period=this-month")).toMatchObject({
    period: { from: "2026-11-01", to: "2026-11-15" },
    against: { from: "2026-10-01", to: "2026-10-15" },
    wholeDays: 30,
  });
  // February has no 31 days: all of it.
  expect(chosen("period=this-month", "2026-03-30").against).toEqual({
    from: "2026-02-01",
    to: "2026-03-01",
  });
  expect(chosen("period=this-month", "2026-11-30").against).toEqual({
    from: "2026-10-01",
    to: "2026-11-01",
  });
});

test("last month is whole and compared with the whole month before, or of the year before", () => {
  expect(chosen("period=last-month")).toMatchObject({
    period: { from: "2026-10-01", to: "2026-11-01" },
    against: { from: "2026-09-01", to: "2026-10-01" },
  });
  expect(chosen("period=last-month&versus=year").against).toEqual({
    from: "2025-10-01",
    to: "2025-11-01",
  });
});

test("own dates count both days", () => {
  expect(chosen("period=custom&first=2026-02-27&last=2026-02-28")).toMatchObject({
    choice: "custom",
    period: { from: "2026-02-27", to: "2026-03-01" },
    against: { from: "2026-02-25", to: "2026-02-27" },
  });
});

test("a year before keeps the number of days, leap days included", () => {
  expect(chosen("period=7&versus=year", "2028-03-01")).toMatchObject({
    period: { from: "2028-02-24", to: "2028-03-02" },
    against: { from: "2027-02-24", to: "2027-03-03" },
  });
  const leapDay = "period=custom&first=2028-02-29&last=2028-02-29&versus=year";
  expect(chosen(leapDay, "2028-03-01").against).toEqual({ from: "2027-02-28", to: "2027-03-01" });
});

test("sums are compared of finished days while today is in the period", () => {
  const told = (search: string, today?: string) => chosen(search, today).compared;
  expect(told("period=this-month", "2026-12-01")).toBeNull();
  expect(told("period=this-month")).toEqual({
    period: { from: "2026-11-01", to: "2026-11-14" },
    against: { from: "2026-10-01", to: "2026-10-14" },
  });
  // Whole months are compared with whole ones: of 29 days of November as many of October's.
  expect(told("period=this-month", "2026-11-30")).toEqual({
    period: { from: "2026-11-01", to: "2026-11-30" },
    against: { from: "2026-10-01", to: "2026-10-30" },
  });
  // February has no 29 days: all of it.
  expect(told("period=this-month", "2026-03-30")?.against).toEqual({
    from: "2026-02-01",
    to: "2026-03-01",
  });
  expect(told("period=7&versus=year")?.against).toEqual({ from: "2025-11-08", to: "2025-11-14" });
  // Own dates that go on tomorrow, and some that are over.
  const own = "period=custom&first=2026-11-12&last=";
  expect(told(`${own}2026-11-20`)?.period).toEqual({ from: "2026-11-12", to: "2026-11-14" });
  expect(told(`${own}2026-11-13`)).toBeUndefined();
  expect(told("period=last-month")).toBeUndefined();
});
