// What a batch's writes mean for other rows: costs, shares of refunds, shipping, links, and the days
// of everything that is counted by an order's channel, region or kind of customer. Then all days are marked.
import { together, type Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import { markDirty } from "./dirty.server.ts";
import type { ShopContext } from "./facts.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { recostLines, refreshOrders, refreshRefunds } from "./writers/derive.server.ts";
import { settleLinks } from "./writers/links.server.ts";
import { arrayLiteral, run } from "./writers/rows.server.ts";
import type { Touched } from "./writers/touched.server.ts";

const recostItems = recostLines(`and (l.order_id, l.id) in (
  select order_id, id from order_line where shop_id = $1 and variant_id = any($2::text[])
  union select order_id, id from order_line where shop_id = $1 and sku = any($3::text[]))`);

const refundsOfThese = refreshRefunds("these");
const theseOrders = refreshOrders("these");

/** Days on which something is counted by the region of orders $2. */
export const daysOfThese = `
  select refund_day as day from refund where shop_id = $1 and order_id = any($2::text[])
  union select answer_day from answer where shop_id = $1 and order_ref = any($2::text[])
  union select day from order_event where shop_id = $1 and order_id = any($2::text[])`;

export async function settle(client: Client, shop: ShopContext, touched: Touched): Promise<void> {
  const { days, written, fresh, attached, recosted, variants, skus } = touched;
  if (variants.size > 0 || skus.size > 0) {
    const lines = await run<{ order_id: string }>(client, recostItems, [
      shop.id,
      arrayLiteral([...variants]),
      arrayLiteral([...skus]),
    ]);
    for (const { order_id } of lines) recosted.add(order_id);
  }
  const shared = new Set([...without(written, fresh), ...attached, ...recosted]);
  if (shared.size > 0) {
    const refunds = await run<{ refund_day: Day }>(client, refundsOfThese, [
      shop.id,
      arrayLiteral([...shared]),
    ]);
    for (const { refund_day } of refunds) days.add(refund_day);
  }
  const stale = new Set([...attached, ...recosted]);
  if (stale.size > 0) {
    const orders = await run<{ old_day: Day; new_day: Day }>(client, theseOrders, [
      shop.id,
      shop.timeZone,
      shop.currency,
      arrayLiteral([...stale]),
    ]);
    for (const { old_day, new_day } of orders) days.add(old_day).add(new_day);
  }
  await settleLinks(client, shop, touched);
  const { regrouped, unlinked } = touched;
  // What came with a fresh order marked its own days.
  const known = without(regrouped, fresh);
  if (known.length > 0) {
    const ids = arrayLiteral(known);
    const grouped = await run<{ day: Day }>(client, daysOfThese, [shop.id, ids]);
    for (const { day } of grouped) days.add(day);
  }
  await together([
    markUncounted(client, shop, [...written, ...regrouped, ...unlinked]),
    markDirty(client, shop, days),
  ]);
}

const without = (ids: ReadonlySet<string>, left: ReadonlySet<string>) =>
  [...ids].filter((id) => !left.has(id));
