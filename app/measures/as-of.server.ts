import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { daysBetween, addDays } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";

/** Every day of a period. */
export function daysOf(period: Period): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(period.from, period.to)) }, (_, at) =>
    addDays(period.from, at),
  );
}

/**
 * Days of a period whose stored promises differ from those at another instant: sale days of orders
 * that fell due between the two. Stored rows hold the promises due by the shop's `due_tick_at`.
 */
export async function straddlingDays(
  client: Client,
  shop: ShopContext,
  period: Period,
  asOf: Date,
): Promise<Day[]> {
  const { rows } = await client.query<{ day: Day }>(
    `select distinct o.sale_day as day
     from shop s join orders o on o.shop_id = s.id
       and o.due_at > least(coalesce(s.due_tick_at, '-infinity'), $4::timestamptz)
       and o.due_at <= greatest(coalesce(s.due_tick_at, '-infinity'), $4::timestamptz)
     where s.id = $1 and o.sale_day >= $2 and o.sale_day < $3`,
    [shop.id, period.from, period.to, asOf],
  );
  return rows.map(({ day }) => day);
}
