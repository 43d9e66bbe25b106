import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { drainLineJob, drainLineSpecs } from "../../app/jobs/drain-line.ts";
import type { JobSpec } from "../../app/jobs/job.ts";
import { drainShopSpec } from "../../app/jobs/drain-shop.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { readEventsSpec } from "../../app/jobs/read-events.ts";
import { recommendShopSpec } from "../../app/jobs/recommend-shop.ts";
import { refetchShopSpec } from "../../app/jobs/refetch-shop.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { freshDatabaseUrl, testShop } from "../database.ts";
import { deliver, order, readInbox, rowsOf } from "../ingest/deliver.ts";
import { startWorkerProcess } from "./worker-process.ts";

let url: string;
let drop: () => Promise<void>;
let db: Db;
beforeAll(async () => {
  ({ url, drop } = await freshDatabaseUrl());
  db = await openDatabase({ url });
  await prepareQueue(db, jobs);
});
afterAll(async () => {
  await db.close();
  await drop();
});

const orders = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ topic: "orders/create", body: order(n + 1) }));
const counted = async (shopId: bigint) =>
  (
    await rowsOf<{ value: string }>(
      db,
      shopId,
      "select value from measure_day where measure = 'orders' and dimension = 'all'",
    )
  ).map(({ value }) => value);

async function runLine(told: string[], signal?: AbortSignal): Promise<JobSpec[]> {
  const added: JobSpec[] = [];
  await drainLineJob.run(told, {
    ...{ db, now: () => new Date(), graphqlFor: async () => null, signal },
    addJobs: async (specs) => void added.push(...specs),
  });
  return added;
}

const lists = (specs: JobSpec[]) => specs.flatMap(({ list }) => list ?? []);
/** Asked for beside what is read again at Shopify. */
const keys = (specs: JobSpec[]) =>
  specs.map(({ key }) => key).filter((key) => !key.startsWith("refetch-"));

test("shops told twice stand in one job a line, in the order they were told", async () => {
  await addJobs(db, drainLineSpecs([1n, 9n, 2n]));
  await addJobs(db, drainLineSpecs([17n, 1n]));
  const { rows } = await db.owner.query(
    `select key, queue_name, payload from graphile_worker._private_jobs j
     join graphile_worker._private_job_queues q on q.id = j.job_queue_id
     where key like 'drain-line:%' order by key`,
  );
  expect(rows).toEqual([
    { key: "drain-line:1", queue_name: "drain:1", payload: ["1", "9", "17", "1"] },
    { key: "drain-line:2", queue_name: "drain:2", payload: ["2"] },
  ]);
  await db.owner.query(
    "select graphile_worker.remove_job(key) from graphile_worker.jobs where key like 'drain-%'",
  );
});

test("deliveries stand before what was in line for other reasons", async () => {
  const shopId = 3n;
  const routine = [readEventsSpec, refetchShopSpec, recommendShopSpec].map((spec) => spec(shopId));
  await addJobs(db, routine);
  await addJobs(db, [drainShopSpec(shopId), ...drainLineSpecs([shopId])]);
  const { rows } = await db.owner.query<{ name: string }>(
    `select task_identifier as name from graphile_worker.jobs where key like '%:3'
     order by priority, run_at, key`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    ...["drain-line", "drain-shop"],
    ...["read-events", "refetch-shop", "recommend-shop"],
  ]);
  await db.owner.query(
    "select graphile_worker.remove_job(key) from graphile_worker.jobs where key like '%:3'",
  );
});

test("each shop of a line has one short turn, one with more goes on in its own line", async () => {
  const [busy, quiet] = [await testShop(db), await testShop(db)];
  await deliver(db, busy.id, orders(70));
  await deliver(db, quiet.id, orders(3));
  const added = await runLine([busy.id, quiet.id, busy.id].map(String));
  expect(lists(added)).toEqual([]);
  expect(keys(added)).toEqual([`drain-shop:${busy.id}`]);
  expect(await counted(quiet.id)).toEqual(["3"]);
  expect(await counted(busy.id)).toEqual(["50"]);
  expect(await readInbox(db, busy.id)).toHaveLength(20);
});

test("a line that has to stop leaves every shop it did not come to in line", async () => {
  const shops = [await testShop(db), await testShop(db)];
  const told = shops.map(({ id }) => String(id));
  expect(lists(await runLine(told, AbortSignal.abort())).sort()).toEqual(told.sort());
});

const holders = [
  ["whose facts somebody writes", "select pg_advisory_xact_lock(hashtextextended('ledger', $1))"],
  ["whose measures somebody writes", "select 1 from shop where id = $1 for update"],
] as const;

test.for(holders)("a shop %s goes on in its own line, its neighbours now", async ([, lock]) => {
  const [held, free] = [await testShop(db), await testShop(db)];
  await deliver(db, held.id, orders(2));
  await deliver(db, free.id, orders(1));
  const added = await inShop(db, held.id, async (client) => {
    await client.query(lock, [held.id]);
    return runLine([held.id, free.id].map(String));
  });
  expect(keys(added)).toEqual([`drain-shop:${held.id}`]);
  expect(await counted(free.id)).toEqual(["1"]);
  expect(await counted(held.id)).toEqual([]);
  // Nothing failed by that: no delivery counts a try.
  for (const { attempts } of await readInbox(db, held.id)) expect(attempts).toBe(0);
});

test("what a delivery asks to be done is left to the shop's own line", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    ...orders(1),
    { topic: "app/uninstalled", body: { id: 1, myshopify_domain: shop.domain } },
  ]);
  expect(keys(await runLine([String(shop.id)]))).toEqual([`drain-shop:${shop.id}`]);
  expect(await counted(shop.id)).toEqual(["1"]);
  expect((await readInbox(db, shop.id)).map(({ topic }) => topic)).toEqual(["app/uninstalled"]);
});

test("specs put in line at once in any order do not stop each other", async () => {
  const specs = Array.from({ length: 60 }, (_, n) => ({
    ...{ name: "drain-line", payload: {}, list: ["1"], key: `order-${n}`, queue: `order-${n}` },
    runAt: new Date(Date.now() + 3600_000),
  }));
  const rounds = Array.from({ length: 12 }, (_, n) => (n % 2 ? specs : specs.toReversed()));
  const outcomes = await Promise.allSettled(rounds.map((each) => addJobs(db, each)));
  expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
  await db.owner.query(
    "select graphile_worker.remove_job(key) from graphile_worker.jobs where key like 'order-%'",
  );
});

test("shops of a line whose worker was killed are drained by the next one", async () => {
  const shop = await testShop(db);
  const holder = await db.owner.connect();
  // Writers wait, readers do not: what the clock starts meanwhile takes no place for good.
  await holder.query("begin; lock table orders in share mode");
  const dying = await startWorkerProcess({ databaseUrl: url });
  await deliver(db, shop.id, orders(1));
  await addJobs(db, drainLineSpecs([shop.id]));
  const locked = async () =>
    (
      await db.owner.query("select 1 from graphile_worker.jobs where key = $1 and attempts = 1", [
        drainLineSpecs([shop.id])[0]!.key,
      ])
    ).rows.length;
  await expect.poll(locked).toBe(1);
  // Another shop of the line is told: the job that waits now knows nothing of the first.
  await addJobs(db, drainLineSpecs([shop.id + 8n]));
  await dying.kill();
  await holder.query("rollback");
  holder.release();
  const worker = await startWorker(db, { graphqlFor: async () => null });
  await expect.poll(() => counted(shop.id)).toEqual(["1"]);
  await worker.stop();
});
