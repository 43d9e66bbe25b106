// Empty shelves and other prices on the chart: which, from which day on, and the dearest first among many.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, stock } from "../../app/kpis/examples.ts";
import { kpiById } from "../../app/kpis/index.ts";
import type { Fact, ProductFact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { marksOf } from "../../app/scorecard/marks.server.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const asOf = new Date("2026-06-01T06:00:00Z");
const today = "2026-06-01";
const may = { from: "2026-05-01", to: "2026-06-01" };

function product(id: string, price: bigint, told = new Date("2025-08-01T00:00:00Z")): ProductFact {
  return {
    ...{ kind: "product", id, title: id, handle: id, vendor: "", productType: "", tags: [] },
    ...{ status: "active", publishedAt: null, giftCard: false },
    version: { updatedAt: told, triggeredAt: told, hash: `${id} ${price}` },
    variants: [
      { id: `${id}-1`, position: 1, title: "", sku: id, price, compareAtPrice: null, inventoryItemId: null }, // prettier-ignore
    ],
  };
}

const monday = (week: number) =>
  new Date(Date.UTC(2025, 7, 25 + 7 * week)).toISOString().slice(0, 10);

/** One sold every Monday until none is left, from the given day on. */
const sold = (sku: string, price: bigint, outOn: string): Fact[] => [
  product(sku, price),
  ...Array.from({ length: 52 }, (_, week) => week)
    .filter((week) => monday(week) < outOn)
    .map((week) => order(`${sku}${week}`, { on: monday(week), gross: Number(price), sku })),
  stock(sku, "2026-03-30", 9),
  stock(sku, outOn, 0),
];

async function shopOf(facts: Fact[]): Promise<ShopContext> {
  const shop = await testShop(db, { timeZone: "UTC" });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await refreshStock(db, shop, { now: asOf });
  return shop;
}

const asked = (id: string, market: string | null = null) => ({
  ...{ kpi: kpiById(id)!, market, today },
  period: may,
});

test("a product that sold out in the period is marked from its day on, where products make the number", async () => {
  const shop = await shopOf([
    ...sold("SOCKS", 800n, "2026-05-03"),
    // Out before the period, and never in stock at all: neither happened in it.
    ...sold("HATS", 900n, "2026-04-28"),
    ...sold("MITTENS", 700n, "2026-05-31"),
    stock("SCARVES", "2026-05-10", 0),
  ]);
  const marks = [
    { day: "2026-05-03", product: "SOCKS", what: "sold-out" },
    { day: "2026-05-31", product: "MITTENS", what: "sold-out" },
  ];
  expect(await marksOf(db, shop, asked("net-sales"))).toEqual(marks);
  // Asked on the day itself, of which no whole day was empty yet.
  const then = { ...asked("net-sales"), today: "2026-05-31" };
  expect(await marksOf(db, shop, then)).toEqual(marks);
  expect(await marksOf(db, shop, asked("nps"))).toEqual([]);
  expect(await marksOf(db, shop, asked("net-sales", "other"))).toEqual([]);
});

test("of many the five whose empty days cost most are marked, by day", async () => {
  // Each sells one a week: the dearer and the longer out, the more is lost. The cheapest of six is left out.
  const items = [3, 10, 5, 20, 4, 8].map((price, at) => ({ sku: `ITEM${at}`, price, at }));
  const shop = await shopOf(
    items.flatMap(({ sku, price, at }) =>
      sold(sku, BigInt(price * 100), `2026-05-${String(20 - at).padStart(2, "0")}`),
    ),
  );
  expect(await marksOf(db, shop, asked("net-sales"))).toEqual(
    [5, 4, 3, 2, 1].map((at) => ({
      ...{ day: `2026-05-${20 - at}`, product: `ITEM${at}`, what: "sold-out" },
    })),
  );
});

test("another price is marked on the shop's day it was told, once, and an older copy changes nothing", async () => {
  const shop = await testShop(db, { timeZone: "America/Los_Angeles", currency: "USD" });
  const tell = (...facts: Fact[]) =>
    inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await tell(product("MUG", 800n));
  expect(await marksOf(db, shop, asked("net-sales"))).toEqual([]);
  // In Los Angeles it is still the 9th.
  const dearer = product("MUG", 950n, new Date("2026-05-10T05:00:00Z"));
  await tell(dearer);
  await tell(dearer);
  // The same price in a newer copy, and another one in an older.
  await tell({ ...product("MUG", 950n, new Date("2026-05-12T12:00:00Z")), title: "Mug" });
  await tell(product("MUG", 700n, new Date("2026-05-01T12:00:00Z")));
  expect(await marksOf(db, shop, asked("net-sales"))).toEqual([
    { day: "2026-05-09", product: "Mug", what: "price", before: "8.00", after: "9.50" },
  ]);
  const june = { ...asked("net-sales"), period: { from: "2026-06-01", to: "2026-07-01" } };
  expect(await marksOf(db, shop, june)).toEqual([]);
});
