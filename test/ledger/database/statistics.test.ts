import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { analyzeUnknown } from "../../../app/ledger/database/statistics.server.ts";
import { writeFacts } from "../../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { order } from "../make.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

test("tables that a first history filled are analyzed, once", async () => {
  await analyzeUnknown(db.owner);
  const shop = await testShop(db);
  const orders = Array.from({ length: 50 }, (_, n) => order(`${n}`, n));
  await inShop(db, shop.id, (client) => writeFacts(client, shop, orders));
  expect(await analyzeUnknown(db.owner)).toEqual(expect.arrayContaining(["order_line", "orders"]));
  const { rows } = await db.owner.query("select reltuples from pg_class where relname = 'orders'");
  expect(rows).toEqual([{ reltuples: 50 }]);
  expect(await analyzeUnknown(db.owner)).toEqual([]);
});
