// How a person may be reached: one table, sealed, found by keyed fingerprints of e-mail and phone.
import type { Client } from "../db.server.ts";
import type { ContactDetails, ShopContext } from "./facts.ts";
import { blindIndex, blindIndexes, open, seal } from "./keys.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./writers/rows.server.ts";

export type Contact = { customerId: string; details: ContactDetails };

/** As it is compared: `null` when nothing is left of it. */
export const plainEmail = (email: string | null) => email?.trim().toLowerCase() || null;
export const plainPhone = (phone: string | null) => {
  const digits = phone?.replace(/[^\d+]/g, "") ?? "";
  return digits.replace("+", "") === "" ? null : digits;
};

const fingerprint = (value: string | null) => (value === null ? null : blindIndex(value));

type Sealed = { customerId: string; sealed: string; email: string | null; phone: string | null };

const columns: Columns<Sealed> = {
  customer_id: ["text", (row) => row.customerId],
  sealed: ["bytea", (row) => row.sealed],
  email_index: ["text", (row) => row.email],
  phone_index: ["text", (row) => row.phone],
};

/** Replaces each customer's contact; one that holds nothing is taken away. */
export async function putContacts(
  client: Client,
  shop: ShopContext,
  contacts: readonly Contact[],
): Promise<void> {
  const isEmpty = ({ details }: Contact) => Object.values(details).every((value) => !value);
  await deleteContacts(
    client,
    shop,
    contacts.filter(isEmpty).map(({ customerId }) => customerId),
  );
  const rows = contacts
    .filter((contact) => !isEmpty(contact))
    .map(({ customerId, details }) => ({
      customerId,
      sealed: `\\x${seal(JSON.stringify(details)).toString("hex")}`,
      email: fingerprint(plainEmail(details.email)),
      phone: fingerprint(plainPhone(details.phone)),
    }));
  if (rows.length === 0) return;
  await run(
    client,
    `insert into contact (shop_id, ${Object.keys(columns).join(", ")})
     select $1, * from ${unnest(columns, "c", 2)}
     on conflict (shop_id, customer_id) do update set sealed = excluded.sealed,
       email_index = excluded.email_index, phone_index = excluded.phone_index`,
    [shop.id, ...cellsOf(columns, rows)],
  );
}

export async function deleteContacts(
  client: Client,
  shop: ShopContext,
  customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0) return;
  await run(client, "delete from contact where shop_id = $1 and customer_id = any($2::text[])", [
    shop.id,
    arrayLiteral(customerIds),
  ]);
}

/** Opens one contact; null when there is none. Throws when its key is not on the ring. */
export async function readContact(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<ContactDetails | null> {
  const [row] = await run<{ sealed: Buffer }>(
    client,
    "select sealed from contact where shop_id = $1 and customer_id = $2",
    [shop.id, customerId],
  );
  return row ? (JSON.parse(open(row.sealed)) as ContactDetails) : null;
}

/** Customer ids with exactly this e-mail or this phone, under any key of the ring. */
export async function findCustomers(
  client: Client,
  shop: ShopContext,
  { email, phone }: { email: string | null; phone: string | null },
): Promise<string[]> {
  const prints = (value: string | null) => arrayLiteral(value === null ? [] : blindIndexes(value));
  const rows = await run<{ id: string }>(
    client,
    `select customer_id as id from contact where shop_id = $1 and email_index = any($2::text[])
     union
     select customer_id from contact where shop_id = $1 and phone_index = any($3::text[])`,
    [shop.id, prints(plainEmail(email)), prints(plainPhone(phone))],
  );
  return rows.map(({ id }) => id);
}
