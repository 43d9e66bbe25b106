// One item of the Stock panel: what it sold by week, what is expected of the next ones.
import { leadDemand, quantileOf } from "../analysis/forecast/lead-demand.ts";
import { levelOf } from "../analysis/forecast/level.ts";
import { seasonalNaive } from "../analysis/forecast/seasonal-naive.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { uncensored } from "../analysis/forecast/in-stock.ts";
import { readRun } from "../ledger/stock/results.server.ts";
import { readItemRows } from "./stock.server.ts";
import type { StockItem, StockWeek } from "./stock.ts";

/** Weeks that are shown, and that the level stands on. */
const shownWeeks = 26;
const knownWeeks = 104;
const aheadWeeks = 4;

/** $2 the item, $3 the day after the last week, $4 the first day. */
const weeksOf = `
  with named as (
    select v.id, nullif(v.sku, '') as sku from variant v
    where v.shop_id = $1 and (v.inventory_item_id = $2
      or ($2 like 'sku:%' and v.sku = substr($2, 5)))),
  skus as (
    select sku from named where sku is not null
    union select substr($2, 5) where $2 like 'sku:%'
    union select sku from inventory_item where shop_id = $1 and id = $2 and sku is not null),
  line as (
    select l.order_id, l.quantity from order_line l
    where l.shop_id = $1 and l.merchandise and l.variant_id = any(array(select id from named))
    union all
    select l.order_id, l.quantity from order_line l
    where l.shop_id = $1 and l.merchandise and l.sku = any(array(select sku from skus))
      and (l.variant_id is null or l.variant_id <> all(array(select id from named)))),
  sold as (
    select (($3::date - 1 - o.sale_day) / 7)::int as back, sum(line.quantity)::int as units
    from line join orders o on o.shop_id = $1 and o.id = line.order_id
    where o.counted and o.sale_day >= $4 and o.sale_day < $3 group by 1),
  gone as (
    select (($3::date - 1 - d.day::date) / 7)::int as back, count(*)::int as days
    from stock_span k cross join lateral generate_series(
      greatest(k.from_day, $4::date), least(coalesce(k.to_day, $3::date), $3::date) - 1,
      interval '1 day') d (day)
    where k.shop_id = $1 and k.inventory_item_id = $2 and k.out group by 1)
  select back, coalesce(units, 0) as units, coalesce(days, 0) as "daysOut"
  from sold full join gone using (back)`;

async function readWeeks(client: Client, shop: ShopContext, item: string, cut: Day) {
  const from = addDays(cut, -7 * knownWeeks);
  const { rows } = await client.query<{ back: number; units: number; daysOut: number }>(weeksOf, [
    shop.id,
    item,
    cut,
    from,
  ]);
  const { rows: first } = await client.query<{ day: Day | null }>(
    "select min(sale_day) as day from orders where shop_id = $1",
    [shop.id],
  );
  const historyFrom = first[0]?.day ?? cut;
  const of = new Map(rows.map((row) => [row.back, row]));
  return Array.from({ length: knownWeeks }, (_, at) => {
    const back = knownWeeks - 1 - at;
    const { units = 0, daysOut = 0 } = of.get(back) ?? {};
    return { from: addDays(cut, -7 * (back + 1)), units, daysOut };
  }).filter((week) => week.from >= historyFrom);
}

/** Null for an item that is kept nowhere. Weeks are of all places together. */
export function stockItem(db: Db, shop: ShopContext, key: string): Promise<StockItem | null> {
  const at = key.lastIndexOf("@");
  const item = key.slice(0, at);
  return inShop(db, shop.id, async (client) => {
    const places = await readItemRows(client, shop, item);
    const row = places.find((place) => place.key === key);
    const run = await readRun(client, shop);
    if (!row || !run) return null;
    const weeks = await readWeeks(client, shop, item, run.today);
    const known = weeks.findIndex(({ units }) => units > 0);
    const series = weeks
      .slice(Math.max(0, known))
      .map(({ units, daysOut }) => uncensored(units, { daysIn: 7 - daysOut, days: 7 }));
    const level = levelOf(series);
    const ahead = Array.from({ length: aheadWeeks }, (_, week): StockWeek => {
      const told = seasonalNaive(series, { periods: week + 1 });
      const until = week === 0 ? 0 : seasonalNaive(series, { periods: week });
      const isNaive = row.method === "seasonal-naive" && !Number.isNaN(told);
      const demand = leadDemand(series, {
        level: isNaive ? told - until : Number.isNaN(level) ? 0 : level,
        periods: 1,
      });
      return {
        from: addDays(run.today, 7 * week),
        units: demand.mean,
        range: [quantileOf(demand, 0.05), quantileOf(demand, 0.95)],
        daysOut: 0,
      };
    });
    const past = weeks.slice(-shownWeeks).map((week): StockWeek => ({ ...week, range: null }));
    return { row, places, weeks: [...past, ...ahead] };
  });
}
