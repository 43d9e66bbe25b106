// A generated store of which deliveries told everything but what a test keeps back, and its Admin API.
import type { Db } from "../../app/db.server.ts";
import { reconcileNow } from "../../app/ingest/reconcile.server.ts";
import type { Graphql, GraphqlAnswer } from "../../app/ingest/refetch.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { testShop } from "../database.ts";
import { createAdminApi } from "../platform/admin-api.ts";
import { createBucket } from "../platform/bucket.ts";
import { history } from "../platform/deliveries.ts";
import { generateStore } from "../platform/trade.ts";
import { fair } from "../platform/weather.ts";
import { deliver, drainAll, rowsOf, type Sent } from "./deliver.ts";

/** The store's end and the clock of all comparisons. */
export const now = new Date("2026-03-01T03:20:00Z");

/** What every comparison needs. */
export const scopes = ["read_orders", "read_products", "read_customers", "read_inventory"];

type Store = ReturnType<typeof generateStore>["store"];

export type Told = {
  seed: number;
  scopes: string[];
  /** Of the store's history. Default 700. */
  orders?: number;
  /** What is delivered. Default each order's orders/create. */
  deliveries?: (store: Store) => Sent[];
};

const created = (store: Store): Sent[] =>
  [...store.orders.values()].map((body) => ({
    ...{ topic: "orders/create", body, triggeredAt: body.updated_at },
  }));

/** All that a store's past says. */
export const told = (store: Store): Sent[] =>
  history(store).map(({ topic, body, triggeredAt }) => {
    return { topic, body, triggeredAt: (triggeredAt ?? now).toISOString() };
  });

export async function toldStore(db: Db, given: Told) {
  const { seed, scopes, orders = 700, deliveries = created } = given;
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  const { store } = generateStore({ orders, seed, now });
  const tell = async (sent: Sent[]) => {
    await deliver(db, shop.id, sent);
    await drainAll(db, shop.id);
    await rowsOf(db, shop.id, "delete from refetch returning 1");
  };
  await tell(deliveries(store));
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
  /** What was found, by kind. Compares changes since `since`, default none. */
  const compareAll = async (since = now) => {
    asked.length = 0;
    const options = { since, now: () => now, wait: async () => {} };
    const report = await reconcileNow(db, shop, graphql, options);
    return Object.fromEntries(report.map((one) => [one.kind, one]));
  };
  const rows = <T extends object>(sql: string) => rowsOf<T>(db, shop.id, sql);
  return { shop, store, asked, compareAll, rows, tell };
}
