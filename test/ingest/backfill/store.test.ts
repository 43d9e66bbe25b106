// A whole store read by bulk operations is the store that webhooks told.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import type { ShopContext } from "../../../app/ledger/facts.ts";
import { refetchShop } from "../../../app/ingest/refetch.server.ts";
import { wishRefetch } from "../../../app/ingest/refetch-wishes.server.ts";
import type { GraphqlAnswer } from "../../../app/ingest/refetch.server.ts";
import { recompute } from "../../../app/measures/recompute.server.ts";
import { createAdminApi } from "../../platform/admin-api.ts";
import { generateStore } from "../../platform/trade.ts";
import type { Store } from "../../platform/store.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { deliver, drainAll, rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import type { BulkShopify } from "./bulk-shopify.ts";
import { runBackfill, wholeShop } from "./run.ts";
import { storeLines } from "./store-file.ts";

let db: Db;
const open: BulkShopify[] = [];
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(async () => {
  for (const each of open) await each.close();
  await db.close();
});

const now = new Date("2026-03-01T12:00:00Z");

/** Facts as they are stored, but for when they were heard and what no webhook tells. */
const tables: Record<string, string> = {
  orders: "triggered_at customer_order_index customer_kind delivered_at",
  order_line: "position",
  refund: "triggered_at updated_at",
  refund_line: "",
  fulfillment: "triggered_at",
  product: "triggered_at gift_card",
  variant: "triggered_at",
};

async function facts(shopId: bigint) {
  const all: Record<string, unknown[]> = {};
  for (const [table, left] of Object.entries(tables)) {
    const rows = await rowsOf<Record<string, unknown>>(db, shopId, `select * from "${table}"`);
    const names = ["shop_id", ...left.split(" ")];
    all[table] = rows
      .map((row) =>
        JSON.stringify(row, (key, value: unknown) =>
          names.includes(key) ? undefined : typeof value === "bigint" ? `${value}n` : value,
        ),
      )
      .sort();
  }
  return all;
}

const measures = (shopId: bigint) =>
  rowsOf(
    db,
    shopId,
    `select measure, dimension, key, day, bucket, value from measure_day
     where dimension <> 'customer-kind' and measure !~ 'deliver|new|returning'
     order by 1, 2, 3, 4, 5`,
  );

/** All that was wished for, at the stand-in. */
async function readAgain(shop: ShopContext, store: Store): Promise<void> {
  const api = createAdminApi(store, () => scopes);
  const graphql = async (query: string, variables: Record<string, unknown>) =>
    (await api.run({ query, variables })) as GraphqlAnswer;
  // Drains wish by the real clock, so what they wish for is due by it.
  const later = new Date(Date.now() + 60_000);
  const options = { graphql, now: () => later, wait: async () => {} };
  for (let left = 1; left > 0;) ({ left } = await refetchShop(db, shop, options));
  await recompute(db, shop, { asOf: later });
}

async function byWebhook(store: Store) {
  const shop = await testShop(db, { timeZone: store.shop.timeZone, currency: store.shop.currency });
  await deliver(db, shop.id, [
    ...[...store.products.values()].map((body) => ({ topic: "products/update", body })),
    ...[...store.inventoryItems.values()].map((body) => ({
      topic: "inventory_items/update",
      body,
    })),
    ...[...store.orders.values()].map((body) => ({ topic: "orders/create", body })),
  ]);
  await drainAll(db, shop.id);
  // Promises come with no webhook.
  const promises = [...store.orders.keys()].map((id) => ({
    kind: "promise" as const,
    id: String(id),
  }));
  await inShop(db, shop.id, (client) => wishRefetch(client, shop.id, promises, now));
  await readAgain(shop, store);
  return shop;
}

async function byBulk(store: Store, shuffle: (lines: string[]) => string[]) {
  const made = await testShop(db, { timeZone: store.shop.timeZone, currency: store.shop.currency });
  const shop = await wholeShop(db, made.id);
  const shopify = await bulkShopify(async (kind) => shuffle(await storeLines(store, kind)));
  open.push(shopify);
  await startBackfill(db, shop, { now });
  const state = await runBackfill(db, shop, shopify.graphql, { from: now });
  return { shop, state, shopify };
}

/** Mixes the lines, so that children stand anywhere. */
function mixed(seed: number) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff);
  return (lines: string[]) =>
    lines
      .map((line) => ({ line, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ line }) => line);
}

test("a store read by bulk is row for row the store told by webhooks, in any order of lines", async () => {
  for (const seed of [7, 8, 9]) {
    const { store } = generateStore({ orders: 150, seed, now });
    const told = await byWebhook(store);
    const { shop, state } = await byBulk(store, mixed(seed));
    expect(state).toMatchObject({ state: "done", limitedTo60Days: true });
    expect(state.kinds.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "products done",
      "customers done",
      "fulfillment-orders done",
      "returns done",
      "sales done",
      "orders done",
    ]);
    for (const { objects, done } of state.kinds) expect(done).toBe(objects);

    // What became of refunded goods is read again, at the stand-in.
    await readAgain(shop, store);
    expect(await rowsOf(db, shop.id, "select kind, id from refetch")).toEqual([]);
    const expected = await facts(told.id);
    expect(expected.orders?.length).toBe(store.orders.size);
    expect(expected.refund?.length).toBeGreaterThan(0);
    expect(await facts(shop.id)).toEqual(expected);
    expect(await measures(shop.id)).toEqual(await measures(told.id));
  }
}, 120_000);

const scopes = [
  ...["read_orders", "read_products", "read_inventory", "read_customers", "read_locations"],
  ...["read_fulfillments", "read_returns", "read_merchant_managed_fulfillment_orders"],
  "read_third_party_fulfillment_orders",
];
