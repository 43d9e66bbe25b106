// Stock over a period: from the totals that are kept by day, and from the days on which items were out.
import { itemNames } from "../../ledger/stock/levels-sql.ts";
import type { PeriodQuery } from "../query.ts";

/**
 * Columns: days (with a snapshot), value (Σ over days of stock at known cost, minor units), units and
 * known_units (Σ over days; with known cost), on_hand (at the end of the last of the days), forecasts (days
 * with one), overstock (of the last of these, minor units), known (days with a snapshot at any time).
 */
export const stockOfPeriod: PeriodQuery = {
  name: "stock-of-period",
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: () => `
select 'all' as key, count(*) as days, coalesce(sum(value), 0)::int8 as value,
  coalesce(sum(units), 0)::int8 as units, coalesce(sum(known_units), 0)::int8 as known_units,
  coalesce((array_agg(units order by day desc))[1], 0)::int8 as on_hand, count(overstock) as forecasts,
  coalesce((array_agg(overstock order by day desc) filter (where overstock is not null))[1], 0)::int8
    as overstock,
  (select count(*) from (select from stock_day where shop_id = $1 limit 1) any_day) as known
from stock_day where shop_id = $1 and day >= $2 and day < $3`,
};

/** Daily demand carries a fraction: weights are in millionths of a unit. */
const fine = 1_000_000;

/**
 * Columns: variants (active, tracked, with demand on days in stock), listed and out (their days, each times
 * the daily demand of its variant, in millionths), known (variants listed at any time of the period).
 */
export const outOfPeriod: PeriodQuery = {
  name: "out-of-period",
  parameters: ["from", "to", "today"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: () => `
with bound as (select $2::date as lo, least($3::date, $4::date) as hi),
spans as (
  select k.inventory_item_id as item, k.out, greatest(k.from_day, b.lo) as from_day,
    least(coalesce(k.to_day, b.hi), b.hi) as to_day
  from stock_span k, bound b
  where k.shop_id = $1 and k.from_day < b.hi and coalesce(k.to_day, 'infinity') > b.lo),
stocked as (select distinct item from spans),
${itemNames},
active as materialized (
  select i.item, i.variant_id, i.sku from item_of i
  left join variant v on v.shop_id = $1 and v.id = i.variant_id
  left join product p on p.shop_id = $1 and p.id = v.product_id
  where v.id is null or (not v.gone and p.status = 'active')),
listed as (
  select item, sum(to_day - from_day) as days, coalesce(sum(to_day - from_day) filter (where out), 0) as gone
  from spans join active using (item) group by item),
line as (
  select l.variant_id, l.sku, o.sale_day as day, sum(l.quantity) as units
  from bound b
  join orders o on o.shop_id = $1 and o.sale_day >= b.lo and o.sale_day < b.hi and o.counted
  join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
  group by 1, 2, 3),
by_sku as (select distinct on (sku) sku, item from active where sku is not null order by sku, item),
sold as (
  select coalesce(v.item, s.item) as item, line.day, line.units
  from line
  left join active v on v.variant_id = line.variant_id
  left join by_sku s on v.item is null and s.sku = line.sku),
demand as (
  select s.item, sum(s.units) as units from sold s
  join spans k on k.item = s.item and not k.out and s.day >= k.from_day and s.day < k.to_day
  group by s.item)
select 'all' as key, count(*) filter (where d.units > 0) as variants, count(*) as known,
  coalesce(round(sum(l.days * d.units * ${fine}.0 / (l.days - l.gone))), 0)::int8 as listed,
  coalesce(round(sum(l.gone * d.units * ${fine}.0 / (l.days - l.gone))), 0)::int8 as out
from listed l left join demand d on d.item = l.item and l.days > l.gone`,
};
