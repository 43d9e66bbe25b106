// What is tried again, for how long, and what the Data page says meanwhile.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { backfillState } from "../../../app/ingest/backfill/state.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { rowsOf } from "../deliver.ts";
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
const lines = Array.from({ length: 20 }, (_, n) => bulkOrder(n + 1)).flat();

async function begun() {
  shopify = await bulkShopify((kind) => (kind === "orders" ? lines : []));
  const made = await testShop(db);
  const shop = { ...(await wholeShop(db, made.id)), installedAt: new Date(0) };
  await startBackfill(db, shop, { now });
  return shop;
}

test("hours of silence cost no attempt: an operation that fails afterwards is asked for again", async () => {
  const shop = await begun();
  let silent = 0;
  shopify.instead = () => {
    silent += 1;
    // Six questions a minute, for two hours.
    if (silent > 720) return undefined;
    throw new Error("fetch failed");
  };
  let failing = 2;
  shopify.ends = (operation) => {
    if (operation.kind === "orders" && failing-- > 0) {
      Object.assign(operation, { status: "FAILED", errorCode: "TIMEOUT", url: null });
    }
  };
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  expect((await backfillState(db, shop)).kinds.map(({ problem }) => problem)).toEqual(
    Array(6).fill("Shopify did not answer; asked again soon."),
  );
  const state = await runBackfill(db, shop, shopify.graphql, { from: now, turns: 400 });
  expect(state.state).toBe("done");
  expect(state.kinds.map(({ problem }) => problem)).toEqual(Array(6).fill(null));
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(20);
});

test("words of a trouble that is over go away while the operation still runs", async () => {
  const shop = await begun();
  shopify.ends = (operation) => (operation.status = "RUNNING");
  const minute = (n: number) => new Date(now.getTime() + n * 60_000);
  const look = async (n: number) => {
    await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => minute(n) });
    return (await backfillState(db, shop)).kinds.find(({ kind }) => kind === "orders")?.problem;
  };
  expect(await look(0)).toBeNull();
  shopify.instead = () => {
    throw new Error("fetch failed");
  };
  expect(await look(1)).toMatch(/did not answer/);
  shopify.instead = () => undefined;
  expect(await look(3)).toBeNull();
});

test("what was under way when the shop left begins anew when it comes back", async () => {
  const shop = await begun();
  shopify.ends = (operation) => (operation.status = "RUNNING");
  await advanceBackfill(db, shop, { graphql: shopify.graphql, now: () => now });
  const states = async () =>
    (await backfillState(db, shop)).kinds.map(({ state }) => state).toSorted();
  expect(await states()).toEqual([...Array(5).fill("running"), "waiting"]);
  expect(await startBackfill(db, shop, { now })).toBe(0);

  const back = new Date(now.getTime() + 20 * 86_400_000);
  const returned = { ...shop, installedAt: back };
  expect(await startBackfill(db, returned, { now: back })).toBe(6);
  expect(await states()).toEqual(Array(6).fill("waiting"));
  expect(await startBackfill(db, returned, { now: back })).toBe(0);
  shopify.ends = () => {};
  expect(await runBackfill(db, returned, shopify.graphql, { from: back })).toMatchObject({
    state: "done",
  });
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(20);
});
