// Promises fall due by the mere passing of time: days whose count of due orders changed are marked.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";

/**
 * Marks the sale days of orders whose promise fell due in (since, until]: their count of due orders
 * changes by the mere passing of time. Returns how many days.
 */
export async function dirtyDue(
  client: Client,
  shop: ShopContext,
  { since, until }: { since: Date | null; until: Date },
): Promise<number> {
  const { rowCount } = await client.query(
    // Planned each time: a plan made while a shop was small would read all of its orders later.
    // No function around $2: row-level security would keep it out of the index. Materialized, or the
    // sorted days would be read from all orders instead of by the due instant.
    `with due as materialized (
       select sale_day from orders
       where shop_id = $1 and due_at > $2 and due_at <= $3)
     insert into dirty_day (shop_id, day, mark)
     select $1, day, nextval('dirty_mark') from (select distinct sale_day as day from due) days
     order by day
     on conflict (shop_id, day) do update set mark = excluded.mark`,
    [shop.id, since ?? "-infinity", until],
  );
  return rowCount ?? 0;
}

/** $1 shop, $2 the instant. */
export const moveTick = "update shop set due_tick_at = $2 where id = $1";

/** Moves the instant up to which promises are counted from `last` forward to `asOf`; never back. */
export async function tick(
  client: Client,
  shop: ShopContext,
  last: Date | null,
  asOf: Date,
): Promise<Date> {
  if (last && last >= asOf) return last;
  await dirtyDue(client, shop, { since: last, until: asOf });
  await client.query({ name: "recompute-tick", text: moveTick, values: [shop.id, asOf] });
  return asOf;
}
