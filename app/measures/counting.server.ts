// What every transaction that counts days has in common: the shop's lock, the width of products, and the
// marks of the days.
import type { Client, Db } from "../db.server.ts";
import { inShop } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Width } from "./compile.ts";

/** Shops with amounts whose products do not fit 64 bits: orders above 30 M units of money or so. */
const wideShops = new Set<bigint>();

/** One transaction bound to the shop; once more with exact products where 64 bits were too few. */
export async function inWidth<T>(
  db: Db,
  shop: ShopContext,
  run: (client: Client, width: Width) => Promise<T>,
): Promise<T> {
  if (!wideShops.has(shop.id)) {
    try {
      return await inShop(db, shop.id, (client) => run(client, "bigint"));
    } catch (error) {
      // 22003: numeric_value_out_of_range.
      if ((error as { code?: string }).code !== "22003") throw error;
      wideShops.add(shop.id);
    }
  }
  return inShop(db, shop.id, (client) => run(client, "numeric"));
}

export type Locked = { at: Date | null; hasCostRules: boolean };
export type Marked = { day: Day; mark: bigint };

/**
 * Until the transaction ends: one writer of a shop's measures at a time, by the lock on the shop's row
 * that its new version takes anyway; and days are found by index and joined as sets, even where the
 * planner has not yet heard that a table grew, by a plan that is made once (making it costs as much
 * as running it).
 * A rebuild's transactions share the lock. The commit does not wait for the disk: should the machine
 * die right then, the marks are there again with the old measures.
 * @returns the instant up to which promises have been counted, and whether cost rules were ever told
 */
export async function lockShop(
  client: Client,
  shop: ShopContext,
  {
    mode = "no key update",
    lockMs = 0,
  }: { mode?: "no key update" | "share"; lockMs?: number } = {},
): Promise<Locked> {
  const { rows } = await client.query<Locked>({
    name: `recompute-lock-${mode}`,
    text: `select due_tick_at as at, has_cost_rules as "hasCostRules", set_config('enable_seqscan', 'off', true),
       set_config('enable_nestloop', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('synchronous_commit', 'off', true), set_config('lock_timeout', $2, true)
     from shop where id = $1 for ${mode}`,
    values: [shop.id, String(lockMs)],
  });
  return rows[0] ?? { at: null, hasCostRules: false };
}

/**
 * Deletes the marks that were read; a day marked again meanwhile keeps its newer one. A row that a
 * writer holds is being marked again, so it is left alone rather than waited for.
 */
export const forget = `
  delete from dirty_day where shop_id = $1 and day = any(array(
    select d.day from dirty_day d join unnest($2::date[], $3::bigint[]) as seen (day, mark)
      on d.day = seen.day and d.mark = seen.mark
    where d.shop_id = $1 for update of d skip locked))`;

/** Days are counted anew: what was kept of them before is another state now (counted_day.mark). */
export const noteCounted = `
  insert into counted_day (shop_id, day, mark)
  select $1, day, nextval('dirty_mark') from unnest($2::date[]) as d (day) order by day
  on conflict (shop_id, day) do update set mark = excluded.mark`;
// Not by an update: Citus takes none to a value that is another each time.
export const noteAllCounted = `
  insert into counted_day (shop_id, day, mark)
  select $1, day, nextval('dirty_mark') from counted_day where shop_id = $1 order by day
  on conflict (shop_id, day) do update set mark = excluded.mark`;

export const seen = (shop: ShopContext, marked: readonly Marked[]) => [
  shop.id,
  marked.map(({ day }) => day),
  marked.map(({ mark }) => mark),
];
