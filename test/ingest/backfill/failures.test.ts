// Every way in which Shopify can fail a backfill: recovered, or said with what to do.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { runBulk } from "../../../app/ingest/backfill/documents.ts";
import { loadBackfill } from "../../../app/ingest/backfill/load.server.ts";
import { operationEnded, startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { backfillState } from "../../../app/ingest/backfill/state.server.ts";
import { t } from "../../../app/panels/translate.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { deliver, drainAll, order, rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import type { BulkShopify } from "./bulk-shopify.ts";
import { bulkOrder } from "./make.ts";
import { runBackfill, wholeShop } from "./run.ts";

let db: Db;
let shopify: BulkShopify;
beforeAll(async () => {
  db = await freshDatabase();
});
afterEach(() => shopify.close());
afterAll(() => db.close());

const now = new Date("2026-03-02T00:00:00Z");
const count = 60;
const lines = Array.from({ length: count }, (_, n) => bulkOrder(n + 1)).flat();

async function begun(given: string[] = lines, of = "orders") {
  shopify = await bulkShopify((kind) => (kind === of ? given : []));
  const made = await testShop(db);
  const shop = { ...(await wholeShop(db, made.id)), installedAt: new Date(0) };
  expect(await startBackfill(db, shop, { now })).toBe(6);
  return shop;
}

const orders = (shopId: bigint) =>
  rowsOf<{ id: string; gross: bigint }>(db, shopId, "select id, gross from orders order by id");

const kindOf = (state: Awaited<ReturnType<typeof backfillState>>, kind: string) =>
  state.kinds.find((each) => each.kind === kind);

test("two starts are one run, and at most five operations run at once", async () => {
  const shop = await begun();
  expect(await startBackfill(db, shop, { now })).toBe(0);
  shopify.ends = (operation) => (operation.status = "RUNNING");
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  expect(shopify.operations).toHaveLength(5);
  const first = shopify.operations[0]!;
  first.status = "COMPLETED";
  // The word that it ended comes before the next look.
  expect(await operationEnded(db, shop.id, first.id, now)).toBe(true);
  expect(await operationEnded(db, shop.id, "gid://shopify/BulkOperation/999", now)).toBe(false);
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  expect(shopify.operations).toHaveLength(6);
  for (const each of shopify.operations) each.status = "COMPLETED";
  expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({
    state: "done",
    historyFrom: "2026-01-01",
  });
  expect(await orders(shop.id)).toHaveLength(count);
  expect(await startBackfill(db, shop, { now })).toBe(0);
});

test.for(["FAILED", "CANCELED", "EXPIRED"])(
  "an operation that ends as %s is asked for again",
  async (status) => {
    const shop = await begun();
    let left = 2;
    shopify.ends = (operation) => {
      if (operation.kind === "orders" && left-- > 0) {
        Object.assign(operation, {
          status,
          url: null,
          errorCode: status === "FAILED" ? "TIMEOUT" : null,
        });
      }
    };
    expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({ state: "done" });
    expect(await orders(shop.id)).toHaveLength(count);
  },
);

test("an operation that never succeeds leaves its part and says what to do; a retry mends it", async () => {
  const shop = await begun();
  const [head, ...rest] = lines;
  shopify.ends = (operation, all) => {
    if (operation.kind !== "orders") return;
    // The last line is torn, as a file that was broken off has it.
    all.splice(0, all.length, head!, rest[0]!, rest[1]!.slice(0, 40));
    Object.assign(operation, { status: "FAILED", errorCode: "INTERNAL_SERVER_ERROR" });
    operation.partialDataUrl = operation.url;
    operation.url = null;
  };
  const state = await runBackfill(db, shop, shopify.graphql);
  expect(state.state).toBe("failed");
  const button = t("data.history.retry");
  expect(kindOf(state, "orders")?.problem).toContain(`part could be read. Choose “${button}”`);
  expect(await orders(shop.id)).toHaveLength(1);

  lines.splice(
    0,
    lines.length,
    ...Array.from({ length: count }, (_, n) => bulkOrder(n + 1)).flat(),
  );
  shopify.ends = () => {};
  expect(await startBackfill(db, shop, { now })).toBe(1);
  expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({ state: "done" });
  expect(await orders(shop.id)).toHaveLength(count);
});

test("a missing scope is said with the scope, and the other kinds are read all the same", async () => {
  const shop = await begun();
  shopify.instead = (query, { query: asked }) =>
    query === runBulk && String(asked).includes("customers {")
      ? { errors: [{ message: "Access denied", extensions: { code: "ACCESS_DENIED" } }] }
      : undefined;
  const state = await runBackfill(db, shop, shopify.graphql);
  expect(state.state).toBe("failed");
  expect(kindOf(state, "customers")?.problem).toMatch(/permission read_customers is missing/);
  expect(kindOf(state, "customers")?.problem).toContain(`choose “${t("data.history.retry")}”`);
  expect(kindOf(state, "orders")?.state).toBe("done");
  expect(await orders(shop.id)).toHaveLength(count);
});

test("a token that is no longer taken is said, and the next sign-in goes on", async () => {
  const shop = await begun();
  const revoked = async () => {
    throw Object.assign(new Error("Unauthorized"), { response: { code: 401 } });
  };
  const state = await runBackfill(db, shop, revoked);
  expect(state.state).toBe("failed");
  expect(kindOf(state, "orders")?.problem).toMatch(/Open Fourfold in the Shopify admin once/);
  expect(await startBackfill(db, shop, { now })).toBe(6);
  expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({ state: "done" });
});

test("throttling, a busy shop and silence are waited for", async () => {
  const shop = await begun();
  let asked = 0;
  shopify.instead = (query) => {
    asked += 1;
    if (asked <= 6) {
      return { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] };
    }
    if (asked <= 12 && query === runBulk) {
      const userErrors = [
        {
          field: null,
          message: "busy",
          code: asked % 2 ? "OPERATION_IN_PROGRESS" : "LIMIT_REACHED",
        },
      ];
      return { data: { bulkOperationRunQuery: { bulkOperation: null, userErrors } } };
    }
    if (asked <= 16) throw new Error("fetch failed");
    return undefined;
  };
  expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({ state: "done" });
  expect(await orders(shop.id)).toHaveLength(count);
});

test.for([
  ["an address that is gone", (body: Buffer) => ({ status: 403, body: body.subarray(0, 0) })],
  ["an unknown address", (body: Buffer) => ({ status: 404, body: body.subarray(0, 0) })],
  ["a failing file server", (body: Buffer) => ({ status: 503, body: body.subarray(0, 0) })],
  ["a file that breaks off", (body: Buffer) => ({ status: 200, body: body.subarray(0, 400) })],
] as const)("%s is fetched again", async ([, broken]) => {
  const shop = await begun();
  let left = 4;
  shopify.serves = (body) => (left-- > 0 ? broken(body) : { status: 200, body });
  expect(await runBackfill(db, shop, shopify.graphql)).toMatchObject({ state: "done" });
  expect(await orders(shop.id)).toHaveLength(count);
});

test("a broken line costs its own order only, which is read again by its id", async () => {
  const given = Array.from({ length: 3 }, (_, n) => bulkOrder(n + 1));
  given[1]![0] = given[1]![0]!.replace('"currencyCode":"USD"', '"currencyCode":null');
  const shop = await begun(given.flat());
  const state = await runBackfill(db, shop, shopify.graphql);
  expect(kindOf(state, "orders")).toMatchObject({
    state: "done",
    problem: "1 could not be read from Shopify's file; read again one by one.",
  });
  expect((await orders(shop.id)).map(({ id }) => id)).toEqual(["1001", "1003"]);
  expect(await rowsOf(db, shop.id, "select kind, id from refetch")).toEqual([
    { kind: "order", id: "1002" },
  ]);
});

test("a broken line that stands by itself is counted, and said with what to do", async () => {
  const shop = await begun(["{ no JSON", '{"id":"gid://shopify/Customer/7"}'], "customers");
  const state = await runBackfill(db, shop, shopify.graphql);
  expect(kindOf(state, "customers")).toMatchObject({
    state: "done",
    problem: `2 could not be read from Shopify's file. Choose “${t("data.history.again")}” on the Data page.`,
  });
});

test("a webhook during the backfill wins when it is newer, and loses when it is older", async () => {
  const shop = await begun();
  const at = "2026-01-01T10:00:00Z";
  await deliver(db, shop.id, [
    {
      topic: "orders/updated",
      body: order(1001, { at, updatedAt: "2026-02-01T00:00:00Z", price: "77.00" }),
    },
    {
      topic: "orders/updated",
      body: order(1002, { at, updatedAt: "2025-12-01T00:00:00Z", price: "77.00" }),
    },
    { topic: "orders/delete", body: { id: 1003 } },
  ]);
  await drainAll(db, shop.id);
  await runBackfill(db, shop, shopify.graphql);
  const read = await orders(shop.id);
  expect(read).toHaveLength(count - 1);
  expect(read.slice(0, 2)).toEqual([
    { id: "1001", gross: 7700n },
    { id: "1002", gross: 2000n },
  ]);
  expect(read.some(({ id }) => id === "1003")).toBe(false);
});

test("a merge that is broken off anywhere goes on where it ended and counts nothing twice", async () => {
  const shop = await begun();
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  const later = () => new Date(now.getTime() + 60_000);
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: later });
  // As a process leaves it that died after a batch.
  await rowsOf(
    db,
    shop.id,
    `update backfill set state = 'loading', position = '1020', done = 40 where kind = 'orders' returning 1`,
  );
  const waits = "update backfill set state = 'done' where kind = 'products' returning 1";
  await rowsOf(db, shop.id, waits);
  const stop = new AbortController();
  stop.abort();
  await loadBackfill(db, shop, { now: later, signal: stop.signal }).catch(() => {});
  expect(await orders(shop.id)).toHaveLength(0);
  await runBackfill(db, shop, shopify.graphql);
  expect((await orders(shop.id)).map(({ id }) => id)).toEqual(
    Array.from({ length: 40 }, (_, n) => String(1021 + n)),
  );
  const state = await backfillState(db, shop);
  expect(kindOf(state, "orders")).toMatchObject({ done: 120, objects: 120, state: "done" });
});
