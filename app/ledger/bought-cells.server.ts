// All that a shop sold in a period, counted by the database: a year's lines are millions, and what says of
// them what sells and when is a few hundred numbers.
import type { Client } from "../db.server.ts";
import { rowsOf } from "./cursor.server.ts";
import type { ShopContext } from "./facts.ts";
import type { Period } from "./period.ts";
import { productJoins, type ReadPurchase } from "./purchases.server.ts";
import { forAnyShop, run } from "./writers/rows.server.ts";

/** Merchandise lines of a period's counted orders. */
const bought = `
  orders o join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
  where o.shop_id = $1 and o.counted and o.sale_day >= $2 and o.sale_day < $3`;

/** Lines that are alike: their number, units and gross of each, the discounts of all together. */
export type LineCell = Pick<
  ReadPurchase,
  "category" | "variant" | "units" | "gross" | "discounts"
> & {
  lines: number;
};

/** Names are looked up where they are few: after the lines of each variant are counted. */
const lineCells = forAnyShop(`
  with line as materialized (
    select l.product_id, l.variant_id, case when l.product_id is null then l.sku end as sku,
      l.quantity, l.gross, count(*) as lines, sum(l.discounts) as discounts
    from ${bought} group by 1, 2, 3, 4, 5)
  select coalesce(p.product_type, '') as category, coalesce(v.title, '') as variant,
    l.quantity as units, l.gross::float8 as gross, sum(l.lines)::int as lines,
    sum(l.discounts)::float8 as discounts
  from line l ${productJoins("$1")}
  group by 1, 2, 3, 4`);

/** All lines of a period, counted; a few hundred cells at a time. */
export const readLineCells = (
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): AsyncIterable<LineCell[]> => rowsOf<LineCell>(client, lineCells, [shop.id, from, to]);

export type OrderCells = {
  /** Orders by the shop's day of the week (0 is Monday) and hour, and those of them with a discount. */
  hours: { weekday: number; hour: number; orders: number; discounted: number }[];
  /** Days from an order to its customer's next, and how often. */
  gaps: { days: number; times: number }[];
};

/** Orders of a period that hold merchandise, counted. */
export async function readOrderCells(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<OrderCells> {
  const rows = await run<OrderCells>(
    client,
    `with held as materialized (
       select o.id, o.customer_id, o.sale_day, o.processed_at, bool_or(l.discounts > 0) as discounted
       from ${bought} group by o.shop_id, o.id),
     hours as (
       select extract(isodow from sale_day)::int - 1 as weekday,
         extract(hour from processed_at at time zone $4)::int as hour, count(*)::int as orders,
         count(*) filter (where discounted)::int as discounted
       from held group by 1, 2),
     gaps as (
       select days, count(*)::int as times
       from (
         select sale_day - lag(sale_day)
           over (partition by customer_id order by processed_at, id) as days
         from held where customer_id is not null) each
       where days is not null group by days)
     select (select coalesce(json_agg(hours), '[]') from hours) as hours,
       (select coalesce(json_agg(gaps), '[]') from gaps) as gaps`,
    [shop.id, from, to, shop.timeZone],
  );
  return rows[0]!;
}
