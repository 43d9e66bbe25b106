import { expect, test } from "vitest";
import { placeLists } from "../../app/ingest/placement.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { inShop } from "../../app/db.server.ts";
import { forgetUnplaced, readUnplaced } from "../../app/ledger/recommend/placement.server.ts";
import { addTask, changeTask } from "../../app/ledger/tasks.server.ts";
import { putLearned } from "../../app/ledger/recommend/learned.server.ts";
import { findItem } from "../../app/ledger/recommend/offers.server.ts";
import { backInStock } from "../../app/scorecard/back-in-stock.server.ts";
import { listsToPlace } from "../../app/scorecard/place-lists.server.ts";
import { nextAction } from "../../app/scorecard/next-action.server.ts";
import { findPreferences } from "../../app/scorecard/preferences.server.ts";
import { keptCard } from "../../app/scorecard/recommend-card.server.ts";
import { learnRecommendations } from "../../app/scorecard/recommend-learn.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import {
  customerLists,
  recommendForCustomer,
} from "../../app/scorecard/recommend-customer.server.ts";
import { recommendForProduct } from "../../app/scorecard/recommend.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();
const day = 24 * 60;
const now = minute(90 * day);

const thing = (id: string, productType: string, title: string): Fact => {
  const plain = product(id, 0, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, title, productType, publishedAt: minute(0) };
  return { ...content, version: version(0, content) };
};
const stock = (id: string, available: number, n = 0): Fact[] => [
  ...[{ kind: "inventory-item" as const, id: `item-${id}`, sku: null, tracked: true }].map(
    (fact) => ({ ...fact, version: version(n, [id, "item"]) }),
  ),
  {
    kind: "stock-level",
    ...{ inventoryItemId: `item-${id}`, locationId: "1", active: true, available },
    ...{ onHand: available, committed: 0, incoming: 0, version: version(n, [id, available]) },
  },
];
const sale = (customer: number, at: number, products: readonly string[]): Fact =>
  order(`${customer}-${at}`, 0, {
    processedAt: minute(at * day + customer),
    customerId: `c${customer}`,
    lines: products.map((productId, position) => line(`${position}`, { position, productId })),
  });

const learned = async (shop: ShopContext, ...facts: Fact[]) => {
  await write(shop, ...facts);
  await refreshRecommendations(db(), shop, { now });
  return learnRecommendations(db(), shop, { now });
};

test("240 customers of six tastes: beats plain lists, and says when a thing is due again", async () => {
  const shop = await testShop(db());
  // Taste t: things t0 to t5. Everybody buys one of their taste each time, and another one beside it.
  const of = (customer: number, at: number) =>
    `${customer % 6}${(Math.floor(customer / 6) + at) % 6}`;
  const report = await learned(
    shop,
    ...Array.from({ length: 36 }, (_, n) =>
      thing(`${Math.floor(n / 6)}${n % 6}`, `Type ${Math.floor(n / 6)}`, `Thing ${n}`),
    ),
    ...Array.from({ length: 240 }, (_, c) => c).flatMap((customer) =>
      [0, 30, 60].map((at, turn) => sale(customer, at, [of(customer, 0), of(customer, turn + 1)])),
    ),
  );
  expect(report).toMatchObject({ customers: 240, items: 36 });
  const kept = await keptCard(db(), shop);
  // All of a taste that is new fits in ten.
  const { discovery } = kept!.card!.lists;
  expect(discovery[kept!.card!.served]!.recall10).toBeGreaterThan(0.95);
  expect(discovery).toHaveProperty("ease");
  expect(kept!.card!.differences.discovery!.interval![0]).toBeGreaterThan(0.3);

  const list = await recommendForCustomer(db(), shop, { named: "c0", now, limit: 20 });
  expect(list!.items.slice(0, 2).map(({ product: id }) => id)).toEqual(["04", "05"]);
  // Bought on days 0, 30 and 60, as others took a thing again: every 30 days, due on day 90, May 30.
  const again = list!.items.find(({ product: id }) => id === "00")!;
  const reason =
    "Bought before, in 3 of this customer's 3 orders; about every 30 days, next due 2026-05-30.";
  expect(again.reason).toBe(reason);
  // Five new things fill a list of five: what is bought again has a list of its own.
  const lists = (await customerLists(db(), shop, { named: "c0", now, limit: 2 }))!;
  expect(lists.fresh.items.map(({ product: id }) => id)).toEqual(["04", "05"]);
  expect(lists.again.items[0]).toMatchObject({ product: "00", reason });
  const found = (await findPreferences(db(), shop, "c0"))!;
  const next = async (at: number) =>
    (await nextAction(db(), shop, { found, lists, now: minute(at * day) }))!;
  // A week before it is due, and until another interval has gone by.
  expect((await next(82)).action).not.toBe("remind");
  expect(await next(83)).toMatchObject({
    action: "remind",
    words: "Remind them of Thing 0: due 2026-05-30, as they buy it about every 30 days.",
  });
  expect((await next(120)).action).toBe("remind");
  expect((await next(121)).action).not.toBe("remind");
});

test("where EASE won, its sums make the list, and the counts of the loudest pair say why", async () => {
  const shop = await testShop(db());
  await learned(
    shop,
    ...["A", "B", "C", "D"].map((id) => thing(id, "", `The ${id}`)),
    sale(1, 0, ["A", "B"]),
    ...[2, 3].map((c) => sale(c, 1, ["A", "C"])),
    sale(4, 2, ["D"]),
  );
  await inShop(db(), shop.id, async (client) => {
    const number = async (id: string) => (await findItem(client, shop, id))!.number!;
    const [a, b, c, d] = [
      await number("A"),
      await number("B"),
      await number("C"),
      await number("D"),
    ];
    const row = (item: number, others: number[], weights: number[]) => ({
      ...{ item, others, weights, everyDays: null, everyOf: 0, instead: [], insteadScore: [] },
    });
    await putLearned(client, shop, {
      model: {
        ...{ day: "2026-05-30", learnedAt: now, orders: 4 },
        ...{ discovery: "ease-also-bought", again: "personal-frequency", lambda: 500 },
      },
      card: null,
      // C: 0.3 − 0.1; D: −0.2 + 0.5.
      rows: [row(a, [c, d], [0.3, -0.2]), row(b, [d, c], [0.5, -0.1])],
    });
  });
  const list = (await recommendForCustomer(db(), shop, { named: "c1", now }))!;
  expect(list.items.map(({ product: id, evidence }) => [id, evidence.model])).toEqual([
    ["D", "fits"],
    ["C", "fits"],
    ["A", "buy-again"],
    ["B", "buy-again"],
  ]);
  expect(list.items.map(({ score }) => score).slice(0, 2)).toEqual([
    expect.closeTo(0.3, 6),
    expect.closeTo(0.2, 6),
  ]);
  // Nobody bought B and D; two of the three who bought A took C: 2 · 4 ÷ (3 · 2) = 1.3 times chance.
  expect(list.items.map(({ reason }) => reason).slice(0, 2)).toEqual([
    "Goes with all this customer bought, most of all The B.",
    "Goes with all this customer bought, most of all The A: 2 of 3 customers who bought The A bought it too, 1.3 times as often as by chance (4 customers counted).",
  ]);
});

test("beside a product that is sold out stand others of its type first, while it is", async () => {
  const shop = await testShop(db());
  await learned(
    shop,
    ...[thing("S", "Tea", "Green tea Sencha"), thing("B", "Tea", "Green tea Bancha")],
    ...[thing("E", "Tea", "Earl Grey"), thing("M", "Mug", "Mug")],
    ...stock("S", 0),
    ...[0, 1, 2, 3].map((c) => sale(c, 0, ["S", "M"])),
    ...[4, 5].map((c) => sale(c, 1, ["B"])),
    sale(6, 2, ["E"]),
  );
  const beside = async () => (await recommendForProduct(db(), shop, { named: "S" }))!.items;
  const out = await beside();
  expect(out.slice(0, 3).map(({ product: id, evidence }) => [id, evidence.model])).toEqual([
    ["B", "stand-in"],
    ["E", "stand-in"],
    ["M", expect.not.stringContaining("stand-in")],
  ]);
  expect(out[0]!.reason).toBe(
    "Of the same product type as Green tea Sencha, which is sold out: close to it in name, price and customers.",
  );
  const soldOut = () => backInStock(db(), shop, "S");
  const task = { kpi: "stockout-rate", words: "Back in stock: Green tea Sencha (SKU-S)" };
  expect(await soldOut()).toEqual({ task, hasTask: false });
  const id = await inShop(db(), shop.id, (client) =>
    addTask(client, shop, { ...task, owner: "", now }),
  );
  expect(await soldOut()).toEqual({ task, hasTask: true });
  await inShop(db(), shop.id, (client) =>
    changeTask(client, shop, id, { owner: "", note: "", isDone: true, now }),
  );
  expect(await soldOut()).toEqual({ task, hasTask: false });
  await write(shop, ...stock("S", 5, 1));
  expect(await soldOut()).toBeNull();
  expect((await beside()).map(({ evidence }) => evidence.model)).not.toContain("stand-in");
});

test("a shop without a customer's order learns nothing and says so once", async () => {
  const shop = await testShop(db());
  const guest = order("g", 0, { customerId: null });
  expect(await learned(shop, guest)).toMatchObject({ served: "default", customers: 0 });
  expect(await keptCard(db(), shop)).toMatchObject({ card: null });
});

test("100,000 products of which a few sell: learned within seconds, only what sold is placed", async () => {
  const shop = await testShop(db());
  await db().owner.query(
    `insert into product (shop_id, id, updated_at, triggered_at, hash, title, handle, vendor,
       product_type, status, tags, published_at)
     select $1, n::text, now(), now(), 'seed', 'Product ' || n, 'p' || n, '', 'All', 'active', '{}', now()
     from generate_series(1, 100000) n`,
    [shop.id],
  );
  await db().owner.query(
    `insert into variant (shop_id, id, product_id, updated_at, triggered_at, hash, position, title,
       sku, price, inventory_item_id)
     select $1, 'V' || n, n::text, now(), now(), 'seed', 1, '', 'SKU-' || n, 2000, 'I' || n
     from generate_series(1, 100000) n`,
    [shop.id],
  );
  // As Postgres does by itself within a minute: plans made for four products are wrong for these.
  await db().owner.query("analyze product; analyze variant");
  const started = performance.now();
  const report = await learned(
    shop,
    ...Array.from({ length: 300 }, (_, n) => sale(n % 100, n % 60, [`${1 + n * 331}`, `${1 + n}`])),
  );
  // 300 and 300 products, of which "1" is one.
  expect(report!.items).toBe(599);
  expect(performance.now() - started).toBeLessThan(20_000);

  // Lists are looked at for what was sold, whatever else the catalogue holds.
  const sent: string[] = [];
  const graphql: Graphql = async (_query, { metafields }) => {
    const given = metafields as { ownerId: string }[];
    sent.push(...given.map(({ ownerId }) => ownerId));
    const set = { metafields: given.map(() => ({ compareDigest: "digest" })), userErrors: [] };
    return { data: { metafieldsSet: set, metafieldsDelete: { userErrors: [] } } };
  };
  const known = (await readShop(db(), shop.id))!;
  const listsOf = (named: string) => listsToPlace(db(), known, { product: named, limit: 10 });
  const place = () => placeLists(db(), known, { graphql, now: () => now, listsOf });
  const left = await inShop(db(), shop.id, async (client) => {
    const marked = await readUnplaced(client, shop, 100_000);
    expect(marked).toHaveLength(599);
    await forgetUnplaced(client, shop, marked.slice(50));
    return marked.slice(0, 50).map(({ product: id }) => `gid://shopify/Product/${id}`);
  });
  expect(await place()).toMatchObject({ products: 50, refused: 0, isMore: false });
  expect(new Set(sent)).toEqual(new Set(left));
  // One more order of a pair that never sold: those two and what this customer bought before.
  await write(shop, sale(500, 61, ["99990", "99991"]));
  await refreshRecommendations(db(), shop, { now });
  expect(await place()).toMatchObject({ products: 2, isMore: false });
  const list = await recommendForProduct(db(), shop, { named: "99999", limit: 10 });
  expect(list!.items).toHaveLength(10);
});
