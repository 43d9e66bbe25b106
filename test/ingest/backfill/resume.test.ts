// A history of several batches that is broken off after one of them.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { loadBackfill } from "../../../app/ingest/backfill/load.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import { bulkOrder } from "./make.ts";
import { runBackfill, wholeShop } from "./run.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const now = new Date("2026-03-02T00:00:00Z");
const count = 20_000;

test("a history that is broken off after a batch goes on there and counts nothing twice", async () => {
  const lines = Array.from({ length: count }, (_, n) => bulkOrder(n + 1)).flat();
  const shopify = await bulkShopify((kind) => (kind === "orders" ? lines : []));
  const made = await testShop(db);
  const shop = { ...(await wholeShop(db, made.id)), installedAt: new Date(0) };
  const stored = async () => {
    const [row] = await rowsOf<{ n: number; gross: bigint }>(
      db,
      shop.id,
      "select count(*)::int as n, coalesce(sum(gross), 0)::bigint as gross from orders",
    );
    return row!;
  };
  await startBackfill(db, shop, { now });
  const later = () => new Date(now.getTime() + 60_000);
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: later });
  await rowsOf(
    db,
    shop.id,
    "update backfill set state = 'done' where kind <> 'orders' returning 1",
  );

  const stop = new AbortController();
  const loading = loadBackfill(db, shop, { now: later, signal: stop.signal });
  let isOver = false;
  loading.catch(() => {}).finally(() => (isOver = true));
  while (!isOver && (await stored()).n === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await expect(loading).rejects.toThrow(/abort/i);
  const part = await stored();
  expect(part.n).toBeGreaterThan(0);
  expect(part.n).toBeLessThan(count);
  const [row] = await rowsOf<{ position: string; done: bigint }>(
    db,
    shop.id,
    "select position, done from backfill where kind = 'orders'",
  );
  expect(row).toEqual({ position: String(1000 + part.n), done: BigInt(2 * part.n) });

  expect(await runBackfill(db, shop, shopify.graphql, { from: later() })).toMatchObject({
    state: "done",
  });
  // Each order is one unit of 20.00, see bulkOrder.
  expect(await stored()).toEqual({ n: count, gross: BigInt(count) * 2000n });
  const measured = await rowsOf<{ value: string }>(
    db,
    shop.id,
    `select sum(value)::text as value from measure_day
     where measure = 'orders' and dimension = 'all'`,
  );
  expect(measured).toEqual([{ value: String(count) }]);
  await shopify.close();
}, 120_000);
