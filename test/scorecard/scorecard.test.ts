import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, cost, order, orders, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { always, setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { scorecard, type Question } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };
const july = new Date("2026-07-01T00:00:00Z");

async function shopWith(facts: Fact[], options: Partial<ShopContext> = {}): Promise<ShopContext> {
  const shop = await testShop(db, options);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: july });
  return shop;
}

async function kpi(shop: ShopContext, id: string, question: Partial<Question> = {}) {
  const card = await scorecard(db, shop, { period: march, asOf: july, ...question });
  return card.kpis.find((row) => row.id === id)!;
}

test("a scorecard has the shape that the command line publishes", async () => {
  const shop = await shopWith([order("A", { gross: 3000 })]);
  const card = await scorecard(db, shop, { period: march, asOf: july });
  expect(Object.keys(card)).toEqual([
    "shop",
    "period",
    "currency",
    "headline",
    "perspectives",
    "kpis",
  ]);
  expect(card.period).toEqual({ ...march, timeZone: "UTC" });
  expect(card.perspectives.map(({ id, score }) => [id, score])).toEqual([
    ["customer", null],
    ["financial", null],
    ["process", null],
    ["learning", null],
  ]);
  expect(card.perspectives.flatMap(({ kpis }) => kpis).sort()).toEqual(
    card.kpis.map(({ id }) => id).sort(),
  );
  expect(card.kpis.find(({ id }) => id === "net-sales")).toEqual({
    id: "net-sales",
    name: "Net sales",
    perspective: "financial",
    unit: "money",
    direction: "up",
    value: "30.00",
    reason: null,
    n: 1,
    counts: "orders",
    interval: null,
    target: null,
    status: "no-target",
    previous: null,
    change: { absolute: null, relative: null },
    coverage: 1,
    asOf: "2026-07-01T00:00:00.000Z",
    formula: "merchandise − discounts, by sale day, − returns, by refund day",
    version: 1,
    beside: {},
  });
  expect(JSON.stringify(card)).not.toContain("NaN");
  // Nobody identified, nothing sent: average order value is the first stand-in with data.
  expect(card.headline).toEqual([
    "net-sales",
    "average-order-value",
    "orders",
    "on-time-shipping",
    "automation-coverage",
  ]);
});

test("previous is the month before a month, the days before days, or what is asked", async () => {
  const shop = await shopWith([
    order("J", { on: "2026-01-31", gross: 900 }),
    order("F", { on: "2026-02-01", gross: 2000 }),
    order("M", { on: "2026-03-05", gross: 3000 }),
  ]);
  expect(await kpi(shop, "net-sales")).toMatchObject({
    previous: "20.00",
    change: { absolute: "10.00", relative: 0.5 },
  });
  // 1 March to 31 March are 30 days: the 30 before begin on 30 January.
  const thirty = { period: { from: "2026-03-01", to: "2026-03-31" } };
  expect(await kpi(shop, "net-sales", thirty)).toMatchObject({ previous: "29.00" });
  const january = { against: { from: "2026-01-01", to: "2026-02-01" } };
  expect(await kpi(shop, "net-sales", january)).toMatchObject({ previous: "9.00" });
});

test("a change from nothing, or from less than nothing, has no relative size", async () => {
  const shop = await shopWith([
    order("F", { on: "2026-01-20", gross: 1000 }),
    refund("F", "2026-02-10", { amount: 1000 }),
    order("M", { gross: 3000 }),
  ]);
  expect(await kpi(shop, "net-sales")).toMatchObject({
    previous: "-10.00",
    change: { absolute: "40.00", relative: null },
  });
  expect(await kpi(shop, "average-order-value")).toMatchObject({
    value: "30.000000",
    previous: null,
    change: { absolute: null, relative: null },
  });
});

test("the narrowest target that holds over the whole period is the one in force", async () => {
  const shop = await shopWith([order("A", { gross: 3000 })]);
  const target = (value: string, from: string, to: string) =>
    setTarget(db, shop, { kpi: "net-sales", value, from, to });
  await target("10", "1970-01-01", "9999-12-31");
  expect(await kpi(shop, "net-sales")).toMatchObject({ target: "10.00", status: "on" });
  await target("30.01", "2026-01-01", "2027-01-01");
  await target("1", "2026-03-02", "2026-04-01");
  expect(await kpi(shop, "net-sales")).toMatchObject({ target: "30.01", status: "off" });
});

test("the total of a period that is not over cannot tell", async () => {
  const shop = await shopWith([order("A", { gross: 3000 })], { timeZone: "Pacific/Auckland" });
  await setTarget(db, shop, { kpi: "orders", value: "1", from: "1970-01-01", to: "9999-12-31" });
  // In Auckland March ends at 11:00 UTC on the 31st.
  const at = (asOf: string) => kpi(shop, "orders", { asOf: new Date(asOf) });
  expect(await at("2026-03-31T10:59:59Z")).toMatchObject({ status: "cannot-tell" });
  expect(await at("2026-03-31T11:00:00Z")).toMatchObject({ status: "on" });
});

test("a ratio below ten orders has no interval and cannot tell", async () => {
  const given = (n: number) => [
    ...orders(n - 1, "A", { gross: 1000, discounts: 100 }),
    order("B", { gross: 1000, discounts: 300 }),
  ];
  const nine = await shopWith(given(9));
  const ten = await shopWith(given(10));
  for (const shop of [nine, ten]) {
    const always = { from: "1970-01-01", to: "9999-12-31" };
    await setTarget(db, shop, { kpi: "discount-rate", value: "0.5", ...always });
  }
  expect(await kpi(nine, "discount-rate")).toMatchObject({ interval: null, status: "cannot-tell" });
  // R = .12; residuals −20 nine times and 180: Σ = 36,000; se² = 36,000 ÷ 9 ÷ 10 ÷ 1000²; t(9) = 2.262157.
  const reach = (2.262157 * Math.sqrt(36_000 / 90)) / 1000;
  expect(await kpi(ten, "discount-rate")).toMatchObject({
    value: 0.12,
    interval: [expect.closeTo(0.12 - reach, 6), expect.closeTo(0.12 + reach, 6)],
    status: "on",
  });
});

test("the score before is of the same touchpoint, or there is none", async () => {
  const ten = (score: number) => Array.from({ length: 10 }, () => score);
  const shop = await shopWith([
    ...answers("nps", "after-delivery", ten(10), "2026-03-10"),
    ...answers("nps", "after-delivery", ten(10).slice(1), "2026-02-10"),
    ...answers("nps", "checkout", ten(0), "2026-02-10"),
  ]);
  expect(await kpi(shop, "nps")).toMatchObject({
    value: 100,
    previous: null,
    beside: { touchpoint: "after-delivery" },
  });
  const february = { period: { from: "2026-02-01", to: "2026-03-01" } };
  expect(await kpi(shop, "nps", february)).toMatchObject({
    value: -100,
    beside: { touchpoint: "checkout" },
  });
});

test("yen have no decimals and dinars three, quotients four more", async () => {
  const yen = await shopWith(
    [order("A", { gross: 1000, currency: "JPY" }), order("B", { gross: 1001, currency: "JPY" })],
    { currency: "JPY" },
  );
  expect(await kpi(yen, "net-sales")).toMatchObject({ value: "2001" });
  expect(await kpi(yen, "average-order-value")).toMatchObject({
    value: "1000.5000",
    beside: { median: "1000.5000" },
  });
  const dinars = await shopWith(
    [cost("SOCKS", "1001"), order("A", { gross: 12345, currency: "KWD" })],
    { currency: "KWD" },
  );
  expect(await kpi(dinars, "net-sales")).toMatchObject({ value: "12.345" });
  expect(await kpi(dinars, "contribution-margin")).toMatchObject({ value: "11.344" });
  expect(await kpi(dinars, "average-order-value")).toMatchObject({ value: "12.3450000" });
});

test("days and hours are right across a clock change in Auckland and Los Angeles", async () => {
  // Auckland's summer time ended on 5 April 2026 at 14:00 UTC on the 4th; its 5 April lasted from
  // 4 April 11:00 to 5 April 12:00 UTC, 25 hours.
  const auckland = await shopWith(
    [
      order("A", { on: "2026-04-04T10:59", gross: 100 }),
      order("B", { on: "2026-04-04T11:00", gross: 200 }),
      order("C", { on: "2026-04-05T11:59", gross: 400 }),
      order("D", { on: "2026-04-05T12:00", gross: 800 }),
    ],
    { timeZone: "Pacific/Auckland" },
  );
  const april5 = { period: { from: "2026-04-05", to: "2026-04-06" } };
  expect(await kpi(auckland, "net-sales", april5)).toMatchObject({
    value: "6.00",
    previous: "1.00",
  });
  // Los Angeles' summer time began on 8 March 2026; that day lasted 23 hours, from 08:00 UTC to
  // 07:00 UTC on the 9th.
  const angeles = await shopWith(
    [
      order("A", { on: "2026-03-08T07:59", gross: 100 }),
      order("B", { on: "2026-03-08T08:00", gross: 200 }),
      order("C", { on: "2026-03-09T06:59", gross: 400 }),
      order("D", { on: "2026-03-09T07:00", gross: 800 }),
      refund("C", "2026-03-09T07:00", { amount: 50 }),
    ],
    { timeZone: "America/Los_Angeles" },
  );
  const march8 = { period: { from: "2026-03-08", to: "2026-03-09" } };
  expect(await kpi(angeles, "net-sales", march8)).toMatchObject({
    value: "6.00",
    previous: "1.00",
  });
  const march9 = { period: { from: "2026-03-09", to: "2026-03-10" } };
  expect(await kpi(angeles, "net-sales", march9)).toMatchObject({ value: "7.50" });
});

test("perspectives score by their targets, and a KPI says how many more would decide", async () => {
  const shop = await shopWith([
    ...orders(40, "A", { gross: 3000 }),
    ...orders(10, "C", { gross: 3000, cancelled: "2026-03-06" }),
  ]);
  // 1500.00 on a goal of 1250.00: a fifth of it is a whole red line ahead. 10 of 50 are cancelled.
  await setTarget(db, shop, { kpi: "net-sales", value: "1250", ...always });
  await setTarget(db, shop, { kpi: "cancel-rate", value: "0.15", ...always });
  const card = await scorecard(db, shop, { period: march, asOf: july });
  const row = (id: string) => card.kpis.find((each) => each.id === id)!;
  expect(row("net-sales").beside["score"]).toBeCloseTo(9.9, 9);
  expect(row("orders").beside["score"]).toBeUndefined();
  // 0.05 behind where a red line is 0.03: 6.6 − 3.3 × 5 ÷ 3.
  expect(row("cancel-rate").beside["score"]).toBeCloseTo(1.1, 9);
  expect(row("cancel-rate").status).toBe("cannot-tell");
  expect(row("cancel-rate").beside["toDecide"]).toBeGreaterThan(50);
  const scores = card.perspectives.map(({ score }) => score && Number(score.toFixed(6)));
  expect(scores).toEqual([null, 9.9, 1.1, null]);
  // In a period that runs a total has no score yet.
  const running = await scorecard(db, shop, {
    period: march,
    asOf: new Date("2026-03-20T12:00:00Z"),
  });
  expect(running.kpis.find(({ id }) => id === "net-sales")!.beside["score"]).toBeUndefined();
});
