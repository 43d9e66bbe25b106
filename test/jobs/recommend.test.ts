import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { JobDeps, JobSpec } from "../../app/jobs/job.ts";
import { recommendAllJob, recommendShopJob } from "../../app/jobs/recommend-shop.ts";
import { sweepJob } from "../../app/jobs/sweep.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { minute, order } from "../ledger/make.ts";

let db: Db;
let shop: ShopContext;
let asked: JobSpec[] = [];
let deps: JobDeps;

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  deps = {
    db,
    now: () => minute(0),
    graphqlFor: async () => null,
    addJobs: async (specs) => void asked.push(...specs),
  };
});
afterAll(() => db.close());

const waiting = async () => {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ id: string }>("select order_id as id from recommend_due order by 1"),
  );
  return rows.map(({ id }) => id);
};
const askedFor = () => asked.filter(({ name }) => name === "recommend-shop");

test("a new order waits until the sweep asks for the count, which settles it", async () => {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [order("1"), order("2")]));
  expect(await waiting()).toEqual(["1", "2"]);
  asked = [];
  await sweepJob.run({}, deps);
  expect(askedFor()).toMatchObject([
    { payload: { shopId: `${shop.id}` }, queue: `recommend:${shop.id}` },
  ]);
  await recommendShopJob.run(askedFor()[0]!.payload, deps);
  expect(await waiting()).toEqual([]);
  asked = [];
  await sweepJob.run({}, deps);
  expect(askedFor()).toEqual([]);
});

test("each night every shop is counted anew, even one that was never counted", async () => {
  asked = [];
  await recommendAllJob.run({}, deps);
  expect(await waiting()).toEqual([""]);
  expect(askedFor()).toHaveLength(1);
  await recommendShopJob.run(askedFor()[0]!.payload, deps);
  expect(await waiting()).toEqual([]);
});
