// Deliveries wait for no other work, and the door for no connection that somebody else holds.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { drainLineSpecs } from "../../app/jobs/drain-line.ts";
import { drainShopSpec } from "../../app/jobs/drain-shop.ts";
import { importFileSpec } from "../../app/jobs/import-file.ts";
import { jobs, lanes, type Lane } from "../../app/jobs/index.ts";
import { loadBackfillSpec } from "../../app/jobs/load-backfill.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { readEventsSpec } from "../../app/jobs/read-events.ts";
import { reconcileShopSpec } from "../../app/jobs/reconcile-shop.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, order, readInbox, rowsOf } from "../ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
  await prepareQueue(db, jobs);
});
afterAll(() => db.close());

test("deliveries are counted while every long place is taken by work that does not end", async () => {
  const others = await Promise.all(Array.from({ length: 8 }, () => testShop(db)));
  let silent = 0;
  let answer = () => {};
  const answered = new Promise<null>((resolve) => (answer = () => resolve(null)));
  const worker = await startWorker(db, {
    async graphqlFor() {
      silent += 1;
      return answered;
    },
  });
  await addJobs(
    db,
    others.flatMap(({ id }) => [readEventsSpec(id), reconcileShopSpec(id)]),
  );
  await expect.poll(() => silent).toBe(lanes.long.places);

  const [quiet, busy] = [await testShop(db), await testShop(db)];
  for (const { id } of [quiet, busy]) {
    await deliver(db, id, [{ topic: "orders/create", body: order(1) }]);
  }
  await addJobs(db, [...drainLineSpecs([quiet.id]), drainShopSpec(busy.id)]);
  for (const { id } of [quiet, busy]) {
    await expect.poll(() => readInbox(db, id), { timeout: 10_000 }).toEqual([]);
    expect(await rowsOf(db, id, "select id from orders")).toEqual([{ id: "1" }]);
  }
  expect(silent).toBeGreaterThanOrEqual(lanes.long.places);
  answer();
  await worker.stop();
});

test("no job stands in two lanes, and what reads whole shops is among the long", () => {
  const names = Object.values<Lane>(lanes).flatMap((lane) => lane.jobs.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  const long = lanes.long.jobs.map(({ name }) => name);
  const lasting = ["load-backfill", "import-file", "rebuild-shop", "learn-shop", "refresh-stock"];
  expect(long).toEqual(expect.arrayContaining(lasting));
});

test("a shop's history and its files are read one after the other, beside those of others", () => {
  const file = importFileSpec(1n, "0b6f1d0e-0000-4000-8000-000000000001");
  expect(file.queue).toBe(loadBackfillSpec(1n).queue);
  expect(loadBackfillSpec(2n).queue).not.toBe(file.queue);
});

test("the door stores and answers while jobs and pages hold every connection", async () => {
  const shop = await testShop(db, { domain: "crowded.myshopify.com" });
  const held = await Promise.all(
    Array.from({ length: db.app.options.max }, () => db.app.connect()),
  );
  const secret = "the client secret";
  const door = createDoor({ db, secrets: [secret], now: () => new Date(), onShops: () => {} });
  const server = createServer(door);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const body = JSON.stringify(order(1));
  const { status } = await fetch(`http://127.0.0.1:${port}/webhooks`, {
    ...{ method: "POST", body },
    headers: {
      "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": shop.domain,
    },
  });
  for (const client of held) client.release();
  expect(status).toBe(200);
  expect(await readInbox(db, shop.id)).toMatchObject([{ topic: "orders/create" }]);
  await door.settle();
  await new Promise((resolve) => server.close(resolve));
});
