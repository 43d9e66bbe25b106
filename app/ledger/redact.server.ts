// Forgetting a person, or a whole shop. Sums and new/returning stay as they were: the person's orders
// go on under a random pseudonym that nothing leads back from.
import { randomUUID } from "node:crypto";
import type { Client } from "../db.server.ts";
import { findCustomers, plainEmail, plainPhone, readContact } from "./contacts.server.ts";
import type { ContactDetails, ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { personNames } from "./person.server.ts";
import { renameBuyers } from "./recommend/baskets.server.ts";
import { ownPlaceOf } from "./writers/put-orders.server.ts";
import { heardAbout } from "./survey-heard.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./writers/rows.server.ts";
import { withoutHash } from "./writers/stored-orders.server.ts";
import { bury } from "./writers/tombstones.server.ts";
import { patternsOf } from "./redact-patterns.ts";
import { eraseRefs } from "./redact-refs.server.ts";
import { eraseWords } from "./redact-words.server.ts";

/** As a privacy request names somebody; any of it may be missing. */
export type PersonNamed = {
  customerId: string | null;
  email: string | null;
  phone: string | null;
  orderIds: readonly string[];
  /** Contacts that an earlier try of the redaction took away. Default none. */
  knownAs?: readonly ContactDetails[];
};

/** Whose traces are to go: what the person was called here until now. */
export type Traces = {
  customerIds: string[];
  orderIds: string[];
  emails: string[];
  phones: string[];
};

/** What a redaction could not erase, and by what it is found again. */
export type Left = { tables: string[]; contacts: ContactDetails[] };

/** Every id the shop knows the person by: named, merged into it, or found by e-mail or phone. */
export async function customersOf(
  client: Client,
  shop: ShopContext,
  person: PersonNamed,
): Promise<string[]> {
  const nameOf = await personNames(client, shop);
  const contacts = [
    plainEmail(person.email),
    person.phone?.trim() || null,
    plainPhone(person.phone),
  ];
  const named = [
    ...(person.customerId === null ? [] : [person.customerId]),
    ...contacts.flatMap((contact) => (contact === null ? [] : [nameOf(contact)])),
    ...(await findCustomers(client, shop, person)),
  ];
  const merged = await run<{ id: string }>(
    client,
    `with kept as (
       select to_id as id from customer_alias where shop_id = $1 and from_id = any($2::text[])
       union select id from unnest($2::text[]) as named(id))
     select id from kept
     union select from_id from customer_alias where shop_id = $1 and to_id = any(array(select id from kept))`,
    [shop.id, arrayLiteral(named)],
  );
  return [...new Set([...named, ...merged.map(({ id }) => id)])];
}

/** Kept answers (table snapshot) that hold ids of people begin so. */
export const namesPeople = "customers-ranked";

/** Another text once a customer was deleted or forgotten. */
export async function goneCustomers(client: Client, shop: ShopContext): Promise<string> {
  const [gone] = await run<{ sum: string }>(
    client,
    `select coalesce(sum(extract(epoch from at)), 0)::text as sum
     from tombstone where shop_id = $1 and kind = 'customer'`,
    [shop.id],
  );
  return gone!.sum;
}

type Pseudonym = { id: string; pseudonym: string };
const pseudonym: Columns<Pseudonym> = {
  id: ["text", (each) => each.id],
  pseudonym: ["text", (each) => each.pseudonym],
};

/**
 * Takes away a person's contact and customer rows, the words of their answers, the postcodes of their
 * orders and what others typed of them, and gives each of their ids a pseudonym on all orders; later
 * deliveries of those orders keep it. Marks no day: no number changes. Answers what stored payloads may
 * still mention (`mentions`), and what is left to be tried again: tables with words that could not be
 * erased, and the contacts by which they are found.
 */
export async function redactCustomer(
  client: Client,
  shop: ShopContext,
  person: PersonNamed,
): Promise<{ traces: Traces; left: Left | null }> {
  await lockLedger(client, shop.id, Infinity);
  const customerIds = await customersOf(client, shop, person);
  const customers = arrayLiteral(customerIds);
  const { email, phone, knownAs = [] } = person;
  const contacts = [...knownAs];
  if (email || phone) contacts.push({ email, phone, firstName: null, lastName: null });
  for (const id of customerIds) {
    const details = await readContact(client, shop, id);
    if (details) contacts.push(details);
  }

  const given = customerIds.map((id) => ({ id, pseudonym: `redacted:${randomUUID()}` }));
  const orders = await run<{ id: string; name: string }>(
    client,
    `update orders o set customer_id = p.pseudonym, redacted = true
     from ${unnest(pseudonym, "p", 3)}
     where o.shop_id = $1 and o.customer_id = any($2::text[]) and o.customer_id = p.id
     returning o.id, o.name`,
    [shop.id, customers, ...cellsOf(pseudonym, given)],
  );
  const renamed = renameBuyers(unnest(pseudonym, "p", 3));
  await run(client, renamed, [shop.id, customers, ...cellsOf(pseudonym, given)]);
  const orderIds = [...new Set([...person.orderIds, ...orders.map(({ id }) => id)])];
  const nobodys = await run<{ id: string }>(
    client,
    `select id from unnest($2::text[]) as named(id) where not exists (
       select from orders o where o.shop_id = $1 and o.id = named.id and o.customer_id is not null)`,
    [shop.id, arrayLiteral(person.orderIds)],
  );
  // The first postcode of the region it is in names nobody and keeps it there (regions.ts).
  await run(
    client,
    `update orders o set redacted = true,
       postcode = case when o.postcode is not null then ${ownPlaceOf("o", "first_postcode")} end
     where o.shop_id = $1 and o.id = any($2::text[]) and (o.postcode is not null or not o.redacted)`,
    [shop.id, arrayLiteral(orderIds)],
  );
  const at = new Date();
  await bury(client, shop, [
    ...customerIds.map((id) => ({ kind: "customer" as const, id, at })),
    ...customerIds.map((id) => ({ kind: "redacted-customer" as const, id, at })),
    ...nobodys.map(({ id }) => ({ kind: "redacted-order" as const, id, at })),
  ]);
  const refs = [...orderIds, ...orders.map(({ name }) => withoutHash(name))];
  // How somebody heard of the shop is a channel, no words of theirs: it is counted like a score.
  await run(
    client,
    `update answer set text = null
     where shop_id = $1 and order_ref = any($2::text[]) and text is not null and question <> $3`,
    [shop.id, arrayLiteral(refs), heardAbout],
  );
  for (const text of [
    "delete from contact where shop_id = $1 and customer_id = any($2::text[])",
    "delete from customer where shop_id = $1 and id = any($2::text[])",
    `delete from customer_alias
     where shop_id = $1 and (from_id = any($2::text[]) or to_id = any($2::text[]))`,
    "delete from refetch where shop_id = $1 and kind = 'customer' and id = any($2::text[])",
    "delete from experiment_exposure where shop_id = $1 and person = any($2::text[])",
  ]) {
    await run(client, text, [shop.id, customers]);
  }
  const forget = "delete from snapshot where shop_id = $1 and starts_with(name, $2)";
  await run(client, forget, [shop.id, namesPeople]);
  const patterns = patternsOf(contacts);
  await eraseRefs(client, shop, patterns.contacts);
  const tables = await eraseWords(client, shop, patterns);
  await unlockPlans(client);
  const emails = contacts.flatMap((details) => details.email ?? []);
  const phones = contacts.flatMap((details) => details.phone ?? []);
  const left = tables.length > 0 ? { tables, contacts } : null;
  return { traces: { customerIds, orderIds, emails, phones }, left };
}

/** True when a stored payload names one of the person's ids, orders, e-mails or phones. */
export function mentions(body: string, traces: Traces): boolean {
  const ids = [...traces.customerIds, ...traces.orderIds];
  const text = body.toLowerCase();
  const holdsWhole = (id: string) => {
    for (let at = body.indexOf(id); at >= 0; at = body.indexOf(id, at + 1)) {
      const [before = "", after = ""] = [body[at - 1], body[at + id.length]];
      if (!/\w/.test(before) && !/\w/.test(after)) return true;
    }
    return false;
  };
  return (
    ids.some((id) => id !== "" && holdsWhole(id)) ||
    traces.emails.some((email) => email !== "" && text.includes(email.trim().toLowerCase())) ||
    traces.phones.some((phone) => phone.trim() !== "" && body.includes(phone.trim()))
  );
}

/** Takes away every row of the shop, its sessions and itself. Nothing is left to undo it with. */
export async function redactShop(client: Client, shop: ShopContext): Promise<void> {
  await lockLedger(client, shop.id, Infinity);
  await unlockPlans(client);
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.columns
     where table_schema = 'public' and column_name = 'shop_id'`,
  );
  for (const { name } of rows)
    await client.query(`delete from ${name} where shop_id = $1`, [shop.id]);
  await client.query(`delete from "Session" where shop = $1`, [shop.domain]);
  await client.query("delete from shop where id = $1", [shop.id]);
}
