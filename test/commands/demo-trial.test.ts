// What a customer of the made-up shop gets through the app proxy while the demo's own trial runs.
import { afterAll, beforeAll, expect, test } from "vitest";
import { armOf } from "../../app/analysis/experiments/assign.ts";
import { demoArms, demoSalt, furnishTrial } from "../../app/commands/demo-trial.server.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { stopExperiment } from "../../app/ledger/experiments.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { createProxy } from "../../app/proxy.server.ts";
import { heldOut, recommendations } from "../../app/scorecard/experiment.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll } from "../ingest/deliver.ts";
import { proxyQuery } from "../platform/proxy.ts";
import { generateStore } from "../platform/trade.ts";

const secret = "demo-secret";
// Cards of the block on the made-up shop's first page: fewer items leave it as it stands.
const cards = 4;
const now = new Date("2026-03-01T12:00:00Z");
const { store } = generateStore({ orders: 150, seed: 1, now });
const people = [...store.customers.keys()].map(String);
let db: Db;
let shop: ShopContext & { domain: string };

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db, { timeZone: store.shop.timeZone, currency: store.shop.currency });
  const told = (topic: string, bodies: Iterable<object>) =>
    [...bodies].map((body) => ({ topic, body }));
  await deliver(db, shop.id, [
    ...told("products/update", store.products.values()),
    ...told("inventory_items/update", store.inventoryItems.values()),
    ...told("orders/create", store.orders.values()),
  ]);
  await drainAll(db, shop.id);
  await refreshRecommendations(db, shop, { now });
  await furnishTrial(db, shop.domain, now);
});
afterAll(() => db.close());

/** Products that each customer gets. */
async function listed(): Promise<Map<string, number>> {
  const proxy = createProxy(db, [secret]);
  const counts = new Map<string, number>();
  for (const customerId of people) {
    const given = { shop: shop.domain, customerId, secret, now };
    const query = proxyQuery(new URLSearchParams(`limit=${cards}`), given);
    const answer = await proxy.answer(query, now);
    counts.set(customerId, answer.status === 200 ? answer.list.items.length : -1);
  }
  return counts;
}

test("whoever the demo's trial does not hold out sees a full list, the first customers do", async () => {
  const held = people.filter((id) => armOf(demoArms, demoSalt, id) === heldOut);
  expect(held.length).toBeGreaterThan(0);
  for (const [id, count] of await listed())
    expect([id, count]).toEqual([id, held.includes(id) ? 0 : cards]);
  for (const id of people.slice(0, 20)) expect(held).not.toContain(id);
});

test("without a trial every customer of the made-up shop sees a full list", async () => {
  await inShop(db, shop.id, (client) =>
    stopExperiment(client, shop, { of: recommendations, at: now }),
  );
  const counts = await listed();
  expect([...counts.values()].filter((count) => count !== cards)).toEqual([]);
});
