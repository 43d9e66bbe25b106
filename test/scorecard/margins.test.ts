import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, costRule, order, refund } from "../../app/kpis/examples.ts";
import type { Fact, OrderFact } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { customerPage } from "../../app/scorecard/customer.server.ts";
import { customerList } from "../../app/scorecard/customers.server.ts";
import { customerMargins, productMargin } from "../../app/scorecard/margins.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { productList } from "../../app/scorecard/products.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const asOf = new Date("2026-07-01T00:00:00Z");

async function shopOf(facts: readonly Fact[]) {
  const shop = await testShop(db);
  for (let at = 0; at < facts.length; at += 200) {
    await inShop(db, shop.id, (client) => writeFacts(client, shop, facts.slice(at, at + 200)));
  }
  await recompute(db, shop, { asOf });
  const margins = (id: string) =>
    inShop(db, shop.id, (client) => customerMargins(client, shop, id));
  const product = (id: string) =>
    inShop(db, shop.id, (client) =>
      productMargin(client, shop, { product: id, from: "2025-01-01", to: "2026-07-01" }),
    );
  return { shop, margins, product };
}

const madeProduct = (id: string): Fact => ({
  kind: "product",
  id,
  version: { updatedAt: new Date(0), triggeredAt: new Date(0), hash: "" },
  ...{ title: id, handle: id, vendor: "", productType: "", status: "active", tags: [] },
  ...{ publishedAt: null, giftCard: false },
  variants: [
    {
      ...{ id: `${id}-variant`, position: 1, title: id, sku: null, price: null },
      ...{ compareAtPrice: null, inventoryItemId: null },
    },
  ],
});

test("a customer's orders by hand, each and together", async () => {
  const { shop, margins } = await shopOf([
    cost("SOCKS", "600"),
    costRule("fee", { percent: "2" }, { match: "card" }),
    costRule("shipping", { perOrder: "490" }),
    costRule("packaging", {}),
    costRule("return", { perOrder: "300" }),
    order("A", { gross: 6000, customer: "ann", gateway: "card", charged: 6500 }),
    order("B", { gross: 2000, customer: "ann", on: "2026-03-09" }),
    refund("B", "2026-03-20", { amount: 1000, restock: "no_restock" }),
    order("C", { gross: 9000, customer: "bob", gateway: "card", charged: 9000 }),
    order("D", { gross: 3000, customer: "ann", test: true }),
  ]);
  const { whole, byOrder } = await margins("ann");
  // 60.00 − 6.00 − 1.30 − 4.90; nobody knows B's fee: 20.00 − 10.00 back − 6.00 − 4.90 − 3.00.
  expect(byOrder.get("A")).toMatchObject({ value: "47.80", version: 2 });
  expect(byOrder.get("B")).toMatchObject({ value: "-3.90", beside: { feeCoverage: 0 } });
  expect(byOrder.has("D")).toBe(false);
  expect(whole).toMatchObject({
    value: "43.90",
    beside: {
      ...{ netSales: "70.00", unitCost: "12.00", cm1: "58.00", fees: "1.30", feeCoverage: 0.75 },
      ...{ shippingCost: "9.80", packagingCost: "0.00", returnCost: "3.00", returnCoverage: 1 },
    },
  });
  const page = await customerPage(db, shop, { id: "ann", after: null, asOf });
  expect(page?.margin?.value).toBe("43.90");
  expect(page?.orders.map(({ id, margin }) => [id, margin?.value ?? null])).toEqual([
    ["B", "-3.90"],
    ["D", null],
    ["A", "47.80"],
  ]);
});

test("what the period's orders left, before and after cost rules; none where no cost is known", async () => {
  const wish = {
    period: { from: "2026-03-01", to: "2026-04-01" },
    sort: "spend",
    direction: "descending",
    after: null,
  } as const;
  const left = async () =>
    (await customerList(db, shop, wish)).rows.map((row) => [
      ...[row.id, row.margin, row.marginStep, row.marginKnown],
    ]);
  const { shop } = await shopOf([
    cost("TEA", "400"),
    order("a1", { customer: "ann", sku: "TEA", units: 2, gross: 3000, discounts: 500 }),
    order("a2", { customer: "ann", sku: "CUP", gross: 1500 }),
    order("a3", { customer: "ann", sku: "TEA", gross: 9000, on: "2026-02-20" }),
    order("b1", { customer: "bob", sku: "CUP", gross: 1000 }),
    refund("a1", "2026-04-20", { amount: 700, restock: "no_restock" }),
  ]);
  // 25.00 + 15.00 − 7.00 back − two at 4.00; what a cup of 15.00 cost nobody knows.
  expect(await left()).toEqual([
    ["ann", "25.00", "cm1", 25 / 40],
    ["bob", null, "cm1", 0],
  ]);
  // Two parcels at 3.00 and one return at 1.00; nobody knows the fees.
  const rules = [
    costRule("shipping", { perOrder: "300" }),
    costRule("packaging", {}),
    costRule("return", { perOrder: "100" }),
  ];
  await inShop(db, shop.id, (client) => writeFacts(client, shop, rules));
  expect(await left()).toEqual([
    ["ann", "18.00", "cm2", 0],
    ["bob", null, "cm2", 0],
  ]);
});

test("customers are sorted by what their orders left after unit costs, nobody's cost known last", async () => {
  const { shop } = await shopOf([
    cost("TEA", "400"),
    // 40.00 − 4.00; 90.00 − 4.00 − 80.00 back in another month; a loss; no known cost.
    order("a", { customer: "ann", sku: "TEA", gross: 4000 }),
    order("b", { customer: "bob", sku: "TEA", gross: 9000 }),
    refund("b", "2026-04-20", { amount: 8000, restock: "no_restock" }),
    order("c", { customer: "cem", sku: "TEA", units: 2, gross: 500 }),
    order("d", { customer: "dee", sku: "CUP", gross: 9900 }),
  ]);
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const left = async (direction: "ascending" | "descending") =>
    (await customerList(db, shop, { period, sort: "cm1", direction, after: null })).rows.map(
      ({ id, cm1 }) => [id, cm1],
    );
  const sorted = [
    ["ann", "36.00"],
    ["bob", "6.00"],
    ["cem", "-3.00"],
    ["dee", null],
  ];
  expect(await left("descending")).toEqual(sorted);
  expect(await left("ascending")).toEqual(sorted.toReversed());
});

test("without rules it is CM1, and without unit costs it is not there", async () => {
  const { margins } = await shopOf([
    cost("SOCKS", "600"),
    order("A", { customer: "ann", gross: 900 }),
  ]);
  expect((await margins("ann")).whole).toMatchObject({ value: "3.00", version: 1 });
  const bare = await shopOf([costRule("packaging", {}), order("A", { customer: "ann" })]);
  expect((await bare.margins("ann")).whole.value).toBeNull();
  expect((await bare.margins("nobody")).whole.value).toBeNull();
});

test("whatever the shop, a product's margin is that of the split, and customers' add up over orders", async () => {
  const end = new Date("2026-05-20T09:30:00Z");
  const told = randomShop(6, { count: 250, end }).map((fact): Fact => {
    if (fact.kind !== "order") return fact;
    const lines = fact.lines.map((line) => ({
      ...line,
      variantId: line.productId && `${line.productId}-variant`,
    }));
    return { ...fact, lines, gateway: "card", charged: 3_333n };
  });
  const { shop, margins, product } = await shopOf([
    ...["P1", "P2", "P3"].map(madeProduct),
    ...told,
    costRule("fee", { percent: "2.5", perOrder: "25" }, { from: "2020-01-01" }),
    costRule("shipping", { perOrder: "410", perUnit: "15" }, { from: "2020-01-01" }),
    costRule("packaging", { perLine: "30" }, { from: "2020-01-01" }),
    costRule("return", { perOrder: "251", perUnit: "33" }, { from: "2020-01-01" }),
  ]);
  const { parts } = await kpiParts(db, shop, {
    ...{ id: "contribution-margin", by: "product", asOf },
    period: { from: "2025-01-01", to: "2026-07-01" },
  });
  for (const id of ["P1", "P2", "P3"]) {
    expect((await product(id))?.value).toBe(parts.find(({ key }) => key === id)?.value);
  }
  expect(await product("never")).toBeNull();
  const cents = (shown: unknown) => Math.round(Number(shown) * 100);
  const people = told.filter((fact): fact is OrderFact => fact.kind === "order");
  for (const id of new Set(people.slice(0, 20).flatMap(({ customerId }) => customerId ?? []))) {
    const { whole, byOrder } = await margins(id);
    if (whole.value === null) continue;
    const known = [...byOrder.values()];
    const cm1 = known.reduce((sum, { beside }) => sum + cents(beside["cm1"]), 0);
    expect(cents(whole.beside["cm1"])).toBe(cm1);
  }
});

test("cost rules take off a product's share of what its orders and returns cost, as the KPI has it", async () => {
  const { shop } = await shopOf([
    cost("TEA", "400"),
    costRule("fee", { percent: "10" }, { from: "2026-03-01" }),
    costRule("shipping", { perOrder: "300" }, { from: "2026-03-01" }),
    costRule("packaging", {}, { from: "2026-03-01" }),
    costRule("return", { perOrder: "100" }, { from: "2026-03-01" }),
    order("a", { sku: "TEA", units: 2, gross: 3000, charged: 3000, gateway: "card" }),
    order("b", { sku: "TEA", gross: 2000, gateway: "card" }),
    order("c", { sku: "CUP", gross: 9000, charged: 9000, gateway: "card" }),
    order("old", { sku: "TEA", gross: 5000, on: "2026-02-20" }),
    refund("a", "2026-03-20", { amount: 1000, restock: "no_restock" }),
  ]);
  const march = { from: "2026-03-01", to: "2026-04-01" };
  const wish = { sort: "cm2", direction: "descending", search: "", after: null } as const;
  const left = async (period: { from: string; to: string }) => {
    const { rows, step } = await productList(db, shop, { ...wish, period });
    return [step, rows.map(({ key, cm1, cm2, cm2Known }) => [key, cm1, cm2, cm2Known])];
  };
  // 50.00 − 10.00 back − three at 4.00: 28.00; 3.00 of fees, two parcels at 3.00, a return at 1.00.
  // Nobody knows what b was charged, so its fee is not known: 30.00 of 50.00. A cup's cost is not either.
  expect(await left(march)).toEqual([
    "cm2",
    [
      ["TEA", "28.00", "18.00", 0.6],
      ["CUP", null, null, null],
    ],
  ]);
  const asked = { id: "contribution-margin", period: march, by: "product" } as const;
  const { parts } = await kpiParts(db, shop, { ...asked, asOf });
  expect(parts.find(({ key }) => key === "TEA")!.value).toBe("18.00");
  // A period that begins before the rules stays at CM1, as the KPI does.
  const both = { from: "2026-02-01", to: "2026-04-01" };
  expect(await left(both)).toEqual([
    "cm1",
    [
      ["TEA", "74.00", null, null],
      ["CUP", null, null, null],
    ],
  ]);
});
