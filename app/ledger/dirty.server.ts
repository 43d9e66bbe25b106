// Days whose measures wait for a recompute. Each mark is new, so that a recompute which read an
// older mark does not take away a later change.
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import { arrayLiteral, run } from "./writers/rows.server.ts";

const mark = "on conflict (shop_id, day) do update set mark = excluded.mark";

/** Marks days of the bound shop. Sorted, so that two writers never wait for each other. */
export async function markDirty(
  client: Client,
  shop: ShopContext,
  days: Iterable<Day>,
): Promise<void> {
  const sorted = [...new Set(days)].sort();
  if (sorted.length === 0) return;
  await run(
    client,
    `insert into dirty_day (shop_id, day, mark)
     select $1, day, nextval('dirty_mark') from unnest($2::date[]) as d(day)
     ${mark}`,
    [shop.id, arrayLiteral(sorted)],
  );
}

/** Marks every day that has a fact or a measure: after a change of zone, currency or promise. */
export async function markAllDirty(client: Client, shop: ShopContext): Promise<void> {
  await run(
    client,
    `insert into dirty_day (shop_id, day, mark)
     select $1, day, nextval('dirty_mark') from (
       select sale_day as day from orders where shop_id = $1
       union select refund_day from refund where shop_id = $1
       union select answer_day from answer where shop_id = $1
       union select day from order_event where shop_id = $1
       union select day from spend where shop_id = $1
       union select due_day from assignment where shop_id = $1 and due_day is not null
       union select passed_day from assignment where shop_id = $1 and passed_day is not null
       union select day from measure_day where shop_id = $1
       order by 1) as known
     ${mark}`,
    [shop.id],
  );
}
