import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { ingestState } from "../../app/ingest/state.server.ts";
import { inShop } from "../../app/db.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

test("a shop that nothing came to says so", async () => {
  const shop = await testShop(db);
  expect(await ingestState(db, shop, new Date())).toEqual({
    lastDeliveryAt: null,
    waiting: 0,
    waitingSince: null,
    retrying: 0,
    parked: [],
    parkedTotal: 0,
    refused: 0,
    refusedReason: null,
    unknown: [],
    refetches: 0,
    dirtyDays: 0,
    leftOut: { test: 0, voided: 0, zero: 0, currency: 0 },
    firstDay: null,
    lastDay: null,
  });
});

test("what waits is counted with its age; applied, it leaves the time it came", async () => {
  const shop = await testShop(db);
  const before = new Date(Date.now() - 1_000);
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { at: "2026-03-01T10:00:00Z" }) },
    { topic: "orders/create", body: { ...order(2, { at: "2026-03-04T10:00:00Z" }), test: true } },
  ]);
  const waiting = await ingestState(db, shop, new Date());
  expect(waiting).toMatchObject({ waiting: 2, retrying: 0, lastDeliveryAt: null });
  expect(waiting.waitingSince!.getTime()).toBeGreaterThan(before.getTime());
  await drainAll(db, shop.id);
  const applied = await ingestState(db, shop, new Date());
  expect(applied).toMatchObject({
    waiting: 0,
    waitingSince: null,
    firstDay: "2026-03-01",
    lastDay: "2026-03-04",
    leftOut: { test: 1, voided: 0, zero: 0, currency: 0 },
  });
  expect(applied.lastDeliveryAt!.getTime()).toBeGreaterThan(before.getTime());
});

test("what could not be used is listed with its reason, the old left out", async () => {
  const shop = await testShop(db);
  const other = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body: { id: "x" }, id: "broken" }]);
  await drainAll(db, shop.id);
  await inShop(db, shop.id, async (client) => {
    await client.query(
      `insert into inbox (shop_id, webhook_id, topic, triggered_at, received_at, state, reason)
       values ($1, 'a', 'x', now(), now(), 'refused', 'got a JSON array'),
              ($1, 'b', 'x', now(), now() - interval '29 days', 'refused', 'older'),
              ($1, 'c', 'x', now(), now() - interval '31 days', 'refused', 'too old')`,
      [shop.id],
    );
    await client.query(
      `insert into door_count (shop_id, day, what, count) values
         ($1, current_date, 'topic:carts/create', 3), ($1, current_date - 2, 'topic:carts/create', 1),
         ($1, current_date - 40, 'topic:carts/create', 9), ($1, current_date, 'shop:heard', 5)`,
      [shop.id],
    );
  });
  const state = await ingestState(db, shop, new Date());
  expect(state).toMatchObject({
    parkedTotal: 1,
    refused: 2,
    refusedReason: "got a JSON array",
    unknown: [{ topic: "carts/create", count: 4 }],
  });
  expect(state.parked.map(({ webhookId, topic }) => [webhookId, topic])).toEqual([
    ["broken", "orders/create"],
  ]);
  expect(state.parked[0]!.reason).toMatch(/expected/);
  expect(await ingestState(db, other, new Date())).toMatchObject({ parkedTotal: 0, unknown: [] });
});
