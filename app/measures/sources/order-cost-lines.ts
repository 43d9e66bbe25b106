// Costs of an order on its lines, and of a parcel that came back on the lines in it. A line's share is
// by what it was sold for (of returns: by units), rounded so that the shares of an order add up to its
// cost exactly: shares are the steps of the cost of all lines up to this one, each rounded down.
import type { OnDays } from "../measure.ts";
import {
  backOf,
  placeColumns,
  ruledOrders,
  ruledReturns,
  since,
  soldColumns,
} from "./order-cost.ts";

/** A line's share of `cost` by `weight`, over the window `upto`; null where the cost is unknown. */
const share = (cost: string, weight: string) => `(
  div(${cost}::numeric * sum(${weight}) over upto, sum(${weight}) over whole)
  - div(${cost}::numeric * (sum(${weight}) over upto - ${weight}), sum(${weight}) over whole))::bigint`;

type LinesGiven = {
  /** CTE of the orders; default `ruled`. */
  from?: string;
  /** Columns of it, shared by the lines beside fee, shipping and packaging; default none. */
  shared?: readonly string[];
  /** Columns of it, the same on every line; default none. */
  kept?: readonly string[];
};

/**
 * CTEs after `ruled`, ending in `ruled_line`: merchandise lines of these orders (l.*) with day, net,
 * exact_net, fee, shipping, packaging and what else is given.
 */
export const ruledLines = ({ from = "ruled", shared = [], kept = [] }: LinesGiven = {}) => `
  ruled_line as materialized (
    select l.*, r.sale_day, l.gross - l.discounts as net,
      case when l.cost_exact then l.gross - l.discounts else 0 end as exact_net,
      ${[
        ...kept.map((name) => `r.${name}`),
        ...["fee", "shipping", "packaging", ...shared].map(
          (cost) => `${share(`r.${cost}`, "(l.gross - l.discounts)")} as ${cost}`,
        ),
      ].join(",\n      ")}
    from ${from} r join order_line l on l.shop_id = $1 and l.order_id = r.id and l.merchandise
    window whole as (partition by l.order_id),
      upto as (partition by l.order_id order by l.position, l.id))`;

/**
 * CTEs after `ruled_back`, ending in `ruled_back_line`: lines that came back on a day by order, line_id,
 * money and units, with their share of return_cost. Money on no line is not in it.
 */
export const ruledBackLines = `
  ruled_back_line as materialized (
    select b.order_id, b.refund_day, rl.line_id,
      rl.amount as returned,
      case when b.units = 0 or b.return_cost is null then b.return_cost
        else ${share("b.return_cost", "rl.units")} end as return_cost
    from ruled_back b
    join lateral (
      select rl.line_id, sum(rl.amount) as amount,
        sum(case when rl.restock_type = 'cancel' then 0 else rl.quantity end) as units
      from refund r join refund_line rl on rl.shop_id = $1 and rl.refund_id = r.id
      where r.shop_id = $1 and r.order_id = b.order_id and r.refund_day = b.refund_day
      group by rl.line_id) rl on true
    window whole as (partition by b.order_id, b.refund_day),
      upto as (partition by b.order_id, b.refund_day order by rl.line_id))`;

/**
 * Rows of the order-cost scan split by something of the order or its lines, in the place of a channel.
 * @param key SQL over an order o (`order`), or over an order line l that may not be known (`line`)
 */
export function ruledRows(on: OnDays, key: { order: string } | { line: string }): string {
  const of = "order" in key ? `${key.order} as channel` : "null as channel";
  const given = `
with sold as (
  select ${soldColumns}, ${of} from orders o
  where o.shop_id = $1 and ${on("o.sale_day")} and o.counted and o.sale_day >= ${since}),
${ruledOrders},
gone as materialized (${backOf(`${on("r.refund_day")} and r.refund_day >= ${since}`)}),
back as materialized (
  select g.*, ${placeColumns}, ${of}
  from gone g join orders o on o.shop_id = $1 and o.id = g.order_id and o.counted),
${ruledReturns}`;
  if ("order" in key) {
    return `${given}
select sale_day as day, channel, net, exact_net as sold_exact, fee, shipping, packaging,
  label_cost is not null as billed, 0::bigint as returned, 0::bigint as return_cost from ruled
union all
select refund_day, channel, 0, 0, 0, 0, 0, false, returned, return_cost from ruled_back`;
  }
  return `${given},
${ruledLines({ kept: ["label_cost"] })},
${ruledBackLines}
select l.sale_day as day, ${key.line} as channel, l.net, l.exact_net as sold_exact,
  l.fee, l.shipping, l.packaging,
  l.label_cost is not null as billed, 0::bigint as returned, 0::bigint as return_cost from ruled_line l
union all
select b.refund_day, coalesce(${key.line}, 'unknown'), 0, 0, 0, 0, 0, false, b.returned, b.return_cost
from ruled_back_line b
left join order_line l on l.shop_id = $1 and l.order_id = b.order_id and l.id = b.line_id`;
}
