import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { analyzeGrown } from "../../../app/ledger/database/statistics.server.ts";
import { writeFacts } from "../../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { order } from "../make.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

test("tables that were filled or have grown a lot are analyzed, once", async () => {
  await analyzeGrown(db.owner);
  const shop = await testShop(db);
  const orders = Array.from({ length: 50 }, (_, n) => order(`${n}`, n));
  await inShop(db, shop.id, (client) => writeFacts(client, shop, orders));
  expect(await analyzeGrown(db.owner)).toEqual(expect.arrayContaining(["order_line", "orders"]));
  const { rows } = await db.owner.query("select reltuples from pg_class where relname = 'orders'");
  expect(rows).toEqual([{ reltuples: 50 }]);
  expect(await analyzeGrown(db.owner)).toEqual([]);
  // Two more are part of a page; 20,000 fill a hundred.
  const more = (from: number, count: number) =>
    db.owner.query(
      `insert into customer (shop_id, id, updated_at, triggered_at, hash, state)
       select $1, n::text, now(), now(), 'hash', 'enabled' from generate_series($2::int, $3) n`,
      [shop.id, from, from + count - 1],
    );
  await more(1, 2);
  expect(await analyzeGrown(db.owner)).toEqual(["customer"]);
  await more(3, 2);
  expect(await analyzeGrown(db.owner)).toEqual([]);
  await more(5, 20_000);
  expect(await analyzeGrown(db.owner)).toEqual(["customer"]);
});
