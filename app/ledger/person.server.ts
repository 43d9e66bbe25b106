import { createHmac, randomBytes } from "node:crypto";
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { open, seal } from "./keys.server.ts";

/**
 * Names people that a file knows by e-mail or phone alone: `person:` and 22 characters of an
 * HMAC-SHA-256 under the shop's own random salt. Stable while keys rotate (the salt lies sealed), it
 * tells nothing about the contact and nothing across shops.
 */
export async function personNames(
  client: Client,
  shop: ShopContext,
): Promise<(contact: string) => string> {
  const fresh = seal(randomBytes(32).toString("base64url"));
  const { rows } = await client.query<{ salt: Buffer }>(
    `with kept as (
       update shop set person_salt = $2 where id = $1 and person_salt is null returning person_salt)
     select coalesce((select person_salt from kept), person_salt) as salt from shop where id = $1`,
    [shop.id, fresh],
  );
  const [row] = rows;
  if (!row) throw new Error(`shop ${shop.domain} is not there: create it before importing`);
  const salt = open(row.salt);
  return (contact) =>
    `person:${createHmac("sha256", salt).update(contact).digest("base64url").slice(0, 22)}`;
}
