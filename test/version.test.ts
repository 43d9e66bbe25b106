import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../app/db.server.ts";
import type { ShopContext } from "../app/ledger/facts.ts";
import { listenVersions, type Versions } from "../app/version.server.ts";
import { freshDatabase, testShop } from "./database.ts";

let db: Db;
let shop: ShopContext;
let other: ShopContext;
let versions: Versions;

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  other = await testShop(db);
  versions = listenVersions(db);
});
afterAll(async () => {
  await versions.close();
  await db.close();
});

/** What a recompute does at its end. */
const recomputed = (of: ShopContext) =>
  inShop(db, of.id, (client) =>
    client.query(
      `with next as (update shop set version = version + 1 returning id, version)
       select pg_notify('fourfold_version', id || ':' || version) from next`,
    ),
  );

test("a waiter hears its own shop's next version, not another shop's", async () => {
  const now = await versions.read(shop.id);
  const waiting = versions.wait(shop.id, now, { holdMs: 10_000 });
  await recomputed(other);
  await recomputed(shop);
  expect(await waiting).toBe(now + 1n);
});

test("a version that has passed already is told at once", async () => {
  await recomputed(shop);
  const start = performance.now();
  expect(await versions.wait(shop.id, 0n, { holdMs: 10_000 })).toBe(await versions.read(shop.id));
  expect(performance.now() - start).toBeLessThan(8_000);
});

test("nothing new: the present version is told when the time is over or the asker leaves", async () => {
  const now = await versions.read(shop.id);
  expect(await versions.wait(shop.id, now, { holdMs: 50 })).toBe(now);
  const leave = new AbortController();
  const waiting = versions.wait(shop.id, now, { holdMs: 60_000, signal: leave.signal });
  leave.abort();
  expect(await waiting).toBe(now);
});

test("a hundred waiters share one connection", async () => {
  const now = await versions.read(shop.id);
  const waiting = Array.from({ length: 100 }, () =>
    versions.wait(shop.id, now, { holdMs: 20_000 }),
  );
  // Looks are over, all wait: the pool has connections to spare for the recompute.
  await expect.poll(() => db.app.totalCount - db.app.idleCount).toBe(1);
  await recomputed(shop);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([now + 1n]));
});
