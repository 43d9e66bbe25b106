import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { env } from "../../app/env.server.ts";
import { readDataPackages } from "../../app/ingest/privacy.server.ts";
import { findCustomers } from "../../app/ledger/contacts.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { keyRing, open } from "../../app/ledger/keys.server.ts";
import { countOtherKeys, rekeyShop } from "../../app/ledger/rekey.server.ts";
import { ensurePerson } from "../../app/ledger/training/staff.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "../ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

const old = env.FOURFOLD_KEY!;
const fresh = "a fresh secret of more than thirty-two characters";
const both = keyRing(`${fresh},${old}`);
const next = keyRing(fresh);

/** Something in every sealed column. */
async function sealedShop(): Promise<ShopContext> {
  const shop = await testShop(db);
  const customer = { id: 77, email: "ada@example.com" };
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { customerId: 77, email: customer.email }) },
    { topic: "orders/create", body: { id: 4, customer }, id: "parked" },
    {
      topic: "customers/data_request",
      body: { shop_domain: shop.domain, customer, data_request: { id: 5 } },
    },
  ]);
  await drainAll(db, shop.id);
  await inShop(db, shop.id, (client) =>
    ensurePerson(client, shop, { name: "Ann", email: "ann@example.com" }, new Date()),
  );
  return shop;
}

type Row = { sealed: Buffer; email_index: string | null };

test("a rotation seals everything anew, fingerprints too, while both secrets are read", async () => {
  const shop = await sealedShop();
  const other = await sealedShop();
  expect(await inShop(db, shop.id, (client) => countOtherKeys(client, shop.id, both))).toBe(5);

  expect(await rekeyShop(db, shop.id, both)).toEqual({ contact: 1, inbox: 2, shop: 1, staff: 1 });
  expect(await rekeyShop(db, shop.id, both)).toEqual({});
  expect(await inShop(db, shop.id, (client) => countOtherKeys(client, shop.id, both))).toBe(0);

  const [contact] = await rowsOf<Row>(db, shop.id, "select * from contact");
  expect(JSON.parse(next.open(contact!.sealed))).toMatchObject({ email: "ada@example.com" });
  expect(contact!.email_index).toBe(next.blindIndex("ada@example.com"));
  const [staff] = await rowsOf<Row>(db, shop.id, "select * from staff");
  expect(staff!.email_index).toBe(next.blindIndex("ann@example.com"));
  for (const { sealed } of await rowsOf<Row>(db, shop.id, "select sealed from inbox"))
    expect(next.open(sealed)).toContain("ada@example.com");
  const [salt] = await rowsOf<{ salt: Buffer }>(
    db,
    shop.id,
    "select person_salt as salt from shop",
  );
  expect(next.open(salt!.salt)).toHaveLength(43);

  // Back again, as a process with the first ring sees it: nothing was lost on either way.
  await rekeyShop(db, shop.id, keyRing(`${old},${fresh}`));
  const found = await inShop(db, shop.id, (client) =>
    findCustomers(client, shop, { email: "Ada@example.com", phone: null }),
  );
  expect(found).toEqual(["77"]);
  expect(await readDataPackages(db, shop.id)).toHaveLength(1);
  const [untouched] = await rowsOf<Row>(db, other.id, "select sealed from contact");
  expect(open(untouched!.sealed)).toContain("ada@example.com");
});

test("a secret that is missing on the ring stops it, and nothing is lost", async () => {
  const shop = await sealedShop();
  await expect(rekeyShop(db, shop.id, next)).rejects.toThrow(/append the earlier secret/);
  const [contact] = await rowsOf<Row>(db, shop.id, "select sealed from contact");
  expect(open(contact!.sealed)).toContain("ada@example.com");
});

test("the command looks at every shop and has nothing to do twice", async () => {
  const fourfold = terminal(db, new Date());
  const { looked, shops } = await fourfold.json<{ looked: number; shops: object }>("rotate-keys");
  expect([looked > 1, shops]).toEqual([true, {}]);
  fourfold.close();
});
