// What a single lost delivery leaves wrong, and that one comparison puts it right.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { freshDatabase } from "../database.ts";
import { cancel } from "../platform/after-sale.ts";
import { levelBody } from "../platform/life.ts";
import { grantedScopes } from "../platform/stand-in.ts";
import { deliver, drainAll } from "./deliver.ts";
import { now, told, toldStore } from "./told-store.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const all = [...grantedScopes(readFileSync("shopify.app.toml", "utf8")), "read_all_orders"];
const year = 365 * 86_400_000;

test("an order whose first delivery was lost still learns its place among its customer's orders", async () => {
  const { store, compareAll, rows, asked } = await toldStore(db, {
    ...{ seed: 5, scopes: all, orders: 60 },
    // What is told is as new as what Shopify has: no list of changes gives it away.
    deliveries({ orders }) {
      // A test order has its place like any other; of this one nothing else is lacking.
      const last = [...orders.values()].findLast(
        ({ source_name, customer, fulfillments }) =>
          source_name === "web" && customer && fulfillments.length === 0,
      );
      last!.test = true;
      return [...orders.values()].map((body) => ({
        ...{ topic: "orders/updated", body, triggeredAt: body.updated_at },
      }));
    },
  });
  const seen = new Map<number, number>();
  const due = [...store.orders.values()].map((order) => {
    const id = order.customer?.id ?? 0;
    seen.set(id, (seen.get(id) ?? 0) + 1);
    const isPlaced = order.customer && order.source_name === "web";
    return { id: String(order.id), place: isPlaced ? seen.get(id) : null };
  });
  const places = () =>
    rows<{ id: string; place: number | null }>(
      "select id, customer_order_index as place from orders order by processed_at, id",
    );
  expect((await places()).filter(({ place }) => place !== null)).toEqual([]);
  const since = new Date(now.getTime() - 2 * year);
  await compareAll(since);
  expect(await places()).toEqual(due);
  expect(asked).toContain("RefetchOrders");
  // Nobody is asked twice, a place or a promise known or not.
  await rows("update orders set customer_order_index = null where channel = 'online' returning 1");
  await compareAll(since);
  expect(asked).not.toContain("RefetchOrders");
  expect(due.filter(({ place }) => place !== null).length).toBeGreaterThan(20);
});

test("a cancelled order whose own delivery was lost is no longer due", async () => {
  const { store, compareAll, rows, tell } = await toldStore(db, {
    ...{ seed: 11, scopes: all, orders: 30 },
    deliveries(made) {
      // Nothing was sent yet.
      for (const order of made.orders.values()) {
        Object.assign(order, { fulfillments: [], fulfillment_status: null });
      }
      made.deliveries.clear();
      return told(made);
    },
  });
  const since = new Date(now.getTime() - 2 * year);
  await compareAll(since);
  const order = [...store.orders.values()].findLast(
    (each) => each.source_name === "web" && !each.cancelled_at,
  )!;
  const due = () => rows(`select due_at is not null as due from orders where id = '${order.id}'`);
  expect(await due()).toEqual([{ due: true }]);
  const at = new Date(now.getTime() - 120_000);
  cancel(store, order, at);
  const triggeredAt = at.toISOString();
  await tell([{ topic: "orders/updated", body: order, triggeredAt }]);
  // As new as Shopify's copy, and still promised.
  expect(await due()).toEqual([{ due: true }]);
  await compareAll(since);
  expect(await due()).toEqual([{ due: false }]);
});

const unsent = ({ orders }: Awaited<ReturnType<typeof toldStore>>["store"]) =>
  [...orders.values()].find(({ fulfillments }) => fulfillments.length === 1);

test("a parcel, and that it arrived, are read of an order that is as new as Shopify's", async () => {
  const { store, compareAll, rows } = await toldStore(db, {
    ...{ seed: 12, scopes: all, orders: 60 },
    // Of one order nothing is told but how it was in the second before its parcel; of none that it arrived.
    deliveries: (made) =>
      [...made.orders.values()].map((body) => ({
        ...{ topic: "orders/updated", triggeredAt: body.updated_at },
        body: body === unsent(made) ? { ...body, fulfillments: [] } : body,
      })),
  });
  const parcels = [...store.orders.values()].flatMap(({ fulfillments }) => fulfillments);
  const known = () => rows<{ id: string }>("select id from fulfillment order by id");
  const arrived = () =>
    rows<{ id: string }>(
      `select distinct fulfillment_id as id from fulfillment_event
       where status = 'delivered' order by id`,
    );
  const ids = (some: typeof parcels) => some.map(({ id }) => ({ id: String(id) }));
  const delivered = parcels.filter(({ shipment_status }) => shipment_status === "delivered");
  expect(delivered.length).toBeGreaterThan(20);
  expect(await known()).toHaveLength(parcels.length - 1);
  expect(await arrived()).toEqual([]);
  const since = new Date(now.getTime() - 2 * year);
  const found = new Set([unsent(store)!.id, ...delivered.map(({ order_id }) => order_id)]);
  expect((await compareAll(since)).orders).toMatchObject({ missing: 0, stale: found.size });
  expect(await known()).toHaveLength(parcels.length);
  expect(new Set(await arrived())).toEqual(new Set(ids(delivered)));
  expect((await compareAll(since)).orders).toMatchObject({ missing: 0, stale: 0 });
});

test("a stock level whose delivery was lost is read, one that is new there appears", async () => {
  const { store, compareAll, rows, asked } = await toldStore(db, {
    ...{ seed: 6, scopes: all, orders: 40, deliveries: told },
  });
  const since = new Date(now.getTime() - 86_400_000);
  expect((await compareAll(since)).levels).toMatchObject({ missing: 0, stale: 0, problem: null });

  const hour = new Date(now.getTime() - 3_600_000).toISOString();
  const [changed, fresh, quiet] = [...store.levels.values()];
  Object.assign(changed!, { available: 77, updatedAt: hour });
  // Its connection was never told.
  await rows(
    `delete from stock_level where inventory_item_id = '${fresh!.itemId}'
       and location_id = '${fresh!.locationId}' returning 1`,
  );
  Object.assign(fresh!, { available: 5, updatedAt: hour });
  expect((await compareAll(since)).levels).toMatchObject({
    ...{ missing: 1, stale: 1, repaired: 2, problem: null },
  });
  // One page for each place.
  expect(asked.filter((name) => name === "ChangedLevels")).toHaveLength(store.locations.size);
  const available = async (level: typeof changed) =>
    rows(
      `select available from stock_level where inventory_item_id = '${level!.itemId}'
         and location_id = '${level!.locationId}'`,
    );
  expect(await available(changed)).toEqual([{ available: 77 }]);
  expect(await available(fresh)).toEqual([{ available: 5 }]);
  expect(await available(quiet)).toEqual([{ available: levelBody(quiet!).available }]);
  expect((await compareAll(since)).levels).toMatchObject({ missing: 0, stale: 0 });
});

test("steps of returns whose deliveries were lost are found, whether open here, there or ended", async () => {
  const { store, compareAll, rows, asked } = await toldStore(db, {
    ...{ seed: 7, scopes: all, orders: 250, deliveries: told },
  });
  const since = new Date(now.getTime() - 86_400_000);
  await compareAll(since);
  const both = [...store.returns.values()].flat();
  const [begun, ended, unheard] = both;
  expect(both.length).toBeGreaterThan(3);
  const orderOf = (body: typeof begun) => store.orders.get(body!.order_id)!;
  const set = (body: typeof begun, status: "open" | "closed", here: string | null) => {
    body!.status = status;
    const id = `where id = '${body!.id}' returning 1`;
    return rows(
      here ? `update "return" set status = '${here}' ${id}` : `delete from "return" ${id}`,
    );
  };
  // Approved there, closed there while its order's time of change stood still, and never heard of.
  await set(begun, "open", "requested");
  await set(ended, "closed", "open");
  await set(unheard, "closed", null);
  orderOf(unheard).updated_at = new Date(now.getTime() - 3_600_000).toISOString();
  expect((await compareAll(since)).returns).toMatchObject({ missing: 1, stale: 2, repaired: 3 });
  const states = await rows<{ id: string; status: string }>(
    `select id, status from "return" where id in ('${begun!.id}', '${ended!.id}', '${unheard!.id}')`,
  );
  expect(Object.fromEntries(states.map(({ id, status }) => [id, status]))).toEqual({
    ...{ [begun!.id]: "open", [ended!.id]: "closed", [unheard!.id]: "closed" },
  });
  expect(asked).toContain("ReturnsById");
  expect((await compareAll(since)).returns).toMatchObject({ missing: 0, stale: 0, problem: null });
});

test("that a customer forbade the sale of their data is read after each word of them", async () => {
  const { shop, store, compareAll, rows } = await toldStore(db, {
    ...{ seed: 10, scopes: all, orders: 20, deliveries: told },
  });
  const [person, other] = [...store.customers.values()];
  const optedOut = () => rows<{ id: string }>("select id from customer where sale_opt_out");
  store.saleOptOuts.add(person!.id);
  const update = async () => {
    const triggeredAt = new Date(now.getTime() - 60_000).toISOString();
    const sent = [person, other].map((body) => ({ topic: "customers/update", body, triggeredAt }));
    await deliver(db, shop.id, sent);
    await drainAll(db, shop.id);
  };
  await update();
  // The webhook does not say.
  expect(await optedOut()).toEqual([]);
  // Wished for by the real clock, compared by the store's.
  await rows(`update refetch set next_at = '${now.toISOString()}' returning 1`);
  await compareAll();
  expect(await optedOut()).toEqual([{ id: String(person!.id) }]);
  await update();
  expect(await optedOut()).toEqual([{ id: String(person!.id) }]);
});

test("levels and returns that Shopify refuses to list are said", async () => {
  const { compareAll } = await toldStore(db, { seed: 8, scopes: ["read_products"], orders: 5 });
  const { levels, returns } = await compareAll();
  // Without places there is nothing to ask of levels.
  expect(levels).toMatchObject({ checked: 0, problem: null });
  expect(returns!.problem).toMatch(/list returns: open Fourfold/);
});
