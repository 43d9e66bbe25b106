import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { documents } from "../../app/ingest/documents/index.ts";
import { createAdminApi, type AdminApi } from "./admin-api.ts";
import { grantedScopes } from "./stand-in.ts";
import type { Store } from "./store.ts";
import { generateStore } from "./trade.ts";

let api: AdminApi;
let store: Store;
const now = new Date("2026-11-22T12:00:00Z");
const scopes = grantedScopes(readFileSync("shopify.app.toml", "utf8"));

beforeAll(() => {
  store = generateStore({ orders: 60, seed: 3, now }).store;
  api = createAdminApi(store, () => scopes);
});

test("every document the app sends is answered in full under the scopes of shopify.app.toml", async () => {
  const refunded = [...store.orders.values()].find((order) => order.refunds.length > 0)!;
  const gids = (values: Iterable<{ admin_graphql_api_id: string }>) =>
    [...values].slice(0, 4).map((value) => value.admin_graphql_api_id);
  const ids: Record<string, string[]> = {
    Order: [refunded.admin_graphql_api_id, ...gids(store.orders.values())],
    Refund: gids(refunded.refunds),
    Customer: gids(store.customers.values()),
    Product: gids(store.products.values()),
    InventoryItem: gids(store.inventoryItems.values()),
    FulfillmentOrder: await toSend(),
  };
  for (const { query } of documents) {
    const type =
      /\.\.\. on (\w+)/.exec(query)?.[1] ??
      { order: "Order", refund: "Refund", product: "Product", inventoryItem: "InventoryItem" }[
        /^\s*(\w+)\(id/m.exec(query)?.[1] ?? ""
      ];
    const variables = type
      ? { ids: ids[type], id: ids[type]![0], namespace: "$app", key: "recommended" }
      : { handle: "kpi-off-target", payload: {}, metafields: [] };
    const answer = await api.run({ query, variables });
    expect(answer.errors, query).toBeUndefined();
    const data = answer.data as Record<string, unknown>;
    for (const value of Object.values(data)) {
      expect(value, query).not.toBeNull();
      if (Array.isArray(value)) expect(value, query).not.toContain(null);
    }
  }
});

/** Ids of what is to be sent, as the platform tells them with its orders. */
async function toSend(): Promise<string[]> {
  const query = "{ orders(first: 20) { nodes { fulfillmentOrders(first: 1) { nodes { id } } } } }";
  type Told = { orders: { nodes: { fulfillmentOrders: { nodes: { id: string }[] } }[] } };
  const { orders } = (await api.run({ query })).data as Told;
  return orders.nodes.flatMap(({ fulfillmentOrders }) =>
    fulfillmentOrders.nodes.map(({ id }) => id),
  );
}

test("a field that the schema has not is refused in Shopify's words", async () => {
  const answer = await api.run({ query: "{ shop { colour } }" });
  expect(answer.data).toBeUndefined();
  expect(JSON.stringify(answer.errors)).toContain(
    'Cannot query field \\"colour\\" on type \\"Shop\\"',
  );
});

test("a document beyond the granted scopes is denied", async () => {
  const poor = createAdminApi(store, () => ["read_products"]);
  const answer = await poor.run({ query: "{ orders(first: 1) { nodes { id } } }" });
  expect(JSON.stringify(answer.errors)).toContain("ACCESS_DENIED");
  const fine = await poor.run({ query: "{ shop { name } }" });
  expect(fine.errors).toBeUndefined();
});

test("answers tell their cost and what is left of the bucket", async () => {
  const answer = await api.run({ query: "{ shop { name } }" });
  expect(answer.extensions).toMatchObject({
    cost: { throttleStatus: { maximumAvailable: 2000, restoreRate: 100 } },
  });
});

test("connections are paged by cursor", async () => {
  const page = async (after: string | null) => {
    const query =
      "query($after: String) { orders(first: 25, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } }";
    const { data } = await api.run({ query, variables: { after } });
    return (
      data as {
        orders: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { id: string }[] };
      }
    ).orders;
  };
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo } = await page(after);
    seen.push(...nodes.map((node) => node.id));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(new Set(seen).size).toBe(60);
});
