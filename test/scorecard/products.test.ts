// Figures by hand: two decimals, so 1000 minor units are 10.00.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { at, cost, order, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext, StockLevelFact } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { readPlace } from "../../app/scorecard/lists.ts";
import { productList } from "../../app/scorecard/products.server.ts";
import { keepSoldLines } from "../../app/scorecard/sold-lines.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { product } from "../ledger/make.ts";

let db: Db;
let shop: ShopContext;
let other: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };

const level = (item: string, location: string, available: number): StockLevelFact => ({
  kind: "stock-level",
  inventoryItemId: item,
  locationId: location,
  version: { updatedAt: at("2026-03-01"), triggeredAt: at("2026-03-01"), hash: item },
  active: true,
  available,
  onHand: null,
  committed: null,
  incoming: null,
});
const write = (to: ShopContext, facts: Fact[]) =>
  inShop(db, to.id, (client) => writeFacts(client, to, facts));

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  other = await testShop(db);
  await write(shop, [
    { ...product("10", 1, { v1: ["SHIRT-S", "i1"], v2: ["SHIRT-M", "i2"] }), title: "Linen shirt" },
    { ...product("20", 1, { v3: ["MUG", "i3"] }), title: "Stone mug", status: "draft" },
    { ...product("30", 1, { v4: ["CARD", null] }), title: "Gift card", giftCard: true },
    cost("SHIRT-S", "300"),
    cost("MUG", "250"),
    level("i1", "L1", 4),
    level("i1", "L2", 3),
    level("i2", "L1", 5),
    order("a", { sku: "SHIRT-S", units: 8, gross: 8000, discounts: 800 }),
    order("b", { sku: "SHIRT-M", units: 4, gross: 4000 }),
    order("c", { sku: "MUG", units: 2, gross: 3000 }),
    order("d", { sku: "OLD-1", units: 1, gross: 500 }),
    order("x", { sku: "MUG", units: 9, gross: 9000, test: true }),
    order("feb", { sku: "MUG", units: 1, gross: 1500, on: "2026-02-20" }),
    // Three shirts of March in May; a mug of February in March.
    refund("a", "2026-05-02", { amount: 2700, units: 3 }),
    refund("feb", "2026-03-09", { amount: 1500 }),
  ]);
  await write(other, [
    { ...product("99", 1, { v9: ["SECRET", "i9"] }), title: "Secret" },
    order("z", { sku: "SECRET", units: 5, gross: 50000 }),
    level("i1", "L1", 1000),
  ]);
});
afterAll(() => db.close());

type Wish = Parameters<typeof productList>[2];
const list = (wish: Partial<Wish> = {}) =>
  productList(db, shop, {
    period: march,
    sort: "net",
    direction: "descending",
    after: null,
    search: "",
    ...wish,
  });
const keys = async (wish: Partial<Wish>) => (await list(wish)).rows.map(({ key }) => key);

test("products with units, net sales, share, what came back, stock, cost and status", async () => {
  const { rows, next, products, step } = await list();
  expect([next, products, step]).toEqual([null, 3, "cm1"]);
  // Net: shirts 72.00 + 40.00, mugs 30.00 − 15.00 of February's, 5.00: 132.00 in all.
  expect(rows).toEqual([
    {
      key: "10",
      title: "Linen shirt",
      status: "active",
      units: 12,
      net: "112.00",
      share: 112 / 132,
      // Eight of size S at 3.00, worth 72.00 of 112.00; what size M cost nobody knows.
      cm1: "88.00",
      cm1Known: 72 / 112,
      cm2: null,
      cm2Known: null,
      back: 3,
      rate: 0.25,
      stock: 12,
      places: 2,
      cost: "some",
    },
    {
      // Two units are too few for a rate; February's mug is none of March's.
      key: "20",
      title: "Stone mug",
      status: "draft",
      units: 2,
      net: "15.00",
      share: 15 / 132,
      // Two at 2.50.
      cm1: "10.00",
      cm1Known: 1,
      cm2: null,
      cm2Known: null,
      back: 0,
      rate: null,
      stock: null,
      places: 0,
      cost: "all",
    },
    {
      key: "OLD-1",
      title: "Socks",
      status: null,
      units: 1,
      net: "5.00",
      share: 5 / 132,
      cm1: null,
      cm1Known: 0,
      cm2: null,
      cm2Known: null,
      back: 0,
      rate: null,
      stock: null,
      places: 0,
      cost: "none",
    },
  ]);
});

test("net sales are those of the net-sales KPI split by product", async () => {
  await recompute(db, shop, { asOf: at("2026-06-01") });
  const { parts } = await kpiParts(db, shop, {
    id: "net-sales",
    period: march,
    by: "product",
    asOf: at("2026-06-01"),
  });
  const { rows } = await list();
  expect(rows.map(({ key, net }) => [key, net])).toEqual(
    parts.map(({ key, value }) => [key, value]),
  );
});

test("what was not sold stands below with its stock", async () => {
  const april = { from: "2026-04-01", to: "2026-05-01" };
  const { rows } = await list({ period: april });
  expect(rows.map(({ key, units, share, stock }) => [key, units, share, stock])).toEqual([
    ["20", 0, null, null],
    ["10", 0, null, 12],
  ]);
});

test("sorted by any number; rows without one come last downwards", async () => {
  expect(await keys({ sort: "units" })).toEqual(["10", "20", "OLD-1"]);
  expect(await keys({ sort: "units", direction: "ascending" })).toEqual(["OLD-1", "20", "10"]);
  expect((await keys({ sort: "rate" }))[0]).toBe("10");
  expect(await keys({ sort: "cm1" })).toEqual(["10", "20", "OLD-1"]);
  expect((await keys({ sort: "stock" }))[0]).toBe("10");
  expect((await keys({ sort: "back" }))[0]).toBe("10");
});

test("found by the beginning of a word of the title or of a SKU", async () => {
  for (const [search, found] of [
    ["lin", ["10"]],
    ["SHIRT", ["10"]],
    ["shirt-m", ["10"]],
    ["mug", ["20"]],
    ["old", ["OLD-1"]],
    ["irt", []],
    ["%", []],
    ["secret", []],
  ] as const) {
    expect(await keys({ search }), search).toEqual(found);
  }
});

test("pages follow each other without a gap or a double", async () => {
  const large = await testShop(db);
  await write(
    large,
    Array.from({ length: 60 }, (_, n) =>
      order(`o${n}`, { sku: `S${n}`, gross: 100 * (n % 7) + 1 }),
    ),
  );
  const seen: string[] = [];
  for (let after: string | null = ""; after !== null;) {
    const page = await productList(db, large, {
      period: march,
      sort: "net",
      direction: "descending",
      after: readPlace(after),
      search: "",
    });
    seen.push(...page.rows.map(({ key }) => key));
    after = page.next;
  }
  expect([seen.length, new Set(seen).size]).toEqual([60, 60]);
});

test("another shop's products and stock stay its own", async () => {
  const { rows } = await list();
  expect(rows.find(({ key }) => key === "99")).toBeUndefined();
  const wish = { period: march, sort: "net", direction: "descending", after: null } as const;
  const theirs = await productList(db, other, { ...wish, search: "" });
  expect(theirs.rows).toMatchObject([{ key: "99", units: 5, stock: null }]);
});

test("kept days and months of sold lines change no list, and what changed is read again", async () => {
  const end = new Date("2026-05-20T00:00:00Z");
  const shop = await testShop(db);
  const facts = [...randomShop(51, { count: 100, end }), cost("A", "120"), cost("B", "75")];
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: end });
  const periods = [
    { from: "2025-06-10", to: "2026-05-21" },
    { from: "2026-04-21", to: "2026-05-21" },
  ];
  const now = () => end;
  const ask = async () => {
    const lists = [];
    for (const period of periods) {
      const wish = { period, sort: "net", direction: "descending", search: "" } as const;
      lists.push(await productList(db, shop, { ...wish, after: null }));
    }
    return lists.map(({ isSlow, isRulesUnkept: _, ...list }) => ({ isSlow, list }));
  };
  const before = await ask();
  expect(before.map(({ isSlow }) => isSlow)).toEqual([true, true]);
  // Ten whole months, 21 days of June and 19 finished ones of May; then 10 of April.
  for (const [at, period] of periods.entries()) {
    expect(await keepSoldLines(db, shop, { period, now })).toBe([50, 10][at]);
    expect(await keepSoldLines(db, shop, { period, now })).toBe(0);
  }
  const kept = await ask();
  expect(kept[0]!.list.rows.some(({ cm1 }) => cm1 !== null)).toBe(true);
  expect(kept.map(({ isSlow }) => isSlow)).toEqual([false, false]);
  expect(kept.map(({ list }) => list)).toEqual(before.map(({ list }) => list));

  const change = [
    order("late", { on: "2025-09-09", gross: 5_000, sku: "A" }),
    order("new", { on: "2026-05-02", gross: 700, sku: "B" }),
  ];
  await inShop(db, shop.id, (client) => writeFacts(client, shop, change));
  const net = (lists: typeof before) =>
    lists.map(({ list }) => list.rows.reduce((all, row) => all + Number(row.net), 0));
  const moved = net(await ask()).map((sum, at) => Math.round(100 * (sum - net(kept)[at]!)));
  expect(moved).toEqual([5_700, 700]);
});
