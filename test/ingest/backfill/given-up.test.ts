// A merge that ends before its last batch: nothing of it is written after it was given up, and nothing of it
// is noted on a reading that began meanwhile.
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { loadBackfill } from "../../../app/ingest/backfill/load.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import type { Shop } from "../../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import { bulkOrder } from "./make.ts";
import { runBackfill, wholeShop } from "./run.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
const held: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of held.splice(0)) await release();
});
afterAll(() => db.close());

const now = new Date("2026-03-02T00:00:00Z");
const later = () => new Date(now.getTime() + 60_000);

async function begun(): Promise<Shop> {
  const { id } = await testShop(db);
  const shop = { ...(await wholeShop(db, id)), installedAt: new Date(0) };
  await startBackfill(db, shop, { now });
  return shop;
}

const ordersRow = async ({ id }: Shop) =>
  (
    await rowsOf<{ state: string; position: string; done: bigint; operation_id: string | null }>(
      db,
      id,
      "select state, position, done, operation_id from backfill where kind = 'orders'",
    )
  )[0]!;

/** Keeps a shop's facts from being written, as a drain does. Answers how to end that. */
async function holdLedger({ id }: Shop): Promise<() => Promise<void>> {
  const client = new pg.Client(db.owner.options);
  await client.connect();
  await client.query("begin");
  await client.query("select pg_advisory_xact_lock(hashtextextended('ledger', $1))", [id]);
  let ended: Promise<void> | undefined;
  const release = () => (ended ??= client.end());
  held.push(release);
  return release;
}

const waiting = async () => {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks where not granted and locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]!.n;
};

test("a shop that comes back during a merge is read anew, and the old merge ends quietly", async () => {
  const shop = await begun();
  const lines = Array.from({ length: 20 }, (_, n) => bulkOrder(n + 1)).flat();
  const shopify = await bulkShopify((kind) => (kind === "orders" ? lines : []));
  const { graphql } = shopify;
  await advanceBackfill(db, shop, { graphql, now: () => now });
  await advanceBackfill(db, shop, { graphql, now: later });
  const rest = "update backfill set state = 'done' where kind <> 'orders' returning 1";
  await rowsOf(db, shop.id, rest);

  const release = await holdLedger(shop);
  const loading = loadBackfill(db, shop, { now: later });
  await expect.poll(waiting).toBe(1);
  const back = new Date(now.getTime() + 120_000);
  const returned = { ...shop, installedAt: back };
  // All six: of the five that were read, what changed while the app was away was told to nobody.
  expect(await startBackfill(db, returned, { now: back })).toBe(6);
  await release();
  expect(await loading).toEqual({ loaded: [], refetches: 0 });
  const fresh = { state: "waiting", position: "", done: 0n, operation_id: null };
  expect(await ordersRow(shop)).toEqual(fresh);

  expect(await runBackfill(db, returned, graphql, { from: back })).toMatchObject({ state: "done" });
  expect(shopify.operations.filter(({ kind }) => kind === "orders")).toHaveLength(2);
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(20);
  await shopify.close();
});

test("an answer of Shopify's to an older installation's question says nothing of the new one's", async () => {
  const shop = await begun();
  const shopify = await bulkShopify(() => []);
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  const back = new Date(now.getTime() + 120_000);
  let restarted = 0;
  await advanceBackfill(db, shop, {
    now: later,
    async graphql(...asked) {
      restarted += await startBackfill(db, { ...shop, installedAt: back }, { now: back });
      return shopify.graphql(...asked);
    },
  });
  expect(restarted).toBe(6);
  expect(await rowsOf(db, shop.id, "select distinct state from backfill")).toEqual([
    { state: "waiting" },
  ]);
  await shopify.close();
});
