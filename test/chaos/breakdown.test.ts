// Postgres breaks down (decision 058). Amid a backfill, whose batches do not wait for the disk: those it had
// committed in memory alone are gone, with the note of how far the merge went, and are merged again. After a
// door's answer of 200, which does wait: what was taken is there.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { advanceBackfill } from "../../app/ingest/backfill/advance.server.ts";
import { thingsAtOnce } from "../../app/ingest/backfill/batches.server.ts";
import { loadBackfill } from "../../app/ingest/backfill/load.server.ts";
import { startBackfill } from "../../app/ingest/backfill/start.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { testShop } from "../database.ts";
import { bulkShopify } from "../ingest/backfill/bulk-shopify.ts";
import { bulkOrder } from "../ingest/backfill/make.ts";
import { runBackfill, wholeShop } from "../ingest/backfill/run.ts";
import { readInbox, rowsOf } from "../ingest/deliver.ts";
import { app } from "../jobs/sign-in.ts";
import { knock, orderOf } from "./door.ts";
import { openPostgres, type Postgres } from "./postgres.ts";

/** Nobody but a commit that waits for the disk writes what lies in memory: room for all of it. */
const settings = ["wal_buffers=64MB", "bgwriter_lru_maxpages=0", "autovacuum=off"];
let postgres: Postgres;
let db: Db;
beforeAll(async () => {
  postgres = await openPostgres({ settings });
  await postgres.create("fourfold");
  db = await openDatabase({ url: postgres.url("fourfold") });
}, 120_000);
afterAll(async () => {
  await db?.close();
  await postgres?.remove();
});

/** Stops the process that writes such commits a moment later; answers how to kill it. */
async function stopWriting(): Promise<() => void> {
  const { rows } = await db.owner.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'walwriter'",
  );
  const { pid } = rows[0]!;
  process.kill(pid, "SIGSTOP");
  return () => void process.kill(pid, "SIGKILL");
}

/** Holds back whoever counts; answers whether somebody waits for that. */
async function holdCounting(): Promise<() => Promise<boolean>> {
  const client = new pg.Client({ connectionString: postgres.url("fourfold") });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin; lock table measure_day in share mode");
  const waits = "select from pg_locks where not granted and relation = 'measure_day'::regclass";
  return async () => (await client.query(waits)).rowCount! > 0;
}

const now = new Date("2026-03-02T00:00:00Z");
const later = () => new Date(now.getTime() + 60_000);
/** Three batches, the last of them a short one. */
const count = 2 * thingsAtOnce + 1_000;

test("batches that Postgres lost as it broke down are merged again, once", async () => {
  const lines = Array.from({ length: count }, (_, n) => bulkOrder(n + 1)).flat();
  const shopify = await bulkShopify((kind) => (kind === "orders" ? lines : []));
  const { id } = await testShop(db);
  const shop = { ...(await wholeShop(db, id)), installedAt: new Date(0) };
  const stored = async () => {
    const [row] = await rowsOf<{ n: number; gross: bigint; position: string }>(
      db,
      id,
      `select count(*)::int as n, coalesce(sum(gross), 0)::bigint as gross,
         (select position from backfill where kind = 'orders') from orders`,
    );
    return row!;
  };
  await startBackfill(db, shop, { now });
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: later });
  await rowsOf(db, id, "update backfill set state = 'done' where kind <> 'orders' returning 1");

  const breakDown = await stopWriting();
  const isHeld = await holdCounting();
  const loading = loadBackfill(db, shop, { now: later });
  const lost = expect(loading).rejects.toThrow();
  while (!(await isHeld()) || (await stored()).n === 0) await sleep(5);
  const before = await stored();
  expect(before.position).toBe(String(1000 + before.n));
  // With one process dead Postgres throws all others out and begins again with what is on its disk. Were it
  // killed itself, its sessions would end in order: the first to drop temporary tables writes everything.
  breakDown();
  await lost;
  await postgres.start();
  // Nothing lost would prove nothing. How far it went is lost with what it tells of.
  expect(await stored()).toMatchObject({ n: 0, position: "" });

  const run = await runBackfill(db, shop, shopify.graphql, { from: later() });
  expect(run.state).toBe("done");
  // Each order is one unit of 20.00, see bulkOrder.
  expect(await stored()).toMatchObject({ n: count, gross: BigInt(count) * 2000n });
  const measured = `select sum(value)::text as value from measure_day
    where measure = 'orders' and dimension = 'all'`;
  expect(await rowsOf(db, id, measured)).toEqual([{ value: String(count) }]);
  await shopify.close();
}, 120_000);

type Named = { id: number };

test("deliveries that were answered 200 are there after Postgres broke down", async () => {
  const shop = await testShop(db);
  const door = createDoor({ db, secrets: [app.secret], now: () => new Date(), onShops: () => {} });
  const server = createServer(door);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (id: number) => knock(url, shop.domain, { body: orderOf(id) });
  // A door's first delivery notes the shop, which waits for the disk: the others stand for themselves.
  expect((await send(1)).status).toBe(200);

  const breakDown = await stopWriting();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => send(n + 2)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  const thrownOut = expect(db.owner.query("select pg_sleep(60)")).rejects.toThrow();
  breakDown();
  await thrownOut;
  await postgres.start();

  const ids = (await readInbox(db, shop.id)).map(({ body }) => (JSON.parse(body!) as Named).id);
  expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 51 }, (_, n) => n + 1));
  await door.settle();
  server.close();
}, 120_000);
