import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { JobDeps, JobSpec } from "../../app/jobs/job.ts";
import { placeShopJob } from "../../app/jobs/place-shop.ts";
import { recommendShopJob } from "../../app/jobs/recommend-shop.ts";
import { sweepJob } from "../../app/jobs/sweep.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { readPlacementState } from "../../app/ledger/recommend/placement.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order, product } from "../ledger/make.ts";
import { createAdminApi } from "../platform/admin-api.ts";
import { emptyStore } from "../platform/store.ts";

let db: Db;
let shop: ShopContext;
let asked: JobSpec[] = [];
let scopes = ["read_products"];
let now = minute(0);
let deps: JobDeps;
const store = emptyStore();

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  const api = createAdminApi(store, () => scopes);
  deps = {
    db,
    now: () => now,
    graphqlFor: async () => async (query, variables) => api.run({ query, variables }) as never,
    addJobs: async (specs) => void asked.push(...specs),
  };
  const ids = ["1", "2", "3"];
  for (const id of ids) {
    store.products.set(Number(id), {
      admin_graphql_api_id: `gid://shopify/Product/${id}`,
    } as never);
  }
  const orders = Array.from({ length: 20 }, (_, n) => {
    const held = n < 10 ? ["1", "2"] : ["3"];
    const lines = held.map((productId, position) => line(`${position}`, { position, productId }));
    return order(`${n}`, 0, { lines });
  });
  const things = ids.map((id) => ({
    ...product(id, 0, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] }),
    publishedAt: minute(0),
  }));
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [...orders, ...things]));
});
afterAll(() => db.close());

const specs = () => asked.filter(({ name }) => name === "place-shop");
const sweep = async () => {
  asked = [];
  await sweepJob.run({}, deps);
  return specs();
};

test("the count has lists placed; refused as a whole they are not asked for again within the hour", async () => {
  await recommendShopJob.run({ shopId: `${shop.id}` }, deps);
  expect(specs()).toMatchObject([{ queue: `place:${shop.id}`, key: `place-shop:${shop.id}` }]);
  const payload = specs()[0]!.payload;
  await placeShopJob.run(payload, deps);
  const state = await inShop(db, shop.id, (client) => readPlacementState(client, shop));
  expect(state.words).toContain("Access denied");
  expect(await sweep()).toEqual([]);
  // The merchant accepts; an hour later the sweep asks.
  scopes = ["read_products", "write_products"];
  now = minute(61);
  expect(await sweep()).toHaveLength(1);
  await placeShopJob.run(payload, deps);
  expect(store.metafields.size).toBe(4);
  expect(await sweep()).toEqual([]);
});

test("a shop that removed the app and took it back gets every list anew", async () => {
  store.metafields.clear();
  const again = new Date(minute(61).getTime() + 1000);
  await inShop(db, shop.id, (client) => client.query("update shop set installed_at = $1", [again]));
  const [spec] = await sweep();
  await placeShopJob.run(spec!.payload, deps);
  expect(store.metafields.size).toBe(4);
  expect(await sweep()).toEqual([]);
});
