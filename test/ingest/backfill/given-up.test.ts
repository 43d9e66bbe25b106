// A merge that ends before its last batch: nothing of it is written after it was given up, and nothing of it
// is noted on a reading that began meanwhile.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { BatchesHere, type ReadBatch } from "../../../app/ingest/backfill/batches.server.ts";
import { loadBackfill } from "../../../app/ingest/backfill/load.server.ts";
import { mergeGroups } from "../../../app/ingest/backfill/merge.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { stage } from "../../../app/ingest/backfill/stage.server.ts";
import type { Merge } from "../../../app/ingest/backfill/writer.server.ts";
import type { Shop } from "../../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { deliver, drainAll, order, rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import { bulkOrder } from "./make.ts";
import { runBackfill, wholeShop } from "./run.ts";

let db: Db;
const folder = mkdtempSync(join(tmpdir(), "fourfold-given-up-"));
beforeAll(async () => void (db = await freshDatabase()));
const held: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of held.splice(0)) await release();
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

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

/** Of one order: 1000 + n. */
async function batchOf(shop: Shop, heard: Merge["heard"], n: number): Promise<ReadBatch> {
  const of = { path: join(folder, `${shop.id}-${n}`), kind: "orders" as const, after: "" };
  const batches = new BatchesHere({ ...of, shop, heard });
  const lines = bulkOrder(n);
  async function* pieces() {
    yield Buffer.from(lines.join("\n"));
  }
  await stage([{ pieces: pieces(), lines: lines.length, hasRoots: true }], batches);
  const batch = await batches.next();
  await batches.close();
  return batch!;
}

test("a merge whose last batch fails has written the one before it when it is given up", async () => {
  const shop = await begun();
  // Known already, so its batch is read once more: that fails at once.
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1002) }]);
  await drainAll(db, shop.id);
  const heard = { triggeredAt: now, receivedAt: now };
  const batches = [await batchOf(shop, heard, 1), await batchOf(shop, heard, 2)];
  const [row] = await rowsOf<{ startedAt: Date }>(
    db,
    shop.id,
    `select started_at as "startedAt" from backfill where kind = 'orders'`,
  );
  const release = await holdLedger(shop);
  let isOver = false;
  let failed = false;
  const merging = mergeGroups(
    { db, shop, reading: { kind: "orders", ...row! }, done: 0n, heard, now: later },
    {
      next: async () => batches.shift() ?? null,
      async again() {
        failed = true;
        throw new Error("the reading thread is gone");
      },
      part: async () => null,
    },
  ).finally(() => (isOver = true));
  merging.catch(() => {});
  await expect.poll(() => failed).toBe(true);
  await expect.poll(waiting).toBe(1);
  await sleep(100);
  expect(isOver).toBe(false);
  await release();
  await expect(merging).rejects.toThrow("the reading thread is gone");
  expect(await ordersRow(shop)).toMatchObject({ position: "1001", done: 2n });
  expect(await rowsOf(db, shop.id, "select id from orders order by id")).toHaveLength(2);
});

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
