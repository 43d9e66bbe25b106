import { expect, test } from "vitest";
import * as cells from "../../../app/ingest/files/cells.ts";
import { minorText } from "../../../app/ingest/files/minor.ts";

const instant = (text: string, zone = "UTC") =>
  cells.at(cells.time.parse(text), zone).toISOString();
const wrong = (
  schema: { safeParse(text: string): { error?: { issues: { message: string }[] } } },
  text: string,
) => schema.safeParse(text).error?.issues[0]?.message;

test("a time with an offset is that instant, whatever the shop's zone", () => {
  expect(instant("2011-01-02 10:00:00 +0000", "Asia/Tokyo")).toBe("2011-01-02T10:00:00.000Z");
  expect(instant("2011-01-02T10:00:00+05:30")).toBe("2011-01-02T04:30:00.000Z");
  expect(instant("2011-01-02 10:00:00 -0300")).toBe("2011-01-02T13:00:00.000Z");
  expect(instant("2011-01-02T10:00:00.5Z")).toBe("2011-01-02T10:00:00.500Z");
  expect(instant("2011-01-02 10:00 UTC", "Asia/Tokyo")).toBe("2011-01-02T10:00:00.000Z");
});

test("a time without offset is read on the shop's clock", () => {
  expect(instant("2011-07-02 10:00:00", "Europe/London")).toBe("2011-07-02T09:00:00.000Z");
  expect(instant("2011-01-02 10:00:00", "Europe/London")).toBe("2011-01-02T10:00:00.000Z");
  // Clocks went forward at 01:00 UTC on 2011-03-27.
  expect(instant("2011-03-27 00:30:00", "Europe/London")).toBe("2011-03-27T00:30:00.000Z");
  expect(instant("2011-03-27 12:00:00", "Europe/London")).toBe("2011-03-27T11:00:00.000Z");
  expect(instant("2011-07-02", "Pacific/Auckland")).toBe("2011-07-01T12:00:00.000Z");
});

test("what is no time says what was expected", () => {
  for (const text of ["02/01/2011", "2011-02-30 10:00:00", "2011-01-02 25:00:00", "yesterday"]) {
    expect(wrong(cells.time, text)).toContain(`got "${text}", expected a time such as`);
  }
  expect(wrong(cells.time, "")).toContain("got an empty cell");
});

test("amounts refuse separators, words and minus", () => {
  expect(cells.amount.parse("1234.505")).toBe("1234.505");
  for (const text of ["1,234.50", "£5", "12,50", "1e3", "NaN", "Infinity", "-5", ""]) {
    expect(wrong(cells.amount, text)).toMatch(/^got .*, expected an amount such as 1234.50.*; /);
  }
});

test("counts are whole numbers that a database integer holds", () => {
  expect(cells.count.parse("3")).toBe(3);
  expect(cells.count.parse("3.0")).toBe(3);
  for (const text of ["3.5", "-1", "1,000", "9999999999", "x"]) {
    expect(wrong(cells.count, text)).toContain("expected a whole number");
  }
});

test("a unit cost keeps its fraction of a cent", () => {
  expect(minorText("0.335", "USD")).toBe("33.5");
  expect(minorText("12", "USD")).toBe("1200");
  expect(minorText("12.50", "JPY")).toBe("12.5");
  expect(minorText("1.2345", "KWD")).toBe("1234.5");
  expect(minorText(".05", "USD")).toBe("5");
});
