// Every derived column of a shop from its base facts, by the same SQL that serves a batch. After any
// incremental history it changes nothing: that is tested as a property.
import type { Client, Db } from "../db.server.ts";
import { inShop } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import { inLanes } from "./lanes.ts";
import { lockLedger, shareLedger, type HeldShop } from "./lock.server.ts";
import { dayOf, recostLines, refreshOrders, refreshRefunds } from "./writers/derive.server.ts";
import { rezoneStock } from "./writers/stock-changes.server.ts";
import { relinkCustomers } from "./writers/links.server.ts";
import { rangesOf, type Range, type Size } from "./writers/ranges.server.ts";
import { run } from "./writers/rows.server.ts";
import { regionOf } from "./writers/put-orders.server.ts";

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

const ordersOfRange = refreshOrders("range", {
  reads: ["given_region", "location_id", "postcode"],
  columns: { region: regionOf("derived") },
});
const refundsOfRange = refreshRefunds("range");
const linesOfRange = recostLines(`
  and l.order_id > $2 and l.order_id <= $3 and o.id > $2 and o.id <= $3`);

/**
 * Sorting and hashing of a range in memory rather than on disk, by a plan made for it. Joined as sets:
 * of a history that was just read the planner expects a row or two, and would look through all sums
 * for each order (minutes of 20,000 orders), or sort lines to join them with their items.
 */
const forRanges = `
  set local work_mem = '64MB'; set local enable_seqscan to default;
  set local enable_mergejoin = off; set local enable_nestloop = off;
  set local plan_cache_mode = force_custom_plan`;
const afterRanges = `
  set local work_mem to default; set local enable_mergejoin to default;
  set local enable_nestloop to default;
  set local plan_cache_mode to default`;

/** What is derived of rows by themselves: days, levels of stock. */
async function rederiveOwn(client: Client, shop: ShopContext): Promise<void> {
  for (const text of ownDays) await run(client, text, [shop.id, shop.timeZone]);
  await rezoneStock(client, shop);
}

/** Lines, refunds and orders of a range of orders, each of which reads the one before. */
async function rederiveRange(client: Client, shop: HeldShop, { after, upTo }: Range) {
  if (shop.hasCosts) await run(client, linesOfRange, [shop.id, after, upTo]);
  await run(client, refundsOfRange, [shop.id, after, upTo]);
  return refreshRange(client, shop, { after, upTo });
}

/** Orders and the sums of their lines are read in the order of ids, so that they merge unsorted. */
async function refreshRange(client: Client, shop: ShopContext, { after, upTo }: Range) {
  await client.query("set local enable_mergejoin = on");
  const values = [shop.id, shop.timeZone, shop.currency, after, upTo];
  const changed = await run<{ old_day: Day; new_day: Day }>(client, ordersOfRange, values);
  await client.query("set local enable_mergejoin = off");
  return changed;
}

/** Derives the bound shop anew, in its zone and currency. Marks nothing: the caller knows why. */
export async function rederive(client: Client, { id }: ShopContext, size?: Size): Promise<void> {
  const shop = await lockLedger(client, id, Infinity);
  await client.query(forRanges);
  await rederiveOwn(client, shop);
  const { orders, customers } = await rangesOf(client, shop, size);
  for (const range of orders) await rederiveRange(client, shop, range);
  for (const whose of ["guests" as const, ...customers]) await relinkCustomers(client, shop, whose);
  await client.query(afterRanges);
}

/**
 * The same by transactions of a range each, side by side. Whoever writes facts waits for one of them at
 * most, and leaves what was derived before as right as it was.
 */
export async function rederiveInLanes(db: Db, { id }: ShopContext, size?: Size): Promise<void> {
  const { orders, customers } = await inShop(db, id, async (client) => {
    const shop = await lockLedger(client, id, Infinity);
    await client.query(forRanges);
    await rederiveOwn(client, shop);
    return rangesOf(client, shop, size);
  });
  const alone = (work: (client: Client, shop: HeldShop) => Promise<unknown>) =>
    inShop(db, id, async (client) => {
      const shop = await shareLedger(client, id);
      await client.query(forRanges);
      await work(client, shop);
    });
  await inLanes(orders, (range) => alone((client, shop) => rederiveRange(client, shop, range)));
  await inLanes(["guests" as const, ...customers], (whose) =>
    alone((client, shop) => relinkCustomers(client, shop, whose)),
  );
}

/** Derives the orders' columns only; answers the days of those that changed. */
export async function rederiveOrders(client: Client, shop: ShopContext): Promise<Day[]> {
  await client.query(forRanges);
  const days = new Set<Day>();
  for (const range of (await rangesOf(client, shop)).orders) {
    const changed = await refreshRange(client, shop, range);
    for (const { old_day, new_day } of changed) days.add(old_day).add(new_day);
  }
  await client.query(afterRanges);
  return [...days];
}
