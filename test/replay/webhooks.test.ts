// Both public stores by shuffled webhooks with duplicates, and by the lines of bulk operations in any
// order: the same measure rows as by files, and the same orders.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { startBackfill } from "../../app/ingest/backfill/start.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase, testShop } from "../database.ts";
import { bulkShopify } from "../ingest/backfill/bulk-shopify.ts";
import { runBackfill, wholeShop } from "../ingest/backfill/run.ts";
import { createRandom } from "../platform/random.ts";
import { bulkLines } from "./bulk.ts";
import { deliveriesOf, promisesOf, type Delivery } from "./deliveries.ts";
import { answersFile, fulfillmentsFile, ordersFile } from "./files.ts";
import { hasData, olist, onlineRetail, whereData, type Store } from "./store.ts";

if (!hasData) {
  process.stderr.write(`\nSKIPPED: webhook replay of the real stores, no data at ${whereData}\n\n`);
}

const asOf = new Date("2026-05-04T09:00:00Z");

/** In any order. */
function mixed<T>(items: readonly T[], seed: number): T[] {
  const dice = createRandom(seed);
  return items
    .map((item) => ({ item, place: dice.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** One in ten comes twice: every other time under its own id again, else under a new one. */
function shuffled(deliveries: Delivery[], seed: number): Delivery[] {
  const dice = createRandom(seed);
  const again = deliveries.flatMap((delivery, index) => {
    if (!dice.chance(0.1)) return [];
    return [index % 2 === 0 ? delivery : { ...delivery, webhookId: `${delivery.webhookId}-again` }];
  });
  return mixed([...deliveries, ...again], seed + 1000);
}

describe.skipIf(!hasData)("replay by webhooks and bulk operations", () => {
  let db: Db;
  let fourfold: ReturnType<typeof terminal>;

  beforeAll(async () => {
    db = await freshDatabase();
    fourfold = terminal(db, asOf);
  });
  afterAll(async () => {
    fourfold?.close();
    await db?.close();
  });

  async function query<T>(shopId: bigint, sql: string): Promise<T[]> {
    const { rows } = await inShop(db, shopId, (client) => client.query(sql));
    return rows as T[];
  }
  const measures = (shopId: bigint) =>
    query(
      shopId,
      "select measure, dimension, key, day, bucket, value from measure_day order by 1, 2, 3, 4, 5",
    );

  async function put(shop: ShopContext, deliveries: Delivery[]): Promise<void> {
    await db.app.query(
      `select inbox_put($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[],
         $6::timestamptz[], $7::text[])`,
      [
        deliveries.map(() => shop.id),
        deliveries.map(({ webhookId }) => webhookId),
        deliveries.map(({ topic }) => topic),
        deliveries.map(() => "2026-10"),
        deliveries.map(() => ""),
        deliveries.map(({ triggeredAt }) => triggeredAt),
        deliveries.map(({ body }) => JSON.stringify(body)),
      ],
    );
  }

  /** Stored as the door stores them, drained in batches; what a refetch would read is written. */
  async function byWebhooks(store: Store, seed: number): Promise<ShopContext> {
    const shop = await testShop(db, { timeZone: store.timeZone, currency: store.currency });
    const deliveries = shuffled(deliveriesOf(store), seed);
    for (let at = 0; at < deliveries.length; at += 2500) {
      await put(shop, deliveries.slice(at, at + 2500));
      for (let left = 1; left > 0;) {
        ({ left } = await drainShop(db, shop.id, {
          now: new Date(),
          limit: 2500,
          budgetMs: 30_000,
        }));
      }
    }
    await inShop(db, shop.id, (client) => writeFacts(client, shop, promisesOf(store)));
    await recompute(db, shop, { asOf: new Date() });
    return shop;
  }

  async function byFiles(store: Store): Promise<ShopContext> {
    const args = ["--shop", store.domain, "--time-zone", store.timeZone];
    for (const text of [ordersFile(store), fulfillmentsFile(store)]) {
      await fourfold.json("import", ...args, "--file", fourfold.file(text));
    }
    const shop = await findShop(db, store.domain);
    if (!shop) throw new Error(`no shop ${store.domain}`);
    return shop;
  }

  /** By the backfill itself, from a server of results. */
  async function byBulk(store: Store, seed: number): Promise<ShopContext> {
    const { id } = await testShop(db, { timeZone: store.timeZone, currency: store.currency });
    const shop = await wholeShop(db, id);
    const shopify = await bulkShopify((kind) => mixed(bulkLines(store, kind), seed));
    try {
      await startBackfill(db, shop, { now: asOf });
      expect(await runBackfill(db, shop, shopify.graphql, { from: asOf })).toMatchObject({
        state: "done",
        kinds: Array.from({ length: 6 }, () => ({ problem: null })),
      });
    } finally {
      await shopify.close();
    }
    await recompute(db, shop, { asOf: new Date() });
    return shop;
  }

  /** What all three doors know of an order; a file names people by e-mail and parcels by day. */
  const orders = (shopId: bigint) =>
    query(
      shopId,
      `select id, name, processed_at, sale_day, gross, discounts, known_net, exact_net, cost, units,
         returned_units_60, counted, left_out, test, ship_eligible, channel, region, given_region,
         customer_kind, previous_id, previous_day, financial_status, currency, due_at, promised_at,
         shipped_at, delivered_at
       from orders order by id`,
    );
  /** Cells of a file are read without the spaces around them. */
  const lines = (shopId: bigint) =>
    query(
      shopId,
      `select order_id, sku, btrim(title) as title, quantity, gross, discounts, requires_shipping
       from order_line order by order_id, sku, btrim(title), quantity, gross`,
    );

  /** All but when it was told, and the place of a line: results stand in any order. */
  async function sameRows(one: ShopContext, other: ShopContext): Promise<void> {
    for (const table of ["orders", "order_line", "fulfillment", "fulfillment_order"]) {
      const rows = async ({ id }: ShopContext) =>
        (await query<Record<string, unknown>>(id, `select * from ${table}`))
          .map(({ shop_id: _, triggered_at: __, position: ___, ...row }) =>
            JSON.stringify(row, (_key, value: unknown) =>
              typeof value === "bigint" ? `${value}n` : value,
            ),
          )
          .sort();
      const [mine, theirs] = [await rows(one), await rows(other)];
      expect(mine.length, table).toBe(theirs.length);
      expect(mine.filter((row, index) => row !== theirs[index]).slice(0, 3), table).toEqual([]);
    }
  }

  const waiting = "select topic, state, reason from inbox limit 5";

  test("olist: parcels, arrivals, promises and answers", async () => {
    const store = olist();
    const files = await byFiles(store);
    const webhooks = await byWebhooks(store, 1);
    const bulk = await byBulk(store, 3);
    const answers = fourfold.file(answersFile(store));
    for (const { domain } of [files, webhooks, bulk]) {
      await fourfold.json("import", "--shop", domain, "--file", answers, "--kind", "answers");
    }
    expect(await query(webhooks.id, waiting)).toEqual([]);
    const expected = await measures(files.id);
    expect(expected.length).toBeGreaterThan(10_000);
    expect(await measures(webhooks.id)).toEqual(expected);
    expect(await measures(bulk.id)).toEqual(expected);
    await sameRows(bulk, webhooks);
    expect(await orders(bulk.id)).toEqual(await orders(files.id));
    expect(await lines(bulk.id)).toEqual(await lines(files.id));
  }, 180_000);

  test("online-retail: orders, customers, countries", async () => {
    const store = onlineRetail();
    const files = await byFiles(store);
    const webhooks = await byWebhooks(store, 2);
    const bulk = await byBulk(store, 4);
    expect(await query(webhooks.id, waiting)).toEqual([]);
    const expected = await measures(files.id);
    expect(expected.length).toBeGreaterThan(5_000);
    expect(await measures(webhooks.id)).toEqual(expected);
    expect(await measures(bulk.id)).toEqual(expected);
    await sameRows(bulk, webhooks);
    const told = await orders(files.id);
    expect(told.length).toBe(store.sales.length);
    expect(await orders(bulk.id)).toEqual(told);
    expect(await lines(bulk.id)).toEqual(await lines(files.id));
  }, 420_000);
});
