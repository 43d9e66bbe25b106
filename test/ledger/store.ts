import { afterAll, beforeAll } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase } from "../database.ts";

type Row = Record<string, unknown>;

/** A database for the test file that calls it, and what every ledger test does with it. */
export function ledgerForTests() {
  let db: Db;
  beforeAll(async () => void (db = await freshDatabase()));
  afterAll(() => db.close());
  const read = (shop: ShopContext, sql: string) =>
    inShop(db, shop.id, async (client) => (await client.query<Row>(sql)).rows);
  return {
    db: () => db,
    read,
    write: (shop: ShopContext, ...facts: Fact[]) =>
      inShop(db, shop.id, (client) => writeFacts(client, shop, facts)),
    /** Takes the dirty days away. */
    days: async (shop: ShopContext) =>
      (await read(shop, "delete from dirty_day returning day")).map(({ day }) => day).sort(),
  };
}
