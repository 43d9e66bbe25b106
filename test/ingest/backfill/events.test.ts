import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { readEvents } from "../../../app/ingest/backfill/events.server.ts";
import type { Graphql } from "../../../app/ingest/refetch.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { deliver, drainAll, order, rowsOf } from "../deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = new Date("2026-03-10T00:00:00Z");

type Told = { id: number; createdAt: string; action?: string; byApp?: boolean; subject?: string };

/** Events by page, as Shopify gives them: filtered by time, oldest first. */
function timeline(told: Told[], { perPage = 2, fails = new Set<number>() } = {}) {
  const asked: { query: string; after: unknown }[] = [];
  const graphql: Graphql = async (_query, variables) => {
    asked.push({ query: String(variables.query), after: variables.after });
    if (fails.has(asked.length)) {
      const throttleStatus = { currentlyAvailable: 10, restoreRate: 100 };
      const extensions = { cost: { requestedQueryCost: 510, throttleStatus } };
      return { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }], extensions };
    }
    const since = /created_at:>='([^']+)'/.exec(String(variables.query))?.[1] ?? "";
    const found = told.filter(({ createdAt }) => Date.parse(createdAt) >= Date.parse(since));
    const start = Number(variables.after ?? 0);
    const nodes = found.slice(start, start + perPage).map((each) => ({
      id: `gid://shopify/BasicEvent/${each.id}`,
      action: each.action ?? "fulfillment_success",
      createdAt: each.createdAt,
      attributeToApp: each.byApp ?? false,
      attributeToUser: !(each.byApp ?? false),
      subjectId: each.subject ?? "gid://shopify/Order/1",
    }));
    const end = start + nodes.length;
    const pageInfo = { hasNextPage: end < found.length, endCursor: String(end) };
    return { data: { events: { pageInfo, nodes } } };
  };
  return { graphql, asked };
}

const stored = (shopId: bigint) =>
  rowsOf<{ id: string; by_app: boolean }>(
    db,
    shopId,
    "select id, by_app from order_event order by id",
  );

test("a year of timelines becomes facts that are measured, other things' events none", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await drainAll(db, shop.id);
  const { graphql, asked } = timeline([
    { id: 1, createdAt: "2026-03-01T11:00:00Z", byApp: true },
    { id: 2, createdAt: "2026-03-01T12:00:00Z" },
    { id: 3, createdAt: "2026-03-02T12:00:00Z", subject: "gid://shopify/Product/9" },
  ]);
  expect(await readEvents(db, shop, { graphql, now: () => now })).toEqual({
    events: 2,
    isDone: true,
  });
  // 365 days before the reading.
  expect(asked[0]?.query).toBe("subject_type:ORDER created_at:>='2025-03-10T00:00:00.000Z'");
  expect(await stored(shop.id)).toEqual([
    { id: "1", by_app: true },
    { id: "2", by_app: false },
  ]);
  const measured = await rowsOf<{ measure: string; value: string }>(
    db,
    shop.id,
    `select measure, value from measure_day where dimension = 'all' and day = '2026-03-01'
       and measure in ('app-events', 'user-events') order by 1`,
  );
  expect(measured).toEqual([
    { measure: "app-events", value: "1" },
    { measure: "user-events", value: "1" },
  ]);
});

test("a reading that is throttled waits for the points, and the next one takes only what is new", async () => {
  const shop = await testShop(db);
  const told: Told[] = Array.from({ length: 5 }, (_, n) => ({
    id: n + 1,
    createdAt: `2026-03-0${n + 1}T12:00:00Z`,
  }));
  const waits: number[] = [];
  const { graphql, asked } = timeline(told, { fails: new Set([2]) });
  const asking = { graphql, wait: async (ms: number) => void waits.push(ms) };
  await readEvents(db, shop, { ...asking, now: () => now });
  // 510 points asked for, 10 there, 100 a second.
  expect(waits).toEqual([5_000]);
  expect(await stored(shop.id)).toHaveLength(5);

  told.push({ id: 6, createdAt: "2026-03-10T00:10:00Z" });
  asked.length = 0;
  const later = new Date("2026-03-10T00:15:00Z");
  expect(await readEvents(db, shop, { ...asking, now: () => later })).toMatchObject({ events: 1 });
  expect(asked).toEqual([
    { query: "subject_type:ORDER created_at:>='2026-03-09T23:50:00.000Z'", after: null },
  ]);
  expect(await stored(shop.id)).toHaveLength(6);
});

test("a reading that breaks off keeps its pages and goes on behind them", async () => {
  const shop = await testShop(db);
  const told: Told[] = Array.from({ length: 6 }, (_, n) => ({
    id: n + 1,
    createdAt: `2026-03-0${n + 1}T12:00:00Z`,
  }));
  const { graphql, asked } = timeline(told);
  let calls = 0;
  const breaking: Graphql = async (query, variables) => {
    calls += 1;
    if (calls === 3) {
      return { errors: [{ message: "no", extensions: { code: "INTERNAL_SERVER_ERROR" } }] };
    }
    return graphql(query, variables);
  };
  await expect(readEvents(db, shop, { graphql: breaking, now: () => now })).rejects.toThrow("no");
  expect(await stored(shop.id)).toHaveLength(4);
  asked.length = 0;
  await readEvents(db, shop, { graphql, now: () => now });
  expect(asked.map(({ after }) => after)).toEqual(["4"]);
  expect(await stored(shop.id)).toHaveLength(6);
});
