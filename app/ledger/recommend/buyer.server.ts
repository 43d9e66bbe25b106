// One customer as recommendations see them: what they bought, where to, what they sent back.
import type { Client } from "../../db.server.ts";
import { findCustomers } from "../contacts.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, run } from "../writers/rows.server.ts";

export type Buyer = {
  /** Counted orders. */
  orders: number;
  /** Of the latest order; null without one. */
  region: string | null;
  /** Item → orders that hold it. */
  history: Map<number, number>;
  /** The same with the days since 1970-01-01 of the first such order and the last. */
  bought: Map<number, { times: number; first: number; last: number }>;
  /** Items of which a unit came back. */
  returned: Set<number>;
};

/** Baskets that say what somebody likes now; who bought more often is read by the latest. */
const basketsRead = 500;
/** Items that a list is made from: the latest. */
const itemsRead = 200;

type Basket = { region: string; items: number[]; orders: number; day: number };

/** A line's item, by the same rule as in baskets. */
const returned = `
  select distinct i.number
  from orders o
  join refund r on r.shop_id = $1 and r.order_id = o.id
  join refund_line rl on rl.shop_id = $1 and rl.refund_id = r.id and rl.restock_type <> 'cancel'
    and rl.quantity > 0
  join order_line l on l.shop_id = $1 and l.order_id = o.id and l.id = rl.line_id
  join recommend_item i on i.shop_id = $1 and i.key = coalesce(l.product_id, (
    select v.product_id from variant v
    where v.shop_id = $1 and v.sku = l.sku and l.sku <> '' order by v.id limit 1
  ), nullif(l.sku, ''), l.title)
  where o.shop_id = $1 and o.customer_id = $2`;

export async function readBuyer(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<Buyer> {
  const baskets = await run<Basket>(
    client,
    `select region, items, count(*) over ()::int as orders, sale_day - date '1970-01-01' as day
     from recommend_basket
     where shop_id = $1 and customer_id = $2
     order by sale_day desc, order_id desc limit ${basketsRead}`,
    [shop.id, customerId],
  );
  const bought: Buyer["bought"] = new Map();
  // The latest first: what is met again was bought earlier, too.
  for (const { items, day } of baskets) {
    for (const item of items) {
      const known = bought.get(item);
      if (known) bought.set(item, { times: known.times + 1, first: day, last: known.last });
      else if (bought.size < itemsRead) bought.set(item, { times: 1, first: day, last: day });
    }
  }
  const back = await run<{ number: number }>(client, returned, [shop.id, customerId]);
  return {
    orders: baskets[0]?.orders ?? 0,
    region: baskets[0]?.region ?? null,
    history: new Map([...bought].map(([item, { times }]) => [item, times])),
    bought,
    returned: new Set(back.map(({ number }) => number)),
  };
}

/**
 * A customer's id as it is now, from an id or exact e-mail; null for nobody of this shop. The names
 * are materialized: row-level security keeps anything but a plain value out of an index.
 */
export async function findBuyer(
  client: Client,
  shop: ShopContext,
  named: string,
): Promise<string | null> {
  const byMail = named.includes("@")
    ? await findCustomers(client, shop, { email: named, phone: null })
    : [];
  const rows = await run<{ id: string }>(
    client,
    `with named as materialized (
       select coalesce((select to_id from customer_alias a where a.shop_id = $1 and a.from_id = given.id),
         given.id) as id, given.place
       from unnest($2::text[]) with ordinality as given (id, place))
     select named.id from named
     left join lateral (select 1 as is_there from orders o
       where o.shop_id = $1 and o.customer_id = named.id limit 1) bought on true
     left join lateral (select 1 as is_there from customer c
       where c.shop_id = $1 and c.id = named.id limit 1) known on true
     where coalesce(bought.is_there, known.is_there) = 1
     order by bought.is_there nulls last, named.place limit 1`,
    [shop.id, arrayLiteral([named, ...byMail])],
  );
  return rows[0]?.id ?? null;
}
