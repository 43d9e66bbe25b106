import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { MeasureId } from "../../app/measures/index.ts";
import { readMeasures } from "../../app/measures/read.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { answerRow, eventRow, given, orderRow, refundRow, type Ledger } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };

/** The asked sums of March over a shop of its own that holds just these rows. */
async function sums<const Id extends MeasureId>(ledger: Ledger, ...ids: Id[]) {
  const shop = await testShop(db);
  await given(db, shop, ledger);
  const values = await inShop(db, shop.id, (client) =>
    readMeasures(client, shop, { ids, period: march }),
  );
  return values.get("all");
}

test("counted orders of the period add up, with squares and product", async () => {
  const orders = [
    orderRow("1", "2026-03-01", { gross: 3000, discounts: 500, units: 2 }),
    orderRow("2", "2026-03-31", { gross: 5000, discounts: 100, units: 3 }),
    orderRow("3", "2026-02-28", { gross: 70 }),
    orderRow("4", "2026-04-01", { gross: 70 }),
  ];
  const found = await sums(
    { orders },
    ...(["orders", "gross", "discounts", "units", "gross-squared"] as const),
    ...(["discounts-squared", "gross-times-discounts", "units-squared"] as const),
  );
  expect(found).toEqual({
    orders: 2n,
    gross: 8000n,
    discounts: 600n,
    units: 5n,
    "gross-squared": 34_000_000n, // 3000² + 5000²
    "discounts-squared": 260_000n, // 500² + 100²
    "gross-times-discounts": 2_000_000n, // 3000·500 + 5000·100
    "units-squared": 13n,
  });
});

test("squares of amounts beyond 64 bits are exact", async () => {
  const gross = 4_000_000_000_123n;
  const orders = [
    orderRow("1", "2026-03-05", { gross: String(gross) }),
    orderRow("2", "2026-03-05", { gross: 3 }),
  ];
  const found = await sums({ orders }, "gross-squared");
  expect(found).toEqual({ "gross-squared": gross * gross + 9n });
});

test("test, voided, worthless and foreign orders are left out and counted as such", async () => {
  const out = { counted: false };
  const orders = [
    orderRow("1", "2026-03-05", { ...out, left_out: "test", test: true }),
    orderRow("2", "2026-03-05", { ...out, left_out: "voided" }),
    orderRow("3", "2026-03-05", { ...out, left_out: "voided" }),
    orderRow("4", "2026-03-05", { ...out, left_out: "zero", gross: 0 }),
    orderRow("5", "2026-03-05", { ...out, left_out: "currency" }),
    orderRow("6", "2026-03-05"),
  ];
  const refunds = [refundRow("r", "2", "2026-03-05", { amount: 400, units: 1 })];
  const found = await sums(
    { orders, refunds },
    ...(["orders", "gross", "returns", "ship-eligible", "handled-orders"] as const),
    ...(["left-out-test", "left-out-voided", "left-out-zero", "left-out-currency"] as const),
  );
  expect(found).toEqual({
    orders: 1n,
    gross: 1000n,
    returns: 0n,
    "ship-eligible": 1n,
    "handled-orders": 3n, // the counted one and both voided ones
    "left-out-test": 1n,
    "left-out-voided": 2n,
    "left-out-zero": 1n,
    "left-out-currency": 1n,
  });
});

test("cancelled orders are taken of counted and voided ones, never of test orders", async () => {
  const cancelled_at = "2026-03-06T00:00:00Z";
  const orders = [
    orderRow("1", "2026-03-05", { cancelled_at }),
    orderRow("2", "2026-03-05", { cancelled_at, counted: false, left_out: "voided" }),
    orderRow("3", "2026-03-05", { cancelled_at, counted: false, left_out: "test", test: true }),
    orderRow("4", "2026-03-05"),
  ];
  const found = await sums({ orders }, "handled-orders", "cancelled-orders");
  expect(found).toEqual({ "handled-orders": 3n, "cancelled-orders": 2n });
});

const margin = [
  ...(["cost", "restock-cost", "known-net", "exact-net", "margin-units"] as const),
  ...(["margin-squared", "known-net-squared", "margin-times-known-net"] as const),
] as const;

test("a half-known order counts with its known lines only, and coverage with exact ones", async () => {
  // Two lines of 1000: one costs 600, known at the sale; the other's cost is unknown.
  const orders = [
    orderRow("1", "2026-03-05", { gross: 2000, known_net: 1000, exact_net: 1000, cost: 600 }),
    // Its cost is only known from later on: known, not exact.
    orderRow("2", "2026-03-05", { gross: 500, known_net: 500, exact_net: 0, cost: 100 }),
    orderRow("3", "2026-03-05"),
  ];
  const found = await sums({ orders }, ...margin);
  expect(found).toEqual({
    cost: 700n,
    "restock-cost": 0n,
    "known-net": 1500n,
    "exact-net": 1000n,
    "margin-units": 2n,
    "margin-squared": 320_000n, // (1000 − 600)² + (500 − 100)²
    "known-net-squared": 1_250_000n, // 1000² + 500²
    "margin-times-known-net": 600_000n, // 400·1000 + 400·500
  });
});

const back = { amount: 400, units: 1, known_amount: 400, exact_amount: 400, restock_cost: 250 };
const sold = { gross: 1000, known_net: 1000, exact_net: 1000, cost: 600 };

test("a sale and refunds of it on the same day are one unit", async () => {
  const orders = [orderRow("1", "2026-03-05", sold)];
  const refunds = [
    refundRow("r1", "1", "2026-03-05", back),
    refundRow("r2", "1", "2026-03-05", { amount: 10, known_amount: 10, exact_amount: 10 }),
  ];
  const found = await sums({ orders, refunds }, "returns", "returned-units", ...margin);
  expect(found).toEqual({
    returns: 410n,
    "returned-units": 1n,
    cost: 600n,
    "restock-cost": 250n,
    "known-net": 590n,
    "exact-net": 590n,
    "margin-units": 1n,
    "margin-squared": 57_600n, // (590 − 600 + 250)²
    "known-net-squared": 348_100n,
    "margin-times-known-net": 141_600n,
  });
});

test("a refund on another day is a unit of that day, also when only it is in the period", async () => {
  const orders = [orderRow("1", "2026-03-05", sold), orderRow("2", "2026-02-01", sold)];
  const refunds = [
    refundRow("r1", "1", "2026-03-20", back),
    refundRow("r2", "2", "2026-03-20", back),
    refundRow("r3", "unknown", "2026-03-20", back),
  ];
  const found = await sums({ orders, refunds }, "gross", "returns", ...margin);
  expect(found).toEqual({
    gross: 1000n,
    returns: 800n,
    cost: 600n,
    "restock-cost": 500n,
    "known-net": 200n, // 1000 − 400 − 400
    "exact-net": 200n,
    "margin-units": 3n,
    "margin-squared": 205_000n, // 400² + 2·(250 − 400)²
    "known-net-squared": 1_320_000n, // 1000² + 2·400²
    "margin-times-known-net": 520_000n, // 400·1000 + 2·(−150)(−400)
  });
});

test("returns of the cohort fall on the sale day, Shopify's on the refund day", async () => {
  const orders = [
    orderRow("1", "2026-02-05", { units: 4, returned_units_60: 3 }),
    orderRow("2", "2026-03-05", { units: 2, returned_units_60: 1 }),
  ];
  const refunds = [refundRow("r", "1", "2026-03-09", { units: 3 })];
  const found = await sums(
    { orders, refunds },
    ...(["units", "returned-units", "returned-units-60"] as const),
    ...(["returned-units-60-squared", "returned-units-60-times-units"] as const),
  );
  expect(found).toEqual({
    units: 2n,
    "returned-units": 3n,
    "returned-units-60": 1n,
    "returned-units-60-squared": 1n,
    "returned-units-60-times-units": 2n,
  });
});

test("deliveries count where every parcel came, on time by the promise", async () => {
  const shipped_at = "2026-03-06T10:00:00Z";
  const promised_at = "2026-03-08T10:00:00Z";
  const orders = [
    orderRow("1", "2026-03-05", { shipped_at, delivered_at: promised_at, promised_at }),
    orderRow("2", "2026-03-05", { shipped_at, delivered_at: "2026-03-09T00:00:00Z", promised_at }),
    orderRow("3", "2026-03-05", { shipped_at, delivered_at: "2026-03-09T00:00:00Z" }),
    orderRow("4", "2026-03-05", { shipped_at, promised_at }),
    orderRow("5", "2026-03-05", { ship_eligible: false, shipped_at }),
    orderRow("6", "2026-03-05", { shipped_at: "2026-03-04T10:00:00Z" }),
  ];
  const found = await sums(
    { orders },
    ...(["sent", "ship-eligible", "shipped", "shipped-before-sale"] as const),
    ...(["delivered", "delivered-promised", "delivered-on-time"] as const),
  );
  expect(found).toEqual({
    sent: 6n,
    "ship-eligible": 5n,
    shipped: 5n,
    "shipped-before-sale": 1n,
    delivered: 3n,
    "delivered-promised": 2n,
    "delivered-on-time": 1n,
  });
});

test("answers count by touchpoint, whatever became of their order", async () => {
  const orders = [orderRow("1", "2026-02-01"), orderRow("2", "2026-03-01", { counted: false })];
  const answers = [
    ...[10, 9, 8, 7, 6, 0].map((score, at) => answerRow(`${at + 1}`, "2026-03-05", { score })),
    answerRow("1", "2026-03-06", { touchpoint: "after-delivery", score: 9 }),
    answerRow("1", "2026-03-06", { question: "csat", touchpoint: "service", score: 4 }),
    answerRow("2", "2026-03-06", { question: "csat", touchpoint: "service", score: 3 }),
  ];
  const found = await sums(
    { orders, answers },
    ...(["nps-answers-checkout", "nps-promoters-checkout", "nps-detractors-checkout"] as const),
    ...(["nps-promoters-after-delivery", "nps-detractors-after-delivery"] as const),
    ...(["csat-answers-service", "csat-satisfied-service", "csat-answers-checkout"] as const),
  );
  expect(found).toEqual({
    "nps-answers-checkout": 6n,
    "nps-promoters-checkout": 2n,
    "nps-detractors-checkout": 2n,
    "nps-promoters-after-delivery": 1n,
    "nps-detractors-after-delivery": 0n,
    "csat-answers-service": 2n,
    "csat-satisfied-service": 1n,
    "csat-answers-checkout": 0n,
  });
});

test("events count by exactly one of app and user, their squares by order", async () => {
  const user = { by_app: false, by_user: true };
  const orders = [orderRow("1", "2026-02-01"), orderRow("2", "2026-03-01")];
  const events = [
    eventRow("a", "1", "2026-03-02"),
    eventRow("b", "1", "2026-03-03", { action: "refund", ...user }),
    eventRow("c", "2", "2026-03-03", { action: "cancelled" }),
    eventRow("d", "unknown", "2026-03-03", user),
    eventRow("e", "2", "2026-03-03", { by_user: true }),
    eventRow("f", "2", "2026-03-03", { by_app: false }),
    eventRow("g", "2", "2026-03-03", { action: "mail_sent" }),
    eventRow("h", "2", "2026-04-01"),
  ];
  const found = await sums(
    { orders, events },
    ...(["app-events", "user-events", "event-orders"] as const),
    ...(["app-events-squared", "events-squared", "app-events-times-events"] as const),
  );
  expect(found).toEqual({
    "app-events": 2n,
    "user-events": 2n,
    "event-orders": 3n,
    "app-events-squared": 2n, // 1² + 1² + 0²
    "events-squared": 6n, // order 1 has two on two days: 2² + 1² + 1²
    "app-events-times-events": 3n, // 1·2 + 1·1 + 0·1
  });
});

test("nothing at all is zero of everything", async () => {
  expect(await sums({}, "orders", "gross-squared", "ship-due", "event-orders")).toEqual({
    orders: 0n,
    "gross-squared": 0n,
    "ship-due": 0n,
    "event-orders": 0n,
  });
});
