import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { stoppable, stopWords } from "../../app/jobs/stoppable.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const ask = (given: Db, shopId: bigint, sql: string) =>
  inShop(given, shopId, (client) => client.query(sql));

test("a database that is lent answers as the one behind it until it is taken back", async () => {
  const shop = await testShop(db);
  const lent = stoppable(db);
  const one = () => ask(lent.db, shop.id, "select id from shop");
  expect((await one()).rows).toEqual([{ id: shop.id }]);
  expect((await lent.db.owner.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  await expect(lent.db.owner.query("select nothing")).rejects.toMatchObject({ code: "42703" });

  lent.refuse();
  await expect(one()).rejects.toThrow(stopWords);
  await expect(lent.db.owner.query("select 1")).rejects.toThrow(stopWords);
  // The doors of the same process go on.
  expect((await ask(db, shop.id, "select id from shop")).rows).toHaveLength(1);
});

test("what a transaction began before it may end after", async () => {
  const shop = await testShop(db);
  const lent = stoppable(db);
  await inShop(lent.db, shop.id, async (client) => {
    lent.refuse();
    await client.query("update shop set currency = 'SEK'");
  });
  const { rows } = await ask(db, shop.id, "select currency from shop");
  expect(rows).toEqual([{ currency: "SEK" }]);
});

test("statements that still run are ended, those of others are not", async () => {
  const shop = await testShop(db);
  const lent = stoppable(db);
  const sleeping = "select pg_sleep(60)";
  const ended = Promise.allSettled([
    ask(lent.db, shop.id, sleeping),
    lent.db.owner.query(sleeping),
  ]);
  const others = db.owner.query("select pg_sleep(0.5) is not null as slept");
  const running = async () =>
    (
      await db.owner.query(
        "select 1 from pg_stat_activity where query = $1 and state = 'active' and datname = current_database()",
        [sleeping],
      )
    ).rows.length;
  while ((await running()) < 2) await sleep(10);

  await lent.cancel();
  // 57014: query_canceled.
  const cancelled = { status: "rejected", reason: { code: "57014" } };
  expect(await ended).toMatchObject([cancelled, cancelled]);
  expect((await others).rows).toEqual([{ slept: true }]);
});
