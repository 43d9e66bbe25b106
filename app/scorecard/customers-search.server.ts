// Finding a person by what is exact: nothing of a contact can be searched by parts, it lies sealed.
import type { Client } from "../db.server.ts";
import { findCustomers } from "../ledger/contacts.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { pageSize } from "./lists.ts";

/** Six digits or more, written as people write phone numbers. */
const looksLikePhone = (text: string) =>
  /^\+?[\d\s()./-]+$/.test(text) && text.replace(/\D/g, "").length >= 6;

/** `gid://shopify/Customer/123` and `123` are the same customer. */
const bareId = (text: string) => text.replace(/^gid:\/\/shopify\/(?:Customer|Order)\//, "");

/** Customer ids the text names exactly; those who bought last come first. */
export async function searchCustomers(
  client: Client,
  shop: ShopContext,
  given: string,
): Promise<{ ids: string[]; isGuestOrder: boolean }> {
  const text = given.trim();
  if (text === "") return { ids: [], isGuestOrder: false };
  const byContact = await findCustomers(client, shop, {
    email: text.includes("@") ? text : null,
    phone: looksLikePhone(text) ? text : null,
  });
  const id = bareId(text);
  const { rows: orders } = await client.query<{ id: string | null }>(
    `select customer_id as id from orders where shop_id = $1 and name in ($2, '#' || $2)
     union select customer_id from orders where shop_id = $1 and id = $3`,
    [shop.id, text, id],
  );
  const { rows: people } = await client.query<{ id: string }>(
    `with named as (
       select $3 as id
       union select unnest($2::text[])
       union select to_id from customer_alias where shop_id = $1 and from_id = $3)
     select named.id from named
     left join lateral (select max(processed_at) as at from orders o
       where o.shop_id = $1 and o.customer_id = named.id) bought on true
     where bought.at is not null
       or exists (select from customer c where c.shop_id = $1 and c.id = named.id)
       or exists (select from contact c where c.shop_id = $1 and c.customer_id = named.id)
     order by bought.at desc nulls last, named.id limit ${pageSize}`,
    [shop.id, [...byContact, ...orders.flatMap((order) => order.id ?? [])], id],
  );
  const ids = people.map((person) => person.id);
  return { ids, isGuestOrder: ids.length === 0 && orders.some((order) => order.id === null) };
}
