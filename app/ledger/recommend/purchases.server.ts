// All that customers bought, as models learn it: in the order of the sales, items numbered in the order
// of their keys, so that ties fall the same way however the shop was read.
import type { Client } from "../../db.server.ts";
import { rowsOf } from "../cursor.server.ts";
import type { ShopContext } from "../facts.ts";
import { run } from "../writers/rows.server.ts";

export type ReadItem = {
  /** As in recommend_item. */
  number: number;
  /** Empty where no catalogue names one. */
  category: string;
  title: string;
  /** Lowest price of a variant, minor units. */
  price: number | null;
};

export async function readItems(client: Client, shop: ShopContext): Promise<ReadItem[]> {
  return run<ReadItem>(
    client,
    `select i.number, coalesce(p.product_type, '') as category, coalesce(p.title, i.title) as title,
       v.price::float8 as price
     from recommend_item i
     left join product p on p.shop_id = $1 and p.id = i.key
     left join (select product_id, min(price) as price from variant
       where shop_id = $1 and not gone group by product_id) v on v.product_id = p.id
     where i.shop_id = $1 order by i.key collate "C"`,
    [shop.id],
  );
}

/** One order: its customer, its day of sale since 1970-01-01, its items by number. */
export type ReadOrder = { customerId: string; day: number; items: number[] };

/** Some hundreds at a time. Guests have no history and are left out. */
export async function* readOrders(client: Client, shop: ShopContext): AsyncGenerator<ReadOrder[]> {
  const text = `select b.customer_id as "customerId", b.sale_day - date '1970-01-01' as day,
      array_to_json(b.items)::text as items
    from recommend_basket b join orders o on o.shop_id = $1 and o.id = b.order_id
    where b.shop_id = $1 and b.customer_id is not null and cardinality(b.items) > 0
    order by b.sale_day, o.processed_at, b.order_id`;
  type Row = { customerId: string; day: number; items: string };
  for await (const rows of rowsOf<Row>(client, text, [shop.id])) {
    yield rows.map(({ items, ...order }) => ({
      ...order,
      items: JSON.parse(items) as number[],
    }));
  }
}
