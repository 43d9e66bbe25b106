import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { reconcileNow } from "../../app/ingest/reconcile.server.ts";
import type { Graphql, GraphqlAnswer } from "../../app/ingest/refetch.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { createAdminApi } from "../platform/admin-api.ts";
import { createBucket } from "../platform/bucket.ts";
import { generateStore } from "../platform/trade.ts";
import { fair } from "../platform/weather.ts";
import { deliver, drainAll, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = new Date("2026-03-01T03:20:00Z");

/** A store whose orders were all told to us, and its Admin API. */
async function toldStore({ seed, scopes }: { seed: number; scopes: string[] }) {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  const { store } = generateStore({ orders: 700, seed, now });
  const orders = [...store.orders.values()];
  await deliver(
    db,
    shop.id,
    orders.map((body) => ({ topic: "orders/create", body, triggeredAt: body.updated_at })),
  );
  await drainAll(db, shop.id);
  await rowsOf(db, shop.id, "delete from refetch returning 1");
  let minutes = 0;
  const bucket = createBucket("standard", () => (minutes += 1) * 60_000);
  const api = createAdminApi(store, () => scopes, {
    ...{ now: () => now, weather: fair(), bucket },
    urlOf: (name) => name,
    bulkFinished: () => {},
  });
  const asked: string[] = [];
  const graphql: Graphql = async (query, variables) => {
    asked.push(/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "");
    return (await api.run({ query, variables })) as GraphqlAnswer;
  };
  const compare = async () => {
    asked.length = 0;
    const report = await reconcileNow(db, shop, graphql, {
      since: now,
      ...{ now: () => now, wait: async () => {} },
    });
    return report.find(({ kind }) => kind === "orders")!;
  };
  const known = async () =>
    (await rowsOf<{ id: string }>(db, shop.id, "select id from orders")).map(({ id }) => id);
  return { store, orders, asked, compare, known };
}

const scopes = ["read_orders", "read_products", "read_customers", "read_inventory"];

test("orders that were deleted while nobody told us are found and buried, few questions are asked", async () => {
  const all = [...scopes, "read_all_orders", "read_locations"];
  const { store, orders, asked, compare, known } = await toldStore({ seed: 3, scopes: all });
  const count = (name: string) => asked.filter((each) => each === name).length;

  expect(await compare()).toMatchObject({ stale: 0, repaired: 0, problem: null });
  expect([count("CountOrders"), count("OrderIds")]).toEqual([1, 0]);

  // An early one and the last; the first stays, it says how far back we see.
  const gone = [orders[100]!, orders.at(-1)!];
  for (const { id } of gone) store.orders.delete(id);
  expect(await compare()).toMatchObject({ stale: 2, repaired: 2, problem: null });
  // 700 are halved into two of 350 and four of 175.
  expect([count("CountOrders"), count("OrderIds")]).toEqual([1 + 2 + 4, 2]);
  const left = await known();
  expect(left).toHaveLength(orders.length - 2);
  for (const { id } of gone) expect(left).not.toContain(String(id));
  expect(await compare()).toMatchObject({ stale: 0, repaired: 0 });
});

test("orders older than Shopify shows are not taken for deleted", async () => {
  const { store, orders, compare, known } = await toldStore({
    seed: 4,
    scopes: [...scopes, "read_locations"],
  });
  const newest = orders.at(-1)!;
  store.orders.delete(newest.id);
  expect(await compare()).toMatchObject({ stale: 1, repaired: 1, problem: null });
  expect(await known()).toHaveLength(orders.length - 1);
});
