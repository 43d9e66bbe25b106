import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { readReconciles, reconcileNow } from "../../app/ingest/reconcile.server.ts";
import {
  changedLevels,
  changedSince,
  firstOrder,
  locationsQuery,
  returnsOfOrders,
} from "../../app/ingest/backfill/documents.ts";
import { promisesQuery } from "../../app/ingest/documents/orders.ts";
import { adminGraphql } from "../../app/ingest/reconcile-client.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "./deliver.ts";
import { bulkOrder } from "./backfill/make.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = new Date("2026-02-01T03:20:00Z");

/** Orders as the refetch's answer has them. */
function orderNode(n: number): Record<string, unknown> {
  const [head, line] = bulkOrder(n).map((text) => JSON.parse(text) as Record<string, unknown>);
  const { __parentId: _parent, ...node } = line!;
  return {
    ...head,
    lineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [node] },
    fulfillmentOrders: { nodes: [] },
  };
}

/** Shopify with these orders, a page of two at a time. */
function shopifyWith(numbers: number[], refuse: string[] = [], places: object[] = []) {
  const nodes = numbers.map(orderNode);
  const asked: string[] = [];
  const graphql: Graphql = async (query, variables) => {
    const kind = Object.entries(changedSince).find(([, text]) => text === query)?.[0];
    if (kind && refuse.includes(kind)) {
      return { errors: [{ message: "no", extensions: { code: "ACCESS_DENIED" } }] };
    }
    if (kind) {
      asked.push(`${kind} ${String(variables.query)}`);
      const all = kind === "orders" ? nodes : [];
      const start = Number(variables.after ?? 0);
      const page = all.slice(start, start + 2);
      const end = start + page.length;
      const pageInfo = { hasNextPage: end < all.length, endCursor: String(end) };
      return { data: { [kind]: { pageInfo, nodes: page } } };
    }
    if (query === locationsQuery) {
      if (refuse.includes("locations")) {
        return { errors: [{ message: "no", extensions: { code: "ACCESS_DENIED" } }] };
      }
      return { data: { locations: { pageInfo: { hasNextPage: false }, nodes: places } } };
    }
    // Levels and returns have their own tests: here there are none.
    if (query === changedLevels) return { data: { location: null } };
    if (query === returnsOfOrders) {
      return { data: { orders: { pageInfo: { hasNextPage: false }, nodes: [] } } };
    }
    // What was deleted has its own tests: here the past is hidden.
    if (query === firstOrder) return { data: { orders: { nodes: [] } } };
    const ids = variables.ids as string[];
    return { data: { nodes: ids.map((id) => nodes.find((node) => node.id === id) ?? null) } };
  };
  return { graphql, asked };
}

test("what a lost delivery left missing or old is found, read again and logged", async () => {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  // Of five orders one was heard, one in an older copy, one deleted; two were never heard of.
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1001, { at: "2026-01-01T10:00:00Z", price: "20.00" }) },
    { topic: "orders/create", body: order(1002, { at: "2026-01-01T10:00:00Z", price: "99.00" }) },
    { topic: "orders/delete", body: { id: 1003 } },
  ]);
  await drainAll(db, shop.id);
  await rowsOf(db, shop.id, "delete from refetch returning 1");
  const { graphql, asked } = shopifyWith([1, 2, 3, 4, 5]);
  const since = new Date("2025-12-31T00:00:00Z");
  const report = await reconcileNow(db, shop, graphql, {
    since,
    now: () => now,
    wait: async () => {},
  });
  expect(asked.filter((each) => each.startsWith("orders"))).toEqual(
    Array.from({ length: 3 }, () => "orders updated_at:>='2025-12-31T00:00:00.000Z'"),
  );
  const found = { kind: "orders", checked: 5, missing: 2, stale: 1, repaired: 3, problem: null };
  expect(report.find(({ kind }) => kind === "orders")).toMatchObject(found);
  expect(await rowsOf(db, shop.id, "select id, gross from orders order by id")).toEqual([
    { id: "1001", gross: 2000n },
    { id: "1002", gross: 2000n },
    { id: "1004", gross: 2000n },
    { id: "1005", gross: 2000n },
  ]);
  const days =
    "select day, value from measure_day where measure = 'orders' and dimension = 'all' order by 1";
  expect((await rowsOf<{ day: string }>(db, shop.id, days)).map(({ day }) => day)).toEqual([
    "2026-01-01",
    "2026-01-02",
    "2026-01-04",
    "2026-01-05",
  ]);
  const logged = await readReconciles(db, shop);
  expect(logged).toHaveLength(6);
  expect(logged.find(({ kind }) => kind === "orders")).toMatchObject({ ...found, startedAt: now });

  // The next night goes back a day behind the last one and finds nothing.
  asked.length = 0;
  const tomorrow = new Date("2026-02-02T03:20:00Z");
  const again = await reconcileNow(db, shop, graphql, {
    now: () => tomorrow,
    wait: async () => {},
  });
  expect(asked[0]).toBe("products updated_at:>='2026-01-31T03:20:00.000Z'");
  expect(again.map(({ missing, stale }) => missing + stale)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("what was promised for an order is asked for where its first delivery was lost", async () => {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  const at = "2026-01-01T10:00:00Z";
  await deliver(db, shop.id, [
    { topic: "orders/updated", body: order(1001, { at, price: "20.00" }) },
    { topic: "orders/updated", body: order(1002, { at, price: "20.00", source_name: "pos" }) },
  ]);
  await drainAll(db, shop.id);
  const { graphql } = shopifyWith([1, 2]);
  const promises: unknown[] = [];
  const watched: Graphql = async (query, variables) => {
    if (query === promisesQuery) promises.push(variables.ids);
    return graphql(query, variables);
  };
  await reconcileNow(db, shop, watched, {
    ...{ since: new Date("2025-12-31T00:00:00Z"), now: () => now, wait: async () => {} },
  });
  expect(promises).toEqual([["gid://shopify/Order/1001"]]);
});

test("a kind that Shopify refuses is said, the others are compared, the next night goes as far back", async () => {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  const { graphql } = shopifyWith([1], ["customers"]);
  const since = new Date("2025-12-31T00:00:00Z");
  const options = { now: () => now, wait: async () => {} };
  const report = await reconcileNow(db, shop, graphql, { ...options, since });
  expect(report.find(({ kind }) => kind === "customers")?.problem).toMatch(
    /approve its permissions/,
  );
  expect(report.find(({ kind }) => kind === "orders")).toMatchObject({ missing: 1, repaired: 1 });
  const [next] = await reconcileNow(db, shop, graphql, options);
  // No comparison has ended well yet: a week back.
  expect(next?.since).toEqual(new Date("2026-01-25T03:20:00Z"));
});

test("from its first row until its end, a comparison under way is seen as such", async () => {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  const { graphql } = shopifyWith([1, 2, 3]);
  const rowsThen: boolean[][] = [];
  const watched: Graphql = async (query, variables) => {
    const runs = await readReconciles(db, shop);
    rowsThen.push(runs.map(({ finishedAt }) => finishedAt === null));
    return graphql(query, variables);
  };
  await reconcileNow(db, shop, watched, { now: () => now, wait: async () => {} });
  const [before, ...during] = rowsThen;
  expect(before).toEqual([]);
  expect(during.length).toBeGreaterThan(3);
  expect(during.filter((unfinished) => !unfinished.includes(true))).toEqual([]);
  expect((await readReconciles(db, shop)).filter(({ finishedAt }) => !finishedAt)).toEqual([]);
});

test("a location that no webhook told is found, one with another name is put right", async () => {
  const made = await testShop(db);
  const shop = (await readShop(db, made.id))!;
  await deliver(db, shop.id, [
    {
      topic: "locations/create",
      body: { id: 7, name: "Old name", country_code: "DE", updated_at: "2026-01-01T00:00:00Z" },
      triggeredAt: "2026-01-01T00:00:00Z",
    },
  ]);
  await drainAll(db, shop.id);
  const place = (id: number, name: string) => ({
    id: `gid://shopify/Location/${id}`,
    name,
    isActive: id !== 8,
    updatedAt: "2026-01-20T00:00:00Z",
    address: { countryCode: "DE", provinceCode: id === 8 ? "BE" : null },
  });
  const { graphql } = shopifyWith([], [], [place(7, "High street"), place(8, "Closed hall")]);
  const options = { now: () => now, wait: async () => {} };
  const found = { kind: "locations", checked: 2, missing: 1, stale: 1, repaired: 2, problem: null };
  expect((await reconcileNow(db, shop, graphql, options))[0]).toMatchObject(found);
  expect(
    await rowsOf(db, shop.id, "select id, name, active, region from location order by id"),
  ).toEqual([
    { id: "7", name: "High street", active: true, region: "DE" },
    { id: "8", name: "Closed hall", active: false, region: "DE-BE" },
  ]);
  const again = await reconcileNow(db, shop, graphql, options);
  expect(again[0]).toMatchObject({ checked: 2, missing: 0, stale: 0, repaired: 0 });

  const { graphql: refusing } = shopifyWith([], ["locations"]);
  const later = { ...options, now: () => new Date(now.getTime() + 1000) };
  expect((await reconcileNow(db, shop, refusing, later))[0]?.problem).toMatch(
    /list locations: open/,
  );
});

test("the client sends the shop's own offline token", async () => {
  const sent: { url: string; token: string | null }[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push({ url: request.url, token: request.headers.get("X-Shopify-Access-Token") });
    return new Response(JSON.stringify({ data: { ok: true } }), {
      headers: { "Content-Type": "application/json" },
    });
  };
  try {
    const graphql = adminGraphql("client.myshopify.com", "offline-token");
    expect(await graphql("{ shop { id } }", {})).toMatchObject({ data: { ok: true } });
  } finally {
    globalThis.fetch = real;
  }
  expect(sent).toEqual([
    {
      url: "https://client.myshopify.com/admin/api/2026-10/graphql.json",
      token: "offline-token",
    },
  ]);
});
