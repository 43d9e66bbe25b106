// Whom manuals are assigned to: name and e-mail, sealed in a table of their own as customers' contacts
// are. Facts know a person by a random id alone, so taking the row away leaves numbers without names.
import { randomBytes } from "node:crypto";
import type { Client } from "../../db.server.ts";
import { plainEmail } from "../contacts.server.ts";
import type { ShopContext } from "../facts.ts";
import { blindIndex, blindIndexes, open, seal } from "../keys.server.ts";
import { arrayLiteral, run } from "../writers/rows.server.ts";
import type { PersonGiven } from "./people.ts";

export type Person = { id: string; name: string; email: string | null };

/** More people than any page lists. */
export const mostStaff = 500;

type Row = { id: string; sealed: Buffer };

function personOf({ id, sealed }: Row): Person {
  const { name, email } = JSON.parse(open(sealed)) as Omit<Person, "id">;
  return { id, name, email };
}

const byName = (a: Person, b: Person) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id);

/** By name. */
export async function listStaff(client: Client, shop: ShopContext): Promise<Person[]> {
  const rows = await run<Row>(
    client,
    "select id, sealed from staff where shop_id = $1 order by added_at, id limit $2",
    [shop.id, mostStaff],
  );
  return rows.map(personOf).sort(byName);
}

async function findByEmail(
  client: Client,
  shop: ShopContext,
  email: string,
): Promise<Person | null> {
  const [row] = await run<Row>(
    client,
    "select id, sealed from staff where shop_id = $1 and email_index = any($2::text[])",
    [shop.id, arrayLiteral(blindIndexes(email))],
  );
  return row ? personOf(row) : null;
}

/**
 * The person of that e-mail, else of that name, else a new one. A name that is told with an e-mail for
 * the first time learns it; null when the shop has as many people as it can.
 */
export async function ensurePerson(
  client: Client,
  shop: ShopContext,
  given: PersonGiven,
  now: Date,
): Promise<Person | null> {
  const email = plainEmail(given.email);
  const known = email === null ? null : await findByEmail(client, shop, email);
  if (known) return known;
  const staff = await listStaff(client, shop);
  const isNamed = ({ name }: Person) => name.toLowerCase() === given.name.toLowerCase();
  const namesake = staff.find((person) => isNamed(person) && (!email || person.email === null));
  if (namesake && email === null) return namesake;
  if (!namesake && staff.length >= mostStaff) return null;
  const person = {
    id: namesake?.id ?? randomBytes(9).toString("base64url"),
    name: given.name,
    email,
  };
  const { id, ...details } = person;
  await run(
    client,
    `insert into staff (shop_id, id, sealed, email_index, added_at) values ($1, $2, $3, $4, $5)
     on conflict (shop_id, id) do update
     set sealed = excluded.sealed, email_index = excluded.email_index`,
    [shop.id, id, seal(JSON.stringify(details)), email === null ? null : blindIndex(email), now],
  );
  return person;
}

/** Forgets name and e-mail; what the person learnt stays counted without them. */
export async function removePerson(client: Client, shop: ShopContext, id: string): Promise<void> {
  await run(client, "delete from staff where shop_id = $1 and id = $2", [shop.id, id]);
}
