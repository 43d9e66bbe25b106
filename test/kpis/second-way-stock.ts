// The KPIs of stock a second time: each day's level is looked for by itself among what was told.
import { day, inPeriod, today } from "./second-way-days.ts";

/** Days of the period that have begun and on which some level was known. */
const snapshot = `(
  select d::date as day from generate_series($4::date, least($5::date - 1, ${today}), interval '1 day') d
  where d::date >= (select min(${day("triggered_at")}) from stock_change where shop_id = $1)) snapshot`;
const level = `(
  select s.day, k.inventory_item_id as item, k.location_id as place,
    greatest(0, coalesce(t.on_hand, t.available)) as units, t.available
  from ${snapshot.replace(/snapshot$/, "s")}
  cross join (select distinct inventory_item_id, location_id from stock_change where shop_id = $1) k
  cross join lateral (
    select * from stock_change c where c.shop_id = $1 and c.inventory_item_id = k.inventory_item_id
      and c.location_id = k.location_id and c.day <= s.day order by c.day desc limit 1) t
  where t.active and t.available is not null) level`;
/** One cost a SKU: what it was first said to be. */
const unitCost = `(select amount from unit_cost u where u.shop_id = $1 and u.item = level.item limit 1)`;
const value = `(select sum(level.units * ${unitCost}) from ${level})`;
const begun = `(least($5::date, ${today} + 1) - $4::date)`;
const period = inPeriod("day");
const perYear = (
  amount: string,
) => `select (${amount}) * 365 * (select count(*) from ${snapshot}) as top,
  nullif(${begun} * ${value}, 0) as bottom, (select count(*) from sold where ${period}) as n`;
const sold = `(select coalesce(sum(units), 0) from sold where ${period})`;
const onHand = `(select coalesce(sum(units), 0) from ${level}
  where level.day = (select max(day) from ${snapshot}))`;
/** Over all days, of what a cost is known of. */
const knownUnits = `(select coalesce(sum(level.units), 0) from ${level} where ${unitCost} is not null)`;

export const stockQueries: Record<string, string> = {
  "stock-turnover": perYear(`select sum(cost) from sold where ${period}`),
  gmroi: perYear(`select sum(known - coalesce(cost, 0)) from sold where ${period}`),
  "sell-through": `select ${sold} as top,
    case when exists (select from ${snapshot}) then ${sold} + ${onHand} end as bottom, ${sold} as n`,
  "stockout-rate": `select sum(gone * units::numeric / nullif(days - gone, 0)) as top,
      nullif(sum(days * units::numeric / nullif(days - gone, 0)), 0) as bottom, count(*) as n
    from (
      select item, count(*) as days, count(*) filter (where most <= 0) as gone, sum(units) as units from (
        select item, day, max(available) as most, case when max(available) > 0 then (
          select coalesce(sum(l.quantity), 0) from sold s
          join order_line l on l.shop_id = $1 and l.order_id = s.id and l.merchandise
          where s.day = level.day and 'sku:' || l.sku = level.item) else 0 end as units
        from ${level} where day < ${today} group by item, day) d
      group by item) v where units > 0`,
  "overstock-value": `select (select overstock from stock_day where shop_id = $1 and ${period}
      and overstock is not null order by day desc limit 1) as top,
    case when ${onHand} = 0 or ${knownUnits} > 0 then 1 end as bottom, ${onHand} as n`,
};
