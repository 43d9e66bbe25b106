// Stock by day, restated from the day on from which something changed: what lay there at the end of each
// day, what it cost, and the days on which an item was out everywhere.
import type { Client } from "../../db.server.ts";
import { addDays, daysBetween, type Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { halfEven } from "../half-even.ts";
import { run } from "../writers/rows.server.ts";
import { costSpans, itemNames, levelSpans } from "./levels-sql.ts";

/** Days counted in one statement. */
const daysAtOnce = 31;

/** The day from which on the shop's levels are heard of as they change; null before any is. */
export async function firstHeard(client: Client, shop: ShopContext): Promise<Day | null> {
  const rows = await run<{ day: Day | null }>(
    client,
    `select (min(triggered_at) at time zone $2)::date as day from stock_change where shop_id = $1`,
    [shop.id, shop.timeZone],
  );
  return rows[0]?.day ?? null;
}

/** $3, $4 first and last day, $5 the day that is not over. */
const countDays = `
  with ${levelSpans},
  stocked as materialized (select distinct item from span),
  ${itemNames}, ${costSpans},
  counted as (
    select d.day::date as day, coalesce(sum(greatest(s.on_hand, 0)), 0)::bigint as units,
      coalesce(sum(greatest(s.on_hand, 0)) filter (where c.amount is not null), 0)::bigint as known_units,
      ${halfEven("coalesce(sum(greatest(s.on_hand, 0) * c.amount), 0)")} as value
    from generate_series($3::date, $4::date, interval '1 day') d (day)
    left join span s on s.day <= d.day::date and s.next > d.day::date
    left join cost_span c on c.item = s.item and c.from_day <= d.day::date and c.to_day > d.day::date
    group by 1)
  insert into stock_day as k (shop_id, day, units, known_units, value, closed)
  select $1, day, units, known_units, value, day < $5::date from counted
  on conflict (shop_id, day) do update
  set units = excluded.units, known_units = excluded.known_units, value = excluded.value,
    closed = excluded.closed
  where (k.units, k.known_units, k.value, k.closed)
    is distinct from (excluded.units, excluded.known_units, excluded.value, excluded.closed)
  returning day`;

/**
 * Counts the days from `since` (or the first that was not counted) up to today anew.
 * @returns the days whose totals changed
 */
export async function countStockDays(
  client: Client,
  shop: ShopContext,
  { since, today }: { since: Day | null; today: Day },
): Promise<Day[]> {
  const first = await firstHeard(client, shop);
  if (first === null || first > today) return [];
  const [counted] = await run<{ open: Day | null; last: Day | null }>(
    client,
    `select min(day) filter (where not closed) as open, max(day) as last
     from stock_day where shop_id = $1`,
    [shop.id],
  );
  const next = counted?.last ? addDays(counted.last, 1) : first;
  const from = [counted?.open ?? next, since ?? next].sort()[0]!;
  const changed: Day[] = [];
  const start = from < first ? first : from;
  for (let at = start; at <= today; at = addDays(at, daysAtOnce)) {
    const last = addDays(at, Math.min(daysAtOnce - 1, daysBetween(at, today)));
    const values = [shop.id, shop.timeZone, at, last, today];
    changed.push(...(await run<{ day: Day }>(client, countDays, values)).map(({ day }) => day));
  }
  return changed;
}

/**
 * Of each item the days it was kept anywhere: in stock at some place, or out at all of them. A level
 * begins and ends by +1 and −1, as one that is kept and as one above 0. $3 the first day heard of.
 */
const putSpans = `
  with ${levelSpans},
  step as (
    select item, greatest(day, $3::date) as day, 1 as kept, (available > 0)::int as filled
    from span where next > $3::date
    union all
    select item, next, -1, -(available > 0)::int from span
    where next < 'infinity' and next > $3::date),
  daily as (
    select item, day, case when sum(sum(kept)) over mine > 0 then sum(sum(filled)) over mine = 0 end as is_out
    from step group by item, day
    window mine as (partition by item order by day)),
  turned as (
    select *, lag(is_out) over (partition by item order by day) as was_out,
      row_number() over (partition by item order by day) = 1 as is_first
    from daily),
  fresh as materialized (
    select item, day, lead(day) over (partition by item order by day) as until, is_out
    from turned where is_first or is_out is distinct from was_out),
  gone as (
    delete from stock_span k where k.shop_id = $1 and not exists (
      select from fresh f
      where f.item = k.inventory_item_id and f.day = k.from_day and f.is_out is not null))
  insert into stock_span as k (shop_id, inventory_item_id, from_day, to_day, out)
  select $1, item, day, until, is_out from fresh where is_out is not null
  on conflict (shop_id, inventory_item_id, from_day) do update
  set to_day = excluded.to_day, out = excluded.out
  where (k.to_day, k.out) is distinct from (excluded.to_day, excluded.out)`;

export async function countStockSpans(client: Client, shop: ShopContext): Promise<void> {
  const first = await firstHeard(client, shop);
  if (first !== null) await run(client, putSpans, [shop.id, shop.timeZone, first]);
}

export type Due = { since: Day; mark: bigint };

export async function readStockDue(client: Client, shop: ShopContext): Promise<Due | null> {
  const text = "select since, mark from stock_due where shop_id = $1";
  return (await run<Due>(client, text, [shop.id]))[0] ?? null;
}

/** A change since then keeps its newer mark. */
export async function forgetStockDue(client: Client, shop: ShopContext, due: Due): Promise<void> {
  await run(client, "delete from stock_due where shop_id = $1 and mark = $2", [shop.id, due.mark]);
}
