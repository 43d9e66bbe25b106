// A person is redacted while two batches of a history that tells of them are on their way.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import { testShop } from "../database.ts";
import { back, line, minute, order, refund, version } from "./make.ts";
import { locks, putBatch, twoDerived } from "./side-by-side.ts";
import { snapshot } from "./snapshot.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read } = ledgerForTests();

const id = "7700770077";
const contact = {
  email: "xenia@example.com",
  phone: "+4915112345678",
  firstName: "Xenia",
  lastName: "Quillington",
};
const needles = [id, "QX17ZY", ...Object.values(contact)];
const person: Fact = {
  ...{ kind: "customer", id, version: version(0, contact), createdAt: null },
  ...{ state: "enabled", contact },
};
const bought = (orderId: string, at: number, gross: bigint) =>
  order(orderId, 0, {
    ...{ customerId: id, postcode: "QX17ZY", processedAt: minute(at) },
    lines: [line("1", { gross })],
  });
const others = (orderId: string) => order(orderId, 0, { customerId: "8", processedAt: minute(9) });

// Their orders lie in both batches, in the order of neither; a third batch comes after the redaction.
const first = [person, bought("1", 10, 1000n), others("2")];
const second = [
  bought("3", 5, 2000n),
  bought("4", 20, 4000n),
  refund("R", "4", 0, { lines: [back("1", { amount: 4000n })] }),
];
const third = [person, bought("5", 30, 8000n), others("6")];

const redact = (shop: ShopContext) =>
  inShop(db(), shop.id, (client) =>
    redactCustomer(client, shop, {
      ...{ customerId: id, email: contact.email, phone: contact.phone, orderIds: ["1", "3"] },
    }),
  );

const masked = async (shop: ShopContext) =>
  JSON.parse(
    JSON.stringify(await snapshot(db(), shop)).replace(/redacted:[0-9a-f-]+/g, "redacted"),
  ) as Record<string, string[]>;

/** Tables in which a row of the shop holds what the person was called; of tombstones the id may. */
async function tablesThatName(shop: ShopContext): Promise<string[]> {
  const tables = await read(
    shop,
    `select quote_ident(table_name) as name from information_schema.columns
     where table_schema = 'public' and column_name = 'shop_id' and table_name <> 'tombstone'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db().owner.query(
      `select from ${String(name)} t where shop_id = $1 and t::text ~* any($2::text[])`,
      [shop.id, needles.map((needle) => needle.replace("+", "\\+"))],
    );
    if (rows.length > 0) found.push(String(name));
  }
  return found.sort();
}

test("a redaction amid two batches ends as one after them, and names nobody", async () => {
  const [midway, later] = [await testShop(db()), await testShop(db())];
  const { begin, ended } = await twoDerived(db(), midway, first, second);
  const redacting = redact(midway);
  await expect.poll(() => locks(db(), "ExclusiveLock", false), { timeout: 20_000 }).toBe(1);
  // The next batch comes in line behind the redaction.
  const next = putBatch(db(), midway, third);
  await expect.poll(() => locks(db(), "ShareLock", false), { timeout: 20_000 }).toBe(1);
  expect(await read(midway, "select id from orders")).toEqual([]);
  begin();
  await Promise.all([ended, redacting, next]);

  for (const facts of [first, second]) await putBatch(db(), later, facts);
  expect(await tablesThatName(later)).toEqual(["contact", "customer", "orders"]);
  await redact(later);
  await putBatch(db(), later, third);

  const orders =
    "select id, gross, customer_kind as kind, previous_id as before from orders order by id";
  expect(await read(midway, orders)).toEqual([
    { id: "1", gross: 1000n, kind: "returning", before: "3" },
    { id: "2", gross: 1000n, kind: "new", before: null },
    { id: "3", gross: 2000n, kind: "new", before: null },
    { id: "4", gross: 4000n, kind: "returning", before: "1" },
    // Told only after the redaction: nobody's.
    { id: "5", gross: 8000n, kind: "guest", before: null },
    { id: "6", gross: 1000n, kind: "returning", before: "2" },
  ]);
  expect(await read(midway, "select amount from refund")).toEqual([{ amount: 4000n }]);
  expect(await masked(midway)).toEqual(await masked(later));
  expect(await days(midway)).toEqual(await days(later));
  expect(await tablesThatName(midway)).toEqual([]);
});
