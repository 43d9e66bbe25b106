// Who writes reads the shop, may wait long for Shopify or another writer, and then writes for the shop as it is.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { ShopGone } from "../../app/ledger/lock.server.ts";
import { redactShop } from "../../app/ledger/redact.server.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";
import { testShop } from "../database.ts";
import { fileOrder, fulfillment, minute, order, refund, version } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, read } = ledgerForTests();

const sale: Fact[] = [order("1", 0, { customerId: "c" }), refund("R", "1"), fulfillment("F", "1")];
const person: Fact = {
  kind: "customer",
  id: "c",
  version: version(0),
  createdAt: minute(0),
  state: "enabled",
  contact: { email: "mia@example.com", phone: null, firstName: "Mia", lastName: "Berg" },
};

const doors = {
  facts: (shop: ShopContext, facts: Fact[]) =>
    inShop(db(), shop.id, (client) => writeFacts(client, shop, facts)),
  bulk: (shop: ShopContext, facts: Fact[]) =>
    inShop(db(), shop.id, (client) => writeBulk(client, shop, packBulk(facts))),
};

for (const [door, write] of Object.entries(doors)) {
  test(`${door}: days are of the zone that was told after the shop was read`, async () => {
    const asRead = await testShop(db(), { timeZone: "UTC" });
    await updateShop(db(), asRead, { timeZone: "America/Los_Angeles" });
    // Orders of a file go the way of other facts through a bulk.
    await write(asRead, [...sale, fileOrder("2"), refund("R3", "3")]);
    await write(asRead, [refund("R4", "4")]);
    // Midnight in London is four in the afternoon in Los Angeles.
    const days =
      "select id, sale_day::text as day from orders union all select id, refund_day::text from refund order by id";
    expect(await read(asRead, days)).toEqual(
      ["1", "2", "R", "R3", "R4"].map((id) => ({ id, day: "2026-02-28" })),
    );
  });

  test(`${door}: orders count in the currency that was told after the shop was read`, async () => {
    const asRead = await testShop(db(), { currency: "USD" });
    await updateShop(db(), asRead, { currency: "EUR" });
    await write(asRead, [order("1", 0, { currency: "EUR" }), order("2", 0, { currency: "USD" })]);
    expect(await read(asRead, "select id, left_out from orders order by id")).toEqual([
      { id: "1", left_out: null },
      { id: "2", left_out: "currency" },
    ]);
  });

  test(`${door}: nothing is written for a shop that is erased while one waits`, async () => {
    const shop = await testShop(db());
    let finish = () => {};
    const isErased = new Promise<void>((erased) => (finish = erased));
    const erasing = inShop(db(), shop.id, async (client) => {
      await redactShop(client, shop);
      finish();
      await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    });
    await isErased;
    const writing = expect(write(shop, [...sale, person])).rejects.toThrow(ShopGone);
    await erasing;
    await writing;
    expect(await tablesWithRowsOf(shop)).toEqual([]);
  });
}

async function waiting(): Promise<number> {
  const { rows } = await db().owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.n ?? 0;
}

async function tablesWithRowsOf({ id }: ShopContext): Promise<string[]> {
  const { rows: tables } = await db().owner.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.columns
     where table_schema = 'public' and column_name = 'shop_id'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db().owner.query(`select from ${name} where shop_id = $1 limit 1`, [id]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
