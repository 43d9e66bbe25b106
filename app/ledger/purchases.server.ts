// What was bought, line by line, as preferences and groups are counted from it.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

/** Orders of one person that are looked at: the latest. */
export const ordersRead = 500;

export type ReadPurchase = {
  order: string;
  customer: string | null;
  /** Since 1970-01-01, in the shop's zone. */
  day: number;
  /** 0 is Monday; the shop's hour. */
  weekday: number;
  hour: number;
  item: string;
  title: string;
  /** Empty where no catalogue names one. */
  category: string;
  /** The variant's, "M / Black"; empty outside the catalogue. */
  variant: string;
  units: number;
  gross: number;
  discounts: number;
};

/** A line `l` that names no variant is the one of the variant with its SKU. */
export const productJoins = (shop: string) => `
  left join variant v on v.shop_id = ${shop} and v.id = coalesce(l.variant_id, (
    select s.id from variant s
    where s.shop_id = ${shop} and l.product_id is null and s.sku = l.sku and l.sku <> ''
    order by s.id limit 1))
  left join product p on p.shop_id = ${shop} and p.id = coalesce(l.product_id, v.product_id)`;

/**
 * Merchandise lines of the customer's latest counted orders, in the order of the sales; a line's item as in the
 * products list. By index of the customer.
 */
export async function readPurchases(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<ReadPurchase[]> {
  return run<ReadPurchase>(
    client,
    `select o.id as order, o.customer_id as customer, o.sale_day - date '1970-01-01' as day,
       extract(isodow from o.sale_day)::int - 1 as weekday,
       extract(hour from o.processed_at at time zone $3)::int as hour,
       coalesce(l.product_id, v.product_id, nullif(l.sku, ''), l.title) as item,
       coalesce(p.title, l.title) as title, coalesce(p.product_type, '') as category,
       coalesce(v.title, '') as variant, l.quantity as units, l.gross::float8 as gross,
       l.discounts::float8 as discounts
     from (select * from orders where shop_id = $1 and customer_id = $2 and counted
       order by processed_at desc, id desc limit ${ordersRead}) o
     join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
     ${productJoins("$1")}
     order by o.processed_at, o.id, l.position`,
    [shop.id, customerId, shop.timeZone],
  );
}
