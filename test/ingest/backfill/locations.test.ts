import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../app/db.server.ts";
import { Refused } from "../../../app/ingest/backfill/ask.server.ts";
import { readLocations } from "../../../app/ingest/backfill/locations.server.ts";
import type { GraphqlAnswer } from "../../../app/ingest/refetch.server.ts";
import { createAdminApi } from "../../platform/admin-api.ts";
import { generateStore } from "../../platform/trade.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { deliver, drainAll, rowsOf } from "../deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = new Date("2026-03-01T12:00:00Z");
const { store } = generateStore({ orders: 60, seed: 3, now });

const asking = (scopes: string[]) => {
  const api = createAdminApi(store, () => scopes);
  return {
    graphql: async (query: string, variables: Record<string, unknown>) =>
      (await api.run({ query, variables })) as GraphqlAnswer,
    now: () => now,
    wait: async () => {},
  };
};

const locations = (shopId: bigint) =>
  rowsOf(db, shopId, "select id, name, active, region, hash, updated_at from location order by id");

test("locations read are the locations told, and orders at a till get their region", async () => {
  const read = await testShop(db, { currency: "EUR" });
  const told = await testShop(db, { currency: "EUR" });
  const bodies = [...store.locations.values()];
  const orders = [...store.orders.values()].map((body) => ({ topic: "orders/create", body }));
  for (const { id } of [read, told]) {
    await deliver(db, id, orders);
    await drainAll(db, id);
  }
  await deliver(
    db,
    told.id,
    bodies.map((body) => ({ topic: "locations/create", body })),
  );
  await drainAll(db, told.id);
  expect(await readLocations(db, read, asking(["read_locations"]))).toBe(bodies.length);

  expect(await locations(read.id)).toEqual(await locations(told.id));
  expect(await locations(read.id)).toHaveLength(bodies.length);
  const regions =
    "select key, sum(value) from measure_day where measure = 'orders' and dimension = 'region' group by 1 order by 1";
  const counted = await rowsOf(db, read.id, regions);
  expect(counted).toEqual(await rowsOf(db, told.id, regions));
  const nowhere = "select id from orders where location_id is not null and region = 'unknown'";
  expect(await rowsOf(db, read.id, nowhere)).toEqual([]);
  const atTills =
    "select id from orders where location_id is not null and given_region = 'unknown'";
  expect((await rowsOf(db, read.id, atTills)).length).toBeGreaterThan(0);
});

test("without the scope it is refused, and what is known stays", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  await readLocations(db, shop, asking(["read_locations"]));
  const before = await locations(shop.id);
  await expect(readLocations(db, shop, asking(["read_orders"]))).rejects.toThrow(Refused);
  expect(await locations(shop.id)).toEqual(before);
});
