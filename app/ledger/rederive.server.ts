// Every derived column of a shop from its base facts, by the same SQL that serves a batch. After any
// incremental history it changes nothing: that is tested as a property.
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { knowsCosts } from "./writers/products.server.ts";
import { dayOf, recostLines, refreshOrders, refreshRefunds } from "./writers/derive.server.ts";
import { rezoneStock } from "./writers/stock-changes.server.ts";
import { relinkShop } from "./writers/links.server.ts";
import { run } from "./writers/rows.server.ts";
import { regionOf } from "./writers/put-orders.server.ts";

/** Of every order whose region may be another than the one it tells. Answers those that changed. */
export const assignRegions = `
  with assigned as (
    select o.id, ${regionOf("o")} as region from orders o
    where o.shop_id = $1 and (o.given_region = 'unknown' or o.region <> o.given_region
      or exists (select from region_place where shop_id = $1)))
  update orders o set region = a.region from assigned a
  where o.shop_id = $1 and o.id = a.id and o.region <> a.region
  returning o.id, o.sale_day`;

const ownDays = [
  { table: "refund", day: "refund_day", instant: "processed_at" },
  { table: "answer", day: "answer_day", instant: "answered_at" },
  { table: "order_event", day: "day", instant: "created_at" },
  { table: "assignment", day: "passed_day", instant: "passed_at" },
  { table: "assignment", day: "withdrawn_day", instant: "withdrawn_at" },
].map(
  ({ table, day, instant }) => `
    update ${table} set ${day} = ${dayOf(instant)}
    where shop_id = $1 and ${day} is distinct from ${dayOf(instant)}`,
);

const everyOrder = refreshOrders("all");
const everyRefund = refreshRefunds("all");
const everyLine = recostLines("");

/** Derives the bound shop anew, in its zone and currency. Marks nothing: the caller knows why. */
export async function rederive(client: Client, shop: ShopContext): Promise<void> {
  await lockLedger(client, shop.id, Infinity);
  await unlockPlans(client);
  // Sorting and hashing of a whole shop in memory rather than on disk.
  await client.query("set local work_mem = '128MB'");
  await run(client, assignRegions, [shop.id]);
  for (const text of ownDays) await run(client, text, [shop.id, shop.timeZone]);
  await rezoneStock(client, shop);
  if (await knowsCosts(client, shop)) await run(client, everyLine, [shop.id]);
  await run(client, everyRefund, [shop.id]);
  await rederiveOrders(client, shop);
  await relinkShop(client, shop);
}

/** Derives the orders' columns only; answers the days of those that changed. */
export async function rederiveOrders(client: Client, shop: ShopContext): Promise<Day[]> {
  const parameters = [shop.id, shop.timeZone, shop.currency];
  const rows = await run<{ old_day: Day; new_day: Day }>(client, everyOrder, parameters);
  return [...new Set(rows.flatMap(({ old_day, new_day }) => [old_day, new_day]))];
}
