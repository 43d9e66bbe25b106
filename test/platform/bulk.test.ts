import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { bulkQueries } from "../../app/ingest/backfill/documents.ts";
import { backfillKinds } from "../../app/ingest/backfill/kinds.ts";
import { createAdminApi, type AdminApi } from "./admin-api.ts";
import { createBucket } from "./bucket.ts";
import type { BulkOperation } from "./bulk/operations.ts";
import { grantedScopes } from "./stand-in.ts";
import type { Store } from "./store.ts";
import { generateStore } from "./trade.ts";
import { fair, type Weather } from "./weather.ts";

const now = new Date("2026-11-22T12:00:00Z");
const { store } = generateStore({ orders: 300, seed: 5, now });
const given = grantedScopes(readFileSync("shopify.app.toml", "utf8"));
let scopes: string[];
let weather: Weather;
let api: AdminApi;
let ended: BulkOperation[];

beforeEach(() => {
  scopes = [...given, "read_all_orders"];
  weather = fair();
  // Operations of the test before may still end.
  const own: BulkOperation[] = (ended = []);
  api = createAdminApi(store, () => scopes, {
    ...{ now: () => now, weather, bucket: createBucket("plus", () => 0) },
    urlOf: (name) => `https://files/${name}`,
    bulkFinished: (operation) => own.push(operation),
  });
});

type Line = Record<string, unknown> & { id: string; __parentId?: string };
const linesAt = (url: string | null): Line[] =>
  String(api.bulk.download(url!.split("/").at(-1)!))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

async function run(query: string): Promise<BulkOperation> {
  const { bulkOperation, userErrors } = api.bulk.run(query);
  expect(userErrors).toEqual([]);
  await expect.poll(() => ended.some(({ id }) => id === bulkOperation!.id)).toBe(true);
  return api.bulk.get(bulkOperation!.id)!;
}

const sizes = (s: Store) => {
  const orders = [...s.orders.values()];
  const refunded = orders.filter(({ refunds }) => refunds.length > 0);
  return {
    products: s.products.size + s.inventoryItems.size + s.levels.size,
    customers: s.customers.size,
    orders: orders.length + orders.flatMap((order) => order.line_items).length,
    refunds: refunded.flatMap((order) => order.refunds).length,
    promised: orders.filter(({ source_name }) => source_name !== "pos").length,
    // Shopify's status of an order with a declined return alone is NO_RETURN.
    returns: [...s.returns.values()]
      .filter((all) => all.some(({ status }) => status !== "declined"))
      .flat().length,
  };
};

test("every bulk query of the app is answered whole, a line a node, children anywhere", async () => {
  const wanted = sizes(store);
  for (const kind of backfillKinds) {
    const operation = await run(bulkQueries[kind]);
    expect(operation).toMatchObject({ status: "COMPLETED", errorCode: null, partialDataUrl: null });
    const lines = linesAt(operation.url);
    expect(Number(operation.objectCount)).toBe(lines.length);
    const roots = new Set(lines.filter((line) => !line.__parentId).map((line) => line.id));
    const ids = new Set(lines.map((line) => line.id));
    for (const { __parentId: parent } of lines) if (parent) expect(ids).toContain(parent);
    const ofType = (type: string) => lines.filter(({ id }) => id.includes(`/${type}/`)).length;
    if (kind === "products") expect(lines.length).toBe(wanted.products);
    if (kind === "customers") expect(lines.length).toBe(wanted.customers);
    if (kind === "orders") {
      expect(lines.length).toBe(wanted.orders);
      const firstChild = lines.findIndex((line) => line.__parentId);
      const lastRoot = lines.findLastIndex((line) => !line.__parentId);
      expect(firstChild).toBeLessThan(lastRoot);
    }
    if (kind === "sales") expect(ofType("RefundAgreement")).toBe(wanted.refunds);
    if (kind === "fulfillment-orders") expect(ofType("FulfillmentOrder")).toBe(wanted.promised);
    if (kind === "returns") expect(ofType("Return")).toBe(wanted.returns);
    expect(roots.size).toBeGreaterThan(0);
  }
});

test("without read_all_orders only orders of the last sixty days come", async () => {
  scopes = given;
  const lines = linesAt((await run("{ orders { edges { node { id createdAt } } } }")).url);
  const young = [...store.orders.values()].filter(
    (order) => Date.parse(order.created_at) >= now.getTime() - 60 * 86_400_000,
  );
  expect(young.length).toBeLessThan(store.orders.size);
  expect(lines.length).toBe(young.length);
});

test("a query that a bulk operation cannot run is refused as INVALID with its reason", () => {
  const planted: [string, RegExp][] = [
    ["{ orders { edges { node { id colour } } } }", /Cannot query field "colour"/],
    ["{ orders { ", /Syntax Error/],
    ["{ shop { id } }", /at least one connection/],
    ["{ orders { nodes { id } } }", /select `edges` alone/],
    ["{ orders { edges { cursor node { id } } } }", /select `node` alone/],
    ["{ orders { edges { node { name } } } }", /`id` field without an alias/],
    ["{ orders { edges { node { x: id } } } }", /`id` field without an alias/],
    ["query A($n: Int) { orders(first: $n) { edges { node { id } } } }", /variables/],
    [
      "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }",
      /connection field within a list field/,
    ],
    [
      `{ products { edges { node { id variants { edges { node { id inventoryItem { inventoryLevels {
        edges { node { id item { variants { edges { node { id } } } } } } } } } } } } } } }`,
      /more than 2 levels deep/,
    ],
    ["{ draftOrders { edges { node { id } } } }", /Access denied for draftOrders/],
  ];
  for (const [query, reason] of planted) {
    const { bulkOperation, userErrors } = api.bulk.run(query);
    expect(bulkOperation, query).toBeNull();
    expect(userErrors[0], query).toMatchObject({ code: "INVALID", field: ["query"] });
    expect(userErrors.map(({ message }) => message).join(" "), query).toMatch(reason);
  }
});

test("five run at once and the sixth is refused", async () => {
  weather.bulk.runMs = 200;
  const query = "{ customers { edges { node { id } } } }";
  for (let n = 0; n < 5; n += 1) expect(api.bulk.run(query).userErrors).toEqual([]);
  expect(api.bulk.run(query).userErrors[0]).toMatchObject({ code: "LIMIT_REACHED" });
  await expect.poll(() => ended.length).toBe(5);
  expect(api.bulk.run(query).userErrors).toEqual([]);
});

test("failure leaves partial data when asked to, and the next operation completes", async () => {
  Object.assign(weather.bulk, { ends: "failed", errorCode: "TIMEOUT", times: 1, partialLines: 7 });
  const query = "{ customers { edges { node { id } } } }";
  const failed = await run(query);
  expect(failed).toMatchObject({ status: "FAILED", errorCode: "TIMEOUT", url: null });
  expect(linesAt(failed.partialDataUrl).length).toBe(7);
  expect(await run(query)).toMatchObject({ status: "COMPLETED", errorCode: null });
});

test("a scope removed in the middle ends the operation as ACCESS_DENIED", async () => {
  weather.bulk.startMs = 50;
  const { bulkOperation } = api.bulk.run("{ customers { edges { node { id } } } }");
  scopes = ["read_products"];
  await expect.poll(() => ended.length).toBe(1);
  expect(api.bulk.get(bulkOperation!.id)).toMatchObject({
    status: "FAILED",
    errorCode: "ACCESS_DENIED",
  });
});

test("a canceled operation ends so, an empty one has no file", async () => {
  weather.bulk.runMs = 50;
  const { bulkOperation } = api.bulk.run("{ customers { edges { node { id } } } }");
  api.bulk.cancel(bulkOperation!.id);
  await expect.poll(() => ended.length).toBe(1);
  expect(ended[0]).toMatchObject({ status: "CANCELED", url: null });
  weather.bulk.runMs = 0;
  const none = await run('{ orders(query: "id:1") { edges { node { id } } } }');
  expect(none).toMatchObject({ status: "COMPLETED", objectCount: "0", url: null });
});
