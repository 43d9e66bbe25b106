import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import {
  listMilestones,
  removeMilestone,
  setMilestone,
} from "../../app/ledger/milestones.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { closeDays } from "../../app/scorecard/close-days.server.ts";
import { readMilestone } from "../../app/scorecard/milestone-entry.ts";
import { passes, sumOf } from "../../app/scorecard/milestones.ts";
import {
  completeMilestones,
  milestonesIn,
  readMilestones,
} from "../../app/scorecard/milestones.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db, { timeZone: "UTC" });
});
afterAll(() => db.close());

/** A day's facts arrive and are counted. */
async function happen(on: string, facts: Fact[]): Promise<void> {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: new Date(`${on}T12:00:00Z`) });
}

/** What the worker does after the midnight that ends a day: names of those completed. */
async function midnightAfter(day: string): Promise<string[]> {
  const now = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000 + 60_000);
  await recompute(db, shop, { asOf: now });
  let passed: string[] = [];
  await closeDays(db, shop, {
    now,
    async then({ today }) {
      const done = await completeMilestones(db, shop, { closedTo: today });
      passed = done.map(({ words, reachedDay }) => `${words} ${reachedDay}`);
    },
  });
  return passed;
}

test("a milestone flips the day the metric passes, once, on recorded days only", async () => {
  const set = (kpi: string, days: number, value: string, words: string) =>
    inShop(db, shop.id, (client) =>
      setMilestone(client, shop, { kpi, days, value, words, fromDay: "2026-05-02" }),
    );
  await set("net-sales", 1, "100", "A hundred");
  await set("net-sales", 7, "250.00", "Week");
  await set("discount-rate", 1, "0.1", "Fewer discounts");
  // The day before it was set does not complete it, but counts in the week's sum.
  await happen("2026-05-01", [order("A", { on: "2026-05-01", gross: 15_000, discounts: 3_000 })]);
  expect(await midnightAfter("2026-05-01")).toEqual([]);
  // 99.99 is not 100. Of 119.99 before discounts 20.00 are 16.7 %.
  await happen("2026-05-02", [order("B", { on: "2026-05-02", gross: 11_999, discounts: 2_000 })]);
  expect(await midnightAfter("2026-05-02")).toEqual([]);
  // Exactly 100.00, and a tenth off to the cent: both pass. The seven days need 7 recorded ones.
  await happen("2026-05-03", [
    order("C", { on: "2026-05-03", gross: 12_000, discounts: 1_200 }),
    refund("A", "2026-05-03", { amount: 800 }),
  ]);
  expect(await readOpen()).toEqual(["A hundred", "Fewer discounts", "Week"]);
  expect(await midnightAfter("2026-05-03")).toEqual(["Fewer discounts 2026-05-03", "A hundred 2026-05-03"]); // prettier-ignore
  // Nothing is completed twice, and a late refund leaves what was passed.
  await happen("2026-05-04", [refund("C", "2026-05-03", { amount: 5_000 })]);
  for (const day of ["2026-05-04", "2026-05-05", "2026-05-06"]) {
    await happen(day, [order(`S${day}`, { on: day, gross: 100 })]);
    expect(await midnightAfter(day)).toEqual([]);
  }
  // 1 to 7 May: 120.00 + 99.99 + 50.00 (restated) + 3 × 1.00 + the seventh: 250.00 need −22.99 at least.
  await happen("2026-05-07", [order("D", { on: "2026-05-07", gross: 100 })]);
  expect(await midnightAfter("2026-05-07")).toEqual(["Week 2026-05-07"]);

  const now = new Date("2026-05-08T09:00:00Z");
  const shown = await inShop(db, shop.id, (client) => readMilestones(client, shop, { now }));
  expect(shown.map(({ words, is, n, reachedDay }) => [words, is, n, reachedDay])).toEqual([
    ["Week", "273.99", 7, "2026-05-07"],
    ["Fewer discounts", 0.1, 1, "2026-05-03"],
    ["A hundred", "100.00", 1, "2026-05-03"],
  ]);
  const week = { from: "2026-05-04", to: "2026-05-11" };
  const told = await inShop(db, shop.id, (client) => milestonesIn(client, shop, { period: week, now })); // prettier-ignore
  expect(told.map(({ words }) => words)).toEqual(["Week"]);

  await inShop(db, shop.id, (client) =>
    removeMilestone(client, shop, { kpi: "net-sales", days: 7, value: "250" }),
  );
  expect(await inShop(db, shop.id, (client) => listMilestones(client, shop))).toHaveLength(2);
});

async function readOpen(): Promise<string[]> {
  const all = await inShop(db, shop.id, (client) => listMilestones(client, shop));
  return all.filter(({ reachedDay }) => !reachedDay).map(({ words }) => words).sort(); // prettier-ignore
}

test("thresholds are compared exactly, and days that were not recorded tell nothing", () => {
  const at = (threshold: string, direction: "up" | "down") => ({
    threshold,
    exponent: 2,
    direction,
  });
  const third = { top: 10_000n, bottom: 3n, n: 3n };
  expect(passes(third, at("33.33", "up"))).toBe(true);
  expect(passes(third, at("33.34", "up"))).toBe(false);
  expect(passes(third, at("33.33", "down"))).toBe(false);
  expect(passes({ top: -500n, bottom: 1n, n: 1n }, at("-5", "down"))).toBe(true);
  expect(sumOf([["1", "4", "4", 1], undefined], false)).toBeNull();
  // A day without data is recorded as such: it adds nothing.
  expect(sumOf([["1", "4", "4", 1], null, ["2", "2", "2", 1]], false)).toEqual({ top: 3n, bottom: 6n, n: 6n }); // prettier-ignore
  expect(sumOf([null], true)).toBeNull();
  expect(sumOf([["54.5", "1", "8", 1]], false)).toEqual({ top: 54_500_000_000n, bottom: 1_000_000_000n, n: 8n }); // prettier-ignore
});

test("what is typed becomes a threshold, or says what is wrong", () => {
  const form = { kpi: "on-time-shipping", days: 7, words: "", locale: "de" };
  const ratio = { unit: "ratio" } as const;
  expect(readMilestone({ ...form, value: "93,5 %" }, ratio, "EUR")).toEqual({
    milestone: { kpi: "on-time-shipping", days: 7, value: "0.935", words: "" },
  });
  expect(readMilestone({ ...form, value: "viel" }, ratio, "EUR")).toEqual({ errors: { value: "number" } }); // prettier-ignore
  expect(readMilestone({ ...form, value: "1,5" }, { unit: "count" }, "EUR")).toEqual({ errors: { value: "digits" } }); // prettier-ignore
  expect(readMilestone({ ...form, value: "1", words: "x".repeat(201) }, { unit: "money" }, "JPY")).toEqual({ errors: { words: "long" } }); // prettier-ignore
});
