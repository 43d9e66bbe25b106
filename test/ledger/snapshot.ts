// What a shop holds, for tests that compare two histories.
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";

const tables = [
  "orders",
  "order_line",
  "refund",
  "refund_line",
  "fulfillment",
  "fulfillment_event",
];
tables.push("fulfillment_order", "order_event", "product", "variant", "unit_cost", "location");
tables.push("customer_alias", "answer", "order_touch", "spend", "currency_rate", "cost_rule");

/** Every fact and derived column of a shop, as text. */
export async function snapshot(db: Db, shop: ShopContext): Promise<Record<string, string[]>> {
  return inShop(db, shop.id, async (client) => {
    const rows: Record<string, string[]> = {};
    for (const table of tables) {
      const found = await client.query<{ row: string }>(
        `select (to_jsonb(t) - 'shop_id')::text as row from "${table}" t order by 1`,
      );
      rows[table] = found.rows.map(({ row }) => row);
    }
    return rows;
  });
}

/** A print a day of everything that is counted on it, with what it is split by. */
export const countedDays = `
  select day, md5(string_agg(row, ',' order by row)) as print from (
    select sale_day as day, (to_jsonb(o) - '{name,updated_at,triggered_at,hash,source,customer_order_index}'::text[])::text
      || coalesce((select string_agg(to_jsonb(l)::text, ',' order by l.id) from order_line l
        where l.shop_id = o.shop_id and l.order_id = o.id), '') as row
    from orders o
    union all
    select r.refund_day, concat_ws(' ', r.id, r.amount, r.units, r.known_amount, r.exact_amount,
      r.restock_cost, r.day_known, o.channel, o.region, o.customer_kind)
    from refund r join orders o on o.shop_id = r.shop_id and o.id = r.order_id and o.counted
    union all
    select a.answer_day, concat_ws(' ', a.question, a.score, a.touchpoint, o.channel, o.region, o.customer_kind)
    from answer a left join orders o on o.shop_id = a.shop_id and o.id = a.order_ref
    union all
    select e.day, concat_ws(' ', e.id, e.action, o.channel, o.region, o.customer_kind)
    from order_event e left join orders o on o.shop_id = e.shop_id and o.id = e.order_id
  ) as things group by day`;
