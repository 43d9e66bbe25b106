// What led to an order. It is told with every copy of the order, mostly alike: nothing is written then.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import type { OrderTouchFact } from "../marketing-facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

export const touchColumns: Columns<OrderTouchFact> = {
  order_id: ["text", (fact) => fact.orderId],
  grade: ["int", (fact) => fact.grade],
  hash: ["text", (fact) => fact.hash],
  first_channel: ["text", (fact) => fact.first.channel],
  first_campaign: ["text", (fact) => fact.first.campaign],
  last_channel: ["text", (fact) => fact.last.channel],
  last_campaign: ["text", (fact) => fact.last.campaign],
};
const names = Object.keys(touchColumns);

const upsert = `
  insert into order_touch as t (shop_id, ${names.join(", ")})
  select distinct on (i.order_id) $1, i.* from ${unnest(touchColumns, "i", 2)}
  order by i.order_id, i.grade desc, i.hash collate "C" desc
  on conflict (shop_id, order_id) do update
  set ${names
    .slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}
  where (excluded.grade, excluded.hash collate "C") > (t.grade, t.hash collate "C")
  returning order_id`;

/** Writes touches of living orders; answers the orders of which something changed. */
async function putTouches(
  client: Client,
  shop: ShopContext,
  facts: readonly OrderTouchFact[],
): Promise<string[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ order_id: string }>(client, upsert, [
    shop.id,
    ...cellsOf(touchColumns, facts),
  ]);
  return rows.map(({ order_id }) => order_id);
}

export async function writeTouches(
  client: Client,
  shop: ShopContext,
  facts: readonly OrderTouchFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const alive = facts.filter(({ orderId }) => !graves.at("order", orderId));
  const changed = await putTouches(client, shop, alive);
  touched.changed += changed.length;
  // An order that was written just now has its days marked already.
  const others = changed.filter((id) => !touched.written.has(id));
  if (others.length === 0) return;
  const rows = await run<{ day: Day }>(
    client,
    `select sale_day as day from orders where shop_id = $1 and id = any($2::text[])
     union select refund_day from refund where shop_id = $1 and order_id = any($2::text[])`,
    [shop.id, arrayLiteral(others)],
  );
  for (const { day } of rows) touched.days.add(day);
}

/** Of a file's touches those that a surer one, or the same, stands in the place of. */
export async function knownTouches(
  client: Client,
  shop: ShopContext,
  facts: readonly OrderTouchFact[],
): Promise<OrderTouchFact[]> {
  const rows = await run<{ id: string; grade: number; hash: string }>(
    client,
    "select order_id as id, grade, hash from order_touch where shop_id = $1 and order_id = any($2::text[])",
    [shop.id, arrayLiteral(facts.map(({ orderId }) => orderId))],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  return facts.filter(({ orderId, grade, hash }) => {
    const row = stored.get(orderId);
    return row !== undefined && (row.grade > grade || (row.grade === grade && row.hash >= hash));
  });
}
