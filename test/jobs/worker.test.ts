import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { GraphqlFor } from "../../app/ingest/refetch.server.ts";
import { drainShopSpec } from "../../app/jobs/drain-shop.ts";
import { jobs } from "../../app/jobs/index.ts";
import { shopSpec, type JobSpec } from "../../app/jobs/job.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { clockOf, startWorker } from "../../app/jobs/worker.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, order, readInbox, rowsOf } from "../ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
  await prepareQueue(db, jobs);
});
afterAll(() => db.close());

const noSession: GraphqlFor = async () => null;

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error("waited 10 s in vain");
}

async function waiting(): Promise<{ key: string; queue_name: string }[]> {
  const { rows } = await db.owner.query<{ key: string; queue_name: string }>(
    "select key, queue_name from graphile_worker.jobs order by key",
  );
  return rows;
}

async function runJob(name: string, payload: object, now = new Date()): Promise<JobSpec[]> {
  const added: JobSpec[] = [];
  const job = jobs.find((one) => one.name === name);
  await job!.run(payload, {
    db,
    now: () => now,
    graphqlFor: noSession,
    addJobs: async (specs) => void added.push(...specs),
  });
  return added;
}

test("the queue knows every job before one is put in line, so nobody waits for a name", async () => {
  const { rows } = await db.owner.query<{ identifier: string }>(
    "select identifier from graphile_worker._private_tasks",
  );
  expect(new Set(rows.map(({ identifier }) => identifier))).toEqual(
    new Set(jobs.map(({ name }) => name)),
  );
});

test("a shop's drain job waits at most once, in the shop's own line", async () => {
  await addJobs(db, [drainShopSpec(1n), drainShopSpec(2n)]);
  await addJobs(db, [drainShopSpec(1n)]);
  expect(await waiting()).toEqual([
    { key: "drain-shop:1", queue_name: "shop:1" },
    { key: "drain-shop:2", queue_name: "shop:2" },
  ]);
  await db.owner.query("select graphile_worker.remove_job(key) from graphile_worker.jobs");
});

test("of the jobs that look at every shop each minute one runs at a time", () => {
  const clocks = jobs.flatMap(clockOf);
  const lineOf = (match: (pattern: unknown) => boolean) =>
    new Set(
      clocks.filter((one) => match(one.match)).map(({ options }) => options?.queueName ?? null),
    );
  const isEachMinute = (pattern: unknown) => pattern === "* * * * *";
  expect(clocks.filter(({ match }) => isEachMinute(match)).length).toBeGreaterThan(3);
  expect([...lineOf(isEachMinute)]).toEqual(["every-minute"]);
  expect([...lineOf((pattern) => !isEachMinute(pattern))]).toEqual([null]);
});

test("the worker applies what the door stored, batch after batch, and stops within ten seconds", async () => {
  const shop = await testShop(db);
  const other = await testShop(db);
  const worker = await startWorker(db, { graphqlFor: noSession });
  const bodies = Array.from({ length: 450 }, (_, index) => ({
    topic: "orders/create",
    body: order(index + 1),
  }));
  await deliver(db, shop.id, bodies);
  await deliver(db, other.id, bodies.slice(0, 10));
  await addJobs(db, [drainShopSpec(shop.id), drainShopSpec(other.id)]);
  await until(async () => (await readInbox(db, shop.id)).length === 0);
  await until(async () => (await readInbox(db, other.id)).length === 0);
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(450);
  expect(await rowsOf(db, other.id, "select id from orders")).toHaveLength(10);
  const started = performance.now();
  await worker.stop();
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("an edited order is read again by the worker", async () => {
  const shop = await testShop(db);
  const asked: unknown[] = [];
  const graphqlFor: GraphqlFor = async (domain) => async (_query, variables) => {
    if (domain === shop.domain) asked.push(variables.ids);
    return { data: { nodes: [null] } };
  };
  const worker = await startWorker(db, { graphqlFor });
  await deliver(db, shop.id, [{ topic: "orders/edited", body: { order_edit: { order_id: 42 } } }]);
  await addJobs(db, [drainShopSpec(shop.id)]);
  await until(async () => asked.length > 0);
  await worker.stop();
  expect(asked).toEqual([["gid://shopify/Order/42"]]);
});

test("the sweep finds forgotten deliveries, dirty days and refetches, and removes the old", async () => {
  const fresh = await freshDatabase();
  const [kept, quiet] = [db, fresh];
  db = fresh;
  try {
    const shop = await testShop(quiet);
    await testShop(quiet);
    expect(await runJob("sweep", {})).toEqual([]);
    await deliver(quiet, shop.id, [{ topic: "orders/create", body: order(1), id: "late" }]);
    await inShop(quiet, shop.id, async (client) => {
      await client.query("insert into dirty_day values ($1, '2026-03-01', 1)", [shop.id]);
      await client.query("insert into refetch (shop_id, kind, id) values ($1, 'order', '1')", [
        shop.id,
      ]);
    });
    const soon = new Date(Date.now() + 60_000);
    const found = await runJob("sweep", {}, soon);
    expect(found.map((spec) => spec.key)).toEqual([
      `drain-line:${shop.id % 8n}`,
      `recompute-shop:${shop.id}`,
      `refetch-shop:${shop.id}`,
    ]);
    expect(found[0]!.list).toEqual([String(shop.id)]);
    await inShop(quiet, shop.id, (client) => client.query("update shop set state = 'heard'"));
    await runJob("sweep", {}, new Date(Date.now() + 49 * 3600_000));
    expect(await readInbox(quiet, shop.id)).toEqual([]);
  } finally {
    db = kept;
    await fresh.close();
  }
});

test("an order that falls due unshipped counts from the next due tick on", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => client.query("update shop set ship_promise_hours = 48"));
  const soldAt = new Date(Date.now() - 24 * 3600_000).toISOString();
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1, { at: soldAt }) }]);
  const payload = { shopId: shop.id.toString() };
  const due = async () =>
    (
      await rowsOf<{ value: string }>(
        db,
        shop.id,
        "select value from measure_day where dimension = 'all' and measure like '%due%'",
      )
    ).map((row) => row.value);
  await runJob("drain-shop", payload);
  expect(await due()).toEqual([]);
  const tick = new Date(Date.now() + 25 * 3600_000);
  const added = await runJob("due-tick", {}, tick);
  expect(added.map((spec) => spec.key)).toContain(`recompute-shop:${shop.id}`);
  await runJob("recompute-shop", payload, tick);
  expect(await due()).toEqual(["1"]);
});

test("a job with a payload that is no shop fails and says so", async () => {
  await expect(runJob("drain-shop", { shopId: "one" })).rejects.toThrow(/shopId/);
  expect(shopSpec("drain-shop", 2n ** 60n).payload).toEqual({ shopId: "1152921504606846976" });
});

test("a job that fails is kept for another try, and the worker goes on", async () => {
  const worker = await startWorker(db, { graphqlFor: () => Promise.resolve(null) });
  await addJobs(db, [{ name: "drain-shop", payload: { shopId: "one" }, key: "bad", queue: "bad" }]);
  const lastError = async () => {
    const { rows } = await db.owner.query<{ error: string | null }>(
      "select last_error as error from graphile_worker._private_jobs where key = 'bad'",
    );
    return rows[0]?.error ?? "";
  };
  await expect.poll(lastError).toMatch(/shopId/);
  await worker.stop();
});
