// Workers as real processes, killed in the middle of a job: the shop's line goes on within seconds.
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { drainShopSpec } from "../../app/jobs/drain-shop.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { startWorker, type WorkerHandle } from "../../app/jobs/worker.server.ts";
import { freshDatabaseUrl, testShop } from "../database.ts";
import { deliver, order, readInbox, rowsOf } from "../ingest/deliver.ts";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

let url: string;
let drop: () => Promise<void>;
let db: Db;
const open: (WorkerProcess | { stop(): Promise<void> })[] = [];
beforeAll(async () => {
  ({ url, drop } = await freshDatabaseUrl());
  db = await openDatabase({ url });
  await prepareQueue(db, jobs);
});
const held: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of held.splice(0)) await release();
  for (const each of open.splice(0)) await each.stop();
});
afterAll(async () => {
  await db.close();
  await drop();
});

const inProcess = async (): Promise<WorkerHandle> => {
  const worker = await startWorker(db, { graphqlFor: async () => null });
  open.push(worker);
  return worker;
};
const asProcess = async (): Promise<WorkerProcess> => {
  const worker = await startWorkerProcess({ databaseUrl: url });
  open.push(worker);
  return worker;
};

/** Another session's locks on what a job needs, so that the job stands still in its middle. */
async function hold(sql: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`begin; ${sql}`);
  let ended: Promise<void> | undefined;
  const release = () => (ended ??= client.end());
  held.push(release);
  return release;
}

const one = async (sql: string, values: unknown[] = []) =>
  (await db.owner.query<{ n: string }>(sql, values)).rows[0]?.n;
const waiters = () =>
  one("select count(*)::text as n from pg_stat_activity where wait_event_type = 'Lock'");
const lockedBy = (shopId: bigint) =>
  one(
    `select coalesce(q.locked_by, '') as n from graphile_worker._private_job_queues q
     where q.queue_name = $1`,
    [`shop:${shopId}`],
  );

/** The drain has begun, and somebody waits. The minute's own jobs may wait for the lock before it does. */
async function standsStill(shopId: bigint): Promise<void> {
  await expect.poll(() => lockedBy(shopId)).toMatch(/^pool-/);
  await expect.poll(waiters).not.toBe("0");
}

const counted = (shopId: bigint) =>
  rowsOf(
    db,
    shopId,
    `select measure, value from measure_day
     where dimension = 'all' and measure in ('orders', 'gross') order by 1`,
  );

const middles = [
  ["before its facts are written", "lock table orders in access exclusive mode"],
  ["with its facts written, not counted", "lock table measure_day in access exclusive mode"],
] as const;

test.for(middles)("a worker killed in a drain, %s, holds nobody up", async ([, lock]) => {
  const shop = await testShop(db);
  const release = await hold(lock);
  const dying = await asProcess();
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1, { price: "12.00" }) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await standsStill(shop.id);
  await dying.kill();
  await release();
  // What a webhook does meanwhile: the shop's line is locked by the dead.
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(2, { price: "30.00" }) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  expect(await lockedBy(shop.id)).toMatch(/^pool-/);

  await inProcess();
  await expect.poll(() => readInbox(db, shop.id).then((rows) => rows.length)).toBe(0);
  await expect
    .poll(() => counted(shop.id))
    .toEqual([
      { measure: "gross", value: "4200" },
      { measure: "orders", value: "2" },
    ]);
  // The job that the dead one had begun was put in line anew: nothing of it is left.
  await expect
    .poll(() =>
      one("select count(*)::text as n from graphile_worker._private_jobs where key is null"),
    )
    .toBe("0");
});

test("a job that failed after it was put in line again does not lie there for ever", async () => {
  const shop = await testShop(db);
  const release = await hold("lock table orders in access exclusive mode");
  await inProcess();
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await standsStill(shop.id);
  // Again while it runs; then its connection is cut, and it fails.
  await addJobs(db, [drainShopSpec(shop.id)]);
  await db.owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where wait_event_type = 'Lock' and pid <> pg_backend_pid() and datname = current_database()`,
  );
  await release();
  await expect.poll(() => readInbox(db, shop.id).then((rows) => rows.length)).toBe(0);
  const failed = () =>
    one(
      `select count(*)::text as n from graphile_worker._private_jobs
       where attempts >= max_attempts and locked_at is null`,
    );
  await expect.poll(failed).toBe("0");
});

test("a worker that lives finds a killed one by itself", async () => {
  const shop = await testShop(db);
  const release = await hold("lock table orders in access exclusive mode");
  const dying = await asProcess();
  await addJobs(db, [drainShopSpec(shop.id)]);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await standsStill(shop.id);
  await inProcess();
  // While it lives its line is its own, however long the job takes.
  expect(await lockedBy(shop.id)).toMatch(/^pool-/);
  await dying.kill();
  await release();
  await expect.poll(() => readInbox(db, shop.id).then((rows) => rows.length)).toBe(0);
}, 40_000);

test("two workers that live take nothing from each other", async () => {
  const shop = await testShop(db);
  const release = await hold("lock table orders in access exclusive mode");
  await asProcess();
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await standsStill(shop.id);
  const holder = await lockedBy(shop.id);
  // Workers that come and go look around each time.
  for (let n = 0; n < 3; n += 1) await (await inProcess()).stop();
  open.splice(1);
  expect(await lockedBy(shop.id)).toBe(holder);
  // Put in line again, as the minute may have done: the one that runs loses its key for a job untried.
  await addJobs(db, [drainShopSpec(shop.id)]);
  const tries = `select max(attempts)::text as n from graphile_worker.jobs
    where queue_name = $1 and key is not null`;
  expect(await one(tries, [`shop:${shop.id}`])).toBe("0");
  await release();
  await expect.poll(() => readInbox(db, shop.id).then((rows) => rows.length)).toBe(0);
});

test("a worker whose presence is lost with its connection announces itself again", async () => {
  const shop = await testShop(db);
  await inProcess();
  const holders = async () =>
    (
      await db.owner.query<{ pid: number }>(
        `select distinct pid from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock'
           and database = (select oid from pg_database where datname = current_database())`,
      )
    ).rows.map(({ pid }) => pid);
  const [before, ...others] = await holders();
  expect(others).toEqual([]);
  await db.owner.query("select pg_terminate_backend($1::int)", [before]);
  await expect.poll(holders).not.toContain(before);
  await expect.poll(async () => (await holders()).length).toBe(1);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await expect.poll(() => readInbox(db, shop.id).then((rows) => rows.length)).toBe(0);
});

test(
  "a worker process outlives connections that are cut again and again",
  { timeout: 90_000 },
  async () => {
    const shop = await testShop(db);
    const worker = await asProcess();
    const storm = new pg.Client({ connectionString: url });
    await storm.connect();
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
    for (let n = 1; n <= 20; n += 1) {
      // Stored and put in line, or not: whoever sent it would send it again.
      await deliver(db, shop.id, [{ topic: "orders/create", body: order(n) }]).catch(() => {});
      await addJobs(db, [drainShopSpec(shop.id)]).catch(() => {});
      await storm.query(cut);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await storm.end();
    expect(() => process.kill(worker.pid, 0)).not.toThrow();
    await deliver(db, shop.id, [{ topic: "orders/create", body: order(99) }]);
    await addJobs(db, [drainShopSpec(shop.id)]);
    await expect
      .poll(() => readInbox(db, shop.id).then((rows) => rows.length), { timeout: 30_000 })
      .toBe(0);
    const started = performance.now();
    await worker.stop();
    expect(performance.now() - started).toBeLessThan(15_000);
  },
);

test("a worker process that is told to stop ends within ten seconds", async () => {
  const worker = await asProcess();
  const started = performance.now();
  await worker.stop();
  expect(performance.now() - started).toBeLessThan(10_000);
});
