import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { listsToPlace } from "../../app/scorecard/place-lists.server.ts";
import { placeLists } from "../../app/ingest/placement.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import type { OrderFact, ShopContext } from "../../app/ledger/facts.ts";
import {
  markUnplaced,
  readPlacementState,
  readRefused,
  readUnplaced,
} from "../../app/ledger/recommend/placement.server.ts";
import { readShop, type Shop } from "../../app/ledger/shop.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";
import { createAdminApi } from "../platform/admin-api.ts";
import { createBucket } from "../platform/bucket.ts";
import { emptyStore, gid, type Store } from "../platform/store.ts";
import { fair, type Weather } from "../platform/weather.ts";

const { db, write } = ledgerForTests();

const productGid = (id: number | string) => gid("Product", id);
const own = "$app";
const discovery = "shopify--discovery--product_recommendation";

function thing(id: number) {
  const plain = product(String(id), 0, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, title: `Thing ${id}`, publishedAt: minute(0) };
  return { ...content, version: version(0, content) };
}

const sale = (n: number, ids: readonly number[]): OrderFact =>
  order(String(n), 0, {
    processedAt: minute(n),
    customerId: `c${n}`,
    lines: ids.map((id, position) => line(`${position}`, { position, productId: String(id) })),
  });

/** As much of a product as the stand-in looks at. */
const shopifys = (id: number) => {
  const at = minute(0).toISOString();
  const times = { created_at: at, updated_at: at, published_at: at };
  return { id, admin_graphql_api_id: productGid(id), status: "active", ...times } as never;
};

type World = {
  shop: Shop;
  store: Store;
  weather: Weather;
  /** Metafields of each metafieldsSet call that was taken. */
  calls: { key: string; owner: string }[][];
  place(at?: Date): ReturnType<typeof placeLists>;
  graphql: Graphql;
  waits: number[];
};

/** Pairs 1–2, 3–4, … of `pairs` stand in ten orders each; forty orders hold 99 alone. */
async function world(pairs: number, scopes = ["read_products", "write_products"]): Promise<World> {
  const made: ShopContext = await testShop(db());
  const ids = [...Array.from({ length: 2 * pairs }, (_, at) => at + 1), 999];
  const orders = [
    ...Array.from({ length: 10 * pairs }, (_, n) => {
      const first = 2 * (n % pairs) + 1;
      return sale(n, [first, first + 1]);
    }),
    ...Array.from({ length: 40 }, (_, n) => sale(10 * pairs + n, [999])),
  ];
  for (let at = 0; at < orders.length; at += 100) await write(made, ...orders.slice(at, at + 100));
  await write(made, ...ids.map(thing));
  await refreshRecommendations(db(), made, { now: minute(0), whole: true });
  const shop = (await readShop(db(), made.id))!;
  const store = emptyStore();
  for (const id of ids) {
    store.products.set(id, shopifys(id));
  }
  const weather = fair();
  let millis = 0;
  const waits: number[] = [];
  const api = createAdminApi(store, () => scopes, {
    now: () => minute(0),
    weather,
    bucket: createBucket("standard", () => millis),
    urlOf: (name) => name,
    bulkFinished: () => {},
  });
  const calls: World["calls"] = [];
  const graphql: Graphql = async (query, variables) => {
    const answer = (await api.run({ query, variables })) as Awaited<ReturnType<Graphql>>;
    const { metafieldsSet } = (answer.data ?? {}) as { metafieldsSet?: { userErrors: unknown[] } };
    if (metafieldsSet?.userErrors.length === 0) {
      const sent = variables.metafields as { ownerId: string; key: string }[];
      calls.push(sent.map(({ ownerId, key }) => ({ owner: ownerId, key })));
    }
    return answer;
  };
  const wait = async (ms: number) => void ((millis += ms), waits.push(ms));
  const listsOf = (named: string) => listsToPlace(db(), shop, { product: named, limit: 10 });
  const place = (at = minute(0)) =>
    placeLists(db(), shop, { graphql, now: () => at, wait, listsOf });
  return { shop, store, weather, calls, place, graphql, waits };
}

const held = ({ store }: World, id: number, key: string, namespace = own) =>
  store.metafields.get(`${productGid(id)} ${namespace} ${key}`)?.value ?? null;
const gids = (...ids: number[]) => JSON.stringify(ids.map(productGid));
const state = ({ shop }: World) =>
  inShop(db(), shop.id, (client) => readPlacementState(client, shop));
const mark = ({ shop }: World, id: number) =>
  inShop(db(), shop.id, (client) => markUnplaced(client, shop, String(id)));

test("lists are placed where the theme and Search & Discovery read them, 25 metafields a call", async () => {
  const here = await world(20);
  const report = await here.place();
  // 40 products of pairs have a list, in two metafields each; what is only bought alone has none.
  expect(report).toMatchObject({ products: 41, sent: 80, refused: 0, isMore: false });
  expect(held(here, 1, "recommended")).toBe(gids(2));
  expect(held(here, 1, "complementary_products", discovery)).toBe(gids(2));
  expect(held(here, 999, "recommended")).toBeNull();
  expect(here.calls.every((call) => call.length <= 25)).toBe(true);
  expect(here.calls.flat()).toHaveLength(80);
  expect(await state(here)).toMatchObject({ products: 40, refused: 0, kept: 0, words: null });
});

test("only what changed is sent again, and one new order costs the calls of its products", async () => {
  const here = await world(20);
  await here.place();
  here.calls.length = 0;
  expect(await here.place()).toMatchObject({ products: 0, sent: 0 });
  await mark(here, 1);
  expect(await here.place()).toMatchObject({ products: 1, sent: 0 });
  expect(here.calls).toEqual([]);
  // Twelve orders of 1 with 3: each of the two gets the other into its list.
  const more = Array.from({ length: 12 }, (_, n) => sale(5000 + n, [1, 3]));
  await write(here.shop, ...more);
  await refreshRecommendations(db(), here.shop, { now: minute(1) });
  const report = await here.place();
  expect(report.products).toBeLessThanOrEqual(4);
  expect(new Set(here.calls.flat().map(({ owner }) => owner))).toEqual(
    new Set([productGid(1), productGid(3)]),
  );
  expect(JSON.parse(held(here, 1, "recommended")!)).toContain(productGid(3));
});

test("what Shopify refuses of one product is kept with its words, the rest goes on", async () => {
  const here = await world(3);
  // Deleted at Shopify, and nobody told us: as an owner and as a member of a list.
  here.store.products.delete(2);
  const report = await here.place();
  expect(held(here, 3, "recommended")).toBe(gids(4));
  expect(held(here, 5, "complementary_products", discovery)).toBe(gids(6));
  expect(report.refused).toBe(2);
  const refused = await inShop(db(), here.shop.id, (client) => readRefused(client, here.shop, 10));
  expect(refused.map(({ product: of, title, field }) => `${of} ${title} ${field}`)).toEqual([
    "1 Thing 1 complementary",
    "1 Thing 1 recommended",
  ]);
  expect(refused[0]!.words).toContain("INVALID_VALUE: Value references non-existent resource");
  expect(await state(here)).toMatchObject({ products: 4, refused: 2 });
  // Not sent again while nothing changed, but once a day.
  await mark(here, 1);
  here.calls.length = 0;
  await here.place();
  expect(here.calls).toEqual([]);
  here.store.products.set(2, shopifys(2));
  await mark(here, 1);
  await here.place(minute(24 * 60));
  expect(held(here, 1, "recommended")).toBe(gids(2));
  expect(await state(here)).toMatchObject({ products: 5, refused: 0 });
});

test("a list that names a deleted product goes without it", async () => {
  const here = await world(1);
  const more = Array.from({ length: 12 }, (_, n) => sale(6000 + n, [1, 999]));
  await write(here.shop, ...more);
  await refreshRecommendations(db(), here.shop, { now: minute(1) });
  here.store.products.delete(999);
  await here.place();
  expect(held(here, 1, "recommended")).toBe(gids(2));
});

test("Search & Discovery's metafield is left alone where the merchant chose, and where it is not ours", async () => {
  const here = await world(2);
  const chosen = { ownerId: productGid(1), namespace: discovery, key: "complementary_products" };
  const theirs = { ...chosen, type: "list.product_reference", value: gids(4) };
  here.store.metafields.set(`${productGid(1)} ${discovery} complementary_products`, theirs);
  await here.place();
  expect(held(here, 1, "complementary_products", discovery)).toBe(gids(4));
  expect(held(here, 1, "recommended")).toBe(gids(2));
  expect(await state(here)).toMatchObject({ products: 4, kept: 1, discoveryWords: null });
  // Asked again a week later, and taken over once the merchant's choice is gone.
  const onDay = async (days: number) => {
    await mark(here, 1);
    await here.place(minute(days * 24 * 60));
    return held(here, 1, "complementary_products", discovery);
  };
  expect(await onDay(8)).toBe(gids(4));
  here.store.metafields.delete(`${productGid(1)} ${discovery} complementary_products`);
  expect(await onDay(9)).toBeNull();
  expect(await onDay(16)).toBe(gids(2));
  expect(await state(here)).toMatchObject({ products: 4, kept: 0 });

  const shut = await world(2);
  shut.weather.discovery = false;
  await shut.place();
  expect(held(shut, 1, "complementary_products", discovery)).toBeNull();
  expect(held(shut, 1, "recommended")).toBe(gids(2));
  expect((await state(shut)).discoveryWords).toContain("not allowed");
  expect(await state(shut)).toMatchObject({ products: 4, refused: 0 });
});

test("a process that dies after Shopify took a call goes on, and sends no list that stands there", async () => {
  const here = await world(20);
  const before = here.calls;
  let calls = 0;
  const dying: Graphql = async (query, variables) => {
    const answer = await here.graphql(query, variables);
    calls += 1;
    if (calls === 3) throw Object.assign(new Error("killed"), { response: { code: 401 } });
    return answer;
  };
  const listsOf = (named: string) => listsToPlace(db(), here.shop, { product: named, limit: 10 });
  const now = () => minute(0);
  await placeLists(db(), here.shop, { graphql: dying, now, wait: async () => {}, listsOf });
  const left = await inShop(db(), here.shop.id, (client) => readUnplaced(client, here.shop, 100));
  expect(left.length).toBeGreaterThan(0);
  const first = before.flat().length;
  await here.place();
  // 80 metafields and those of the one call whose answer was lost.
  expect(before.flat().length - 80).toBeLessThanOrEqual(25);
  expect(before.flat().length).toBeGreaterThan(first);
  expect(here.store.metafields.size).toBe(80);
  expect(await state(here)).toMatchObject({ products: 40, kept: 0, refused: 0, words: null });
});

test("a throttled call waits for its points; a missing scope keeps the marks and Shopify's words", async () => {
  const here = await world(2);
  here.weather.throttled = 2;
  await here.place();
  expect(here.waits.length).toBeGreaterThan(0);
  expect(held(here, 1, "recommended")).toBe(gids(2));

  const poor = await world(2, ["read_products"]);
  expect(await poor.place()).toMatchObject({ sent: 0, isMore: false });
  const kept = await state(poor);
  expect(kept.words).toContain("Access denied");
  expect(kept.nextAt).toEqual(minute(60));
  const left = await inShop(db(), poor.shop.id, (client) => readUnplaced(client, poor.shop, 100));
  expect(left).toHaveLength(5);
});
