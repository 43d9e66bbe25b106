import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, orders } from "../../app/kpis/examples.ts";
import { exact } from "../../app/kpis/formula.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { always, setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { gapsOf, shortOf } from "../../app/scorecard/gaps.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { toNumber } from "../../app/kpis/formula.ts";
import { freshDatabase, testShop } from "../database.ts";
import { card, kpi } from "../fakes/scorecard.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };
const gapsIn = async (shop: ShopContext, asOf: string, period = march) =>
  gapsOf(await scorecard(db, shop, { period, asOf: new Date(asOf) }));

test("gaps are told in their unit and in money, the dearest first", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      // 10 orders of 20.00 before discounts; 2.00 off each; one more was cancelled and is still counted.
      ...orders(10, "A", { on: "2026-03-10", gross: 2000, discounts: 200 }),
      order("B", { on: "2026-03-11", gross: 2000, discounts: 200, cancelled: "2026-03-12" }),
    ]),
  );
  await recompute(db, shop, { asOf: new Date("2026-07-01T00:00:00Z") });
  const targets = {
    "net-sales": "300",
    orders: "15",
    "average-order-value": "19",
    "discount-rate": "0.08",
    "cancel-rate": "0",
    nps: "50",
  };
  for (const [id, value] of Object.entries(targets)) {
    await setTarget(db, shop, { kpi: id, ...always, value });
  }
  const found = await gapsIn(shop, "2026-07-01T00:00:00Z");
  expect(found.map(({ kpi, short, worth }) => [kpi.id, short, worth])).toEqual([
    // 300.00 − 11 × 18.00.
    ["net-sales", "102.00", "102.00"],
    // Four orders at 18.00.
    ["orders", 4, "72.00"],
    // One of eleven orders, 18.00.
    ["cancel-rate", 1 / 11, "18.00"],
    // 1.00 of each of eleven orders.
    ["average-order-value", "1.000000", "11.00"],
    // 2 % of 220.00.
    ["discount-rate", expect.closeTo(0.02, 12), "4.40"],
  ]);
});

test("a target that is reached, and one without a value, have no gap", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [order("A", { gross: 2000 })]));
  await recompute(db, shop, { asOf: new Date("2026-07-01T00:00:00Z") });
  await setTarget(db, shop, { kpi: "net-sales", ...always, value: "20" });
  await setTarget(db, shop, { kpi: "csat", ...always, value: "0.9" });
  expect(await gapsIn(shop, "2026-07-01T00:00:00Z")).toEqual([]);
  // In a running period nobody knows the end of so short a history.
  await setTarget(db, shop, { kpi: "net-sales", ...always, value: "900" });
  expect(await gapsIn(shop, "2026-03-20T00:00:00Z")).toEqual([]);
});

test("a band's gap is the one to its nearer edge, on whichever side", () => {
  const aim = { low: exact(40n), high: exact(60n) };
  const short = (value: bigint) => shortOf(exact(value), { aim, direction: "up" });
  expect([30n, 40n, 50n, 60n].map((value) => short(value) && toNumber(short(value)!))).toEqual([
    ...[10, null, null, null],
  ]);
  expect(toNumber(short(65n)!)).toBe(5);
  const down = shortOf(exact(12n), { aim: exact(10n), direction: "down" });
  expect(toNumber(down!)).toBe(2);
});

test("what has no price comes last, by how much of its target is missing", () => {
  const row = (id: string, target: number, beside: Record<string, string | number>) =>
    kpi({ id, name: id, unit: "ratio", value: 0.5, target, beside });
  const found = gapsOf(
    card([
      row("a-tenth", 1, { short: 0.1 }),
      row("half", 1, { short: 0.5 }),
      row("cheap", 1, { short: 0.9, shortWorth: "3.00" }),
      row("dear", 1, { short: 0.01, shortWorth: "20.00", end: 1 }),
      row("reached", 1, {}),
    ]),
  );
  expect(found.map(({ kpi: { id } }) => id)).toEqual(["dear", "cheap", "half", "a-tenth"]);
  expect(found.map(({ isEnd }) => isEnd)).toEqual([true, false, false, false]);
});
