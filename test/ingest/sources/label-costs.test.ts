import { expect, test } from "vitest";
import { labelCosts } from "../../../app/ingest/sources/label-costs.ts";
import { scopeOf, takeFile } from "./read.ts";

const header = "day,order,tracking_number,carrier,amount,currency";
const take = (...rows: string[]) => takeFile(labelCosts, [header, ...rows].join("\n"), scopeOf());

test("labels are read in minor units, credits below 0, and equal ones are told apart", () => {
  const { facts, problems } = take(
    "2026-01-05,#1001,1Z9,UPS,4.90,usd",
    "2026-01-05,1001,1Z9,UPS,4.90,",
    "2026-01-05,1001,1Z9,UPS,-0.90,USD",
  );
  expect(problems).toEqual([]);
  expect(facts.map((fact) => fact.kind === "label-cost" && Number(fact.amount))).toEqual([
    490, 490, -90,
  ]);
  const keys = facts.map((fact) => fact.kind === "label-cost" && `${fact.orderRef} ${fact.label}`);
  expect(new Set(keys).size).toBe(3);
});

test("what cannot be a label says what it got, what was expected and what to do", () => {
  const { facts, problems } = take(
    "05/01/2026,#1,,UPS,4.90,USD",
    "2026-01-05,,,UPS,4.90,USD",
    "2026-01-05,#1,,UPS,4.90,EUR",
    '2026-01-05,#1,,UPS,"4,90",USD',
    "2026-01-05,#1,,UPS,4.905,USD",
    "2026-01-05,#1,,UPS,12345678,USD",
  );
  expect(facts).toEqual([]);
  expect(problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 day: got "05/01/2026", expected a day such as 2026-01-31; write year, month and day',
    "3 order: got an empty cell, expected a text; fill the cell in",
    '4 currency: got "EUR", expected USD; convert the amounts to the shop\'s currency',
    '5 amount: got "4,90", expected an amount such as 1234.50; write it without thousands separators, currency sign or words',
    '6 amount: got "4.905", expected at most 2 digits after the point; round it',
    '7 amount: got "12345678", expected at most 7 digits before the point; write the cost of one label',
  ]);
});
