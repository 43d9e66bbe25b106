// A whole shop a part at a time: ranges in the order of ids, so that each is bounded in memory, and several
// can be worked on side by side.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";

/** Ids after one, up to and with another, as the database sorts them. */
export type Range = { after: string; upTo: string };

/**
 * Rows of a range, about: what is hashed and sorted of 60,000 orders takes some tens of megabytes. Pages
 * looked at for the bounds: of a hundred one tells where the ranges part.
 */
export type Size = { rows: number; sampledPercent: number };
const bounded: Size = { rows: 60_000, sampledPercent: 1 };

type Bounds = { orders: string[]; customers: string[] };

/** Ranges that hold all of a shop's orders and refunds, and all of its customers, in about equal parts. */
export async function rangesOf(
  client: Client,
  shop: ShopContext,
  { rows: inRange, sampledPercent } = bounded,
): Promise<{ orders: Range[]; customers: Range[] }> {
  const parts = (column: string) => `
    select ${column} from (
      select ${column}, row_number() over (order by ${column}) as place from sampled
      where ${column} is not null) placed
    where place % ${(inRange * sampledPercent) / 100} = 0`;
  const { rows } = await client.query<Bounds>(
    `with sampled as materialized (
       select id, customer_id from orders tablesample system (${sampledPercent}) where shop_id = $1)
     select array(${parts("id")} union select greatest(
         (select max(id) from orders where shop_id = $1),
         (select max(order_id) from refund where shop_id = $1)) order by 1) as orders,
       array(${parts("customer_id")} union
         select max(customer_id) from orders where shop_id = $1 order by 1) as customers`,
    [shop.id],
  );
  const ranges = (bounds: readonly (string | null)[]): Range[] =>
    bounds.flatMap((upTo, at) => (upTo === null ? [] : [{ after: bounds[at - 1] ?? "", upTo }]));
  const [found] = rows;
  return { orders: ranges(found?.orders ?? []), customers: ranges(found?.customers ?? []) };
}
