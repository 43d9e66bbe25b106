// Whoever searches the log for a delivery that Shopify names finds what became of it.
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { env } from "../../app/env.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import { topics } from "../../app/ingest/topics/index.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, order } from "./deliver.ts";

let db: Db;
const { LOG_LEVEL } = env;
beforeAll(async () => {
  db = await freshDatabase();
});
afterEach(() => {
  env.LOG_LEVEL = LOG_LEVEL;
  vi.restoreAllMocks();
});
afterAll(() => db.close());

/** Lines that are logged while one delivery is drained. */
async function loggedOf(id: string, body: string) {
  const shop = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body, id }]);
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  env.LOG_LEVEL = "error";
  await drainShop(db, shop.id, { now: new Date() });
  return { shopId: String(shop.id), lines: lines.map((line) => JSON.parse(line) as object) };
}

test("one that the database refuses is logged by its id, topic and shop", async () => {
  const huge = JSON.stringify(order(13)).replaceAll('quantity":1', 'quantity":3000000000');
  const { shopId, lines } = await loggedOf("huge", huge);
  expect(lines).toMatchObject([
    { level: "error", topic: "orders/create", delivery: "huge", shopId },
  ]);
});

test("so is one on which the app itself fails", async () => {
  vi.spyOn(topics.get("orders/create")!, "toFacts").mockImplementation(() => {
    throw new TypeError("a fault of ours");
  });
  const { shopId, lines } = await loggedOf("ours", JSON.stringify(order(14)));
  expect(lines).toMatchObject([
    { level: "error", topic: "orders/create", delivery: "ours", shopId },
  ]);
});
