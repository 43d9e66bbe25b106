import { stateSql } from "./state-sql.ts";

// SQL of the products list. $1 shop, $2 first day, $3 day after the last.

/** What a line says of its item; few different ones, so that names are looked up after the sums. */
const said = "l.product_id, l.sku, l.title";
/** A line's item: the product, the one of the variant with its SKU, else the SKU, else the name. */
const item = `coalesce(l.product_id, (
  select v.product_id from variant v
  where v.shop_id = $1 and v.sku = l.sku and l.sku <> '' order by v.id limit 1
), nullif(l.sku, ''), l.title)`;

/**
 * Merchandise lines of the counted orders that fulfil a condition, summed by what they say. `cost` is null
 * where no line's is known, `exact_net` the net sales of lines whose cost was valid at the sale.
 */
const soldBy = (condition: string) => `
  select ${said}, sum(l.quantity)::int8 as units, sum(l.gross - l.discounts)::int8 as net,
    sum(l.cost)::int8 as cost,
    coalesce(sum(l.gross - l.discounts) filter (where l.cost_exact), 0)::int8 as exact_net
  from orders o
  join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
  where o.shop_id = $1 and ${condition} and o.counted
  group by ${said}`;

/** Sold lines of the period from the lines themselves. */
export const soldLines = `
  sold_lines as (${soldBy("o.sale_day >= $2 and o.sale_day < $3")})`;

/** The JSON of some days' sold lines, as `soldKept` reads it. $1 shop, $2 first day, $3 day after the last. */
export const soldJson = `
  select coalesce(json_agg(l), '[]')::text as value from (
    ${soldBy("o.sale_day >= $2 and o.sale_day < $3")}) l`;

/** Days and months of sold lines in the period that are kept and still right; a month beats its days. */
const keptOf = (name: string) => `
  kept as materialized (
    select s.from_day, s.to_day, s.value from snapshot s
    where s.shop_id = $1 and s.name = '${name}' and s.from_day >= $2 and s.to_day <= $3
      and s.state = ${stateSql("s.from_day", "s.to_day")}),
  used as materialized (
    select * from kept k where k.to_day - k.from_day > 1 or not exists (
      select from kept m where m.to_day - m.from_day > 1
        and m.from_day <= k.from_day and k.from_day < m.to_day)),
  left_day as materialized (
    select day::date from generate_series($2::date, $3::date - 1, interval '1 day') as d (day)
    where not exists (select from used u where u.from_day <= d.day and d.day < u.to_day))`;

/** How many days of the period no kept lines are there for. */
export const leftDaysSql = (name: string) =>
  `with ${keptOf(name)} select count(*)::int as days from left_day`;

/** As `soldLines`, with the lines themselves only of days that are not kept. */
export const soldKept = (name: string) => `
  ${keptOf(name)},
  sold_lines as (
    select product_id, sku, title, sum(units) as units, sum(net) as net, sum(cost) as cost,
      sum(exact_net) as exact_net from (
      select e.* from used, json_to_recordset(used.value::json)
        as e (product_id text, sku text, title text, units int8, net int8, cost int8, exact_net int8)
      union all
      ${soldBy("o.sale_day = any(array(select day from left_day))")}) l
    group by product_id, sku, title)`;

/** Rows of three parameters that are lists of one length. */
export const ruledSql = (first: number) =>
  `select * from unnest($${first}::text[], $${first + 1}::int8[], $${first + 2}::int8[]) as r (key, cost, known)`;
const noRules = "select null::text as key, 0::int8 as cost, 0::int8 as known where false";

/**
 * One row an item that was sold in the period or stands in the catalogue:
 * key, title, status (null outside the catalogue), units sold, net (after what went back in the
 * period, minor units), cm1 (net less the known unit cost of what was sold, null where none is known),
 * cm2 (cm1 less the costs by rule; null where none is told, too),
 * sold and exact_net (net sales before returns, and those of them whose cost was valid at the sale),
 * ruled_net (those of them of which costs by rule are known as well),
 * back (units of these sales that came back until now), stock (null when nothing of it is tracked),
 * places (how many locations keep it).
 * A money-back line that belongs to no line of its order has no item and is in no row.
 * @param sold `soldLines` or `soldKept`
 * @param ruled SQL of rows of key, cost and known: what costs by rule are told of items; false: none is
 */
export const itemsSql = (sold: string, ruled: string | false) => `
  ${sold},
  ruled as materialized (${ruled || noRules}),
  sold as (
    select ${item} as key, min(l.title) as title, sum(l.units) as units, sum(l.net) as net,
      sum(l.cost) as cost, sum(l.exact_net) as exact_net
    from sold_lines l group by 1),
  back_lines as (
    select ${said},
      coalesce(sum(rl.quantity) filter (where rl.restock_type <> 'cancel'
        and o.sale_day >= $2 and o.sale_day < $3), 0) as units,
      coalesce(sum(rl.amount) filter (where r.refund_day < $3), 0) as amount
    from refund r
    join orders o on o.shop_id = $1 and o.id = r.order_id and o.counted
    join refund_line rl on rl.shop_id = $1 and rl.refund_id = r.id
    join order_line l on l.shop_id = $1 and l.order_id = r.order_id and l.id = rl.line_id
    where r.shop_id = $1 and r.refund_day >= $2
    group by ${said}),
  back as (
    select ${item} as key, min(l.title) as title, sum(l.units) as units, sum(l.amount) as amount
    from back_lines l group by 1),
  stock as (
    select v.product_id as key, sum(k.available) as available,
      count(distinct k.location_id) as places
    from variant v
    join stock_level k on k.shop_id = $1 and k.inventory_item_id = v.inventory_item_id
      and k.active and k.available is not null
    left join inventory_item i on i.shop_id = $1 and i.id = v.inventory_item_id
    where v.shop_id = $1 and not v.gone and coalesce(i.tracked, true)
    group by 1),
  items as (
    select key, coalesce(p.title, sold.title, back.title, key) as title, p.status,
      coalesce(sold.units, 0) as units, coalesce(sold.net, 0) - coalesce(back.amount, 0) as net,
      sold.net - coalesce(back.amount, 0) - sold.cost as cm1,
      ${ruled ? "sold.net - coalesce(back.amount, 0) - sold.cost - coalesce(ruled.cost, 0)" : "null::numeric"} as cm2,
      coalesce(ruled.known, 0) as ruled_net,
      coalesce(sold.net, 0) as sold, coalesce(sold.exact_net, 0) as exact_net,
      coalesce(back.units, 0) as back, stock.available as stock,
      coalesce(stock.places, 0) as places
    from sold
    full join back using (key)
    full join (select id as key, title, status from product
               where shop_id = $1 and not gift_card) p using (key)
    left join ruled using (key)
    left join stock using (key))`;

/** Whether an item's title has a word, or one of its SKUs the beginning, of `$4`, a LIKE pattern. */
export const searchSql = `
  ($4::text is null or title ilike $4 or title ilike '% ' || $4 or key ilike $4
   or key in (select product_id from variant where shop_id = $1 and sku ilike $4 and not gone))`;

/** The text as the beginning of something, its own % and _ taken literally. */
export function likePrefix(text: string): string | null {
  const plain = text.trim().slice(0, 200);
  return plain === "" ? null : `${plain.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
}
