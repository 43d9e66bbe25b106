// The rows of order-day with what orders cost by rules beside them: orders, refunds and the orders of these
// are read once for both. Only the store counts by it, for shops that have told a rule; what is split or
// asked for by itself reads the two apart.
import { keys, ordersOf } from "../measure.ts";
import type { OnDays, Scan } from "../measure.ts";
import { placeColumns, ruledOrders, ruledReturns, since, soldColumns } from "./order-cost.ts";
import { orderDayScan } from "./order-day.ts";

/** Of an order as order-day has it, over `o`. */
const own = `o.sale_day as day, o.channel, o.region, o.customer_kind, o.counted, o.left_out, o.test,
  o.cancelled_at, o.processed_at, o.gross, o.discounts, o.units::bigint as units,
  o.returned_units_60::bigint as returned_units_60, o.known_net, o.cost, o.ship_eligible, o.shipped_at,
  o.delivered_at, o.promised_at, o.due_at`;

const rows = (on: OnDays) => `
with whole as materialized (
  select ${soldColumns}, ${own} from orders o where o.shop_id = $1 and ${on("o.sale_day")}),
sold as (
  select id, name, sale_day, place, location, gateway, charged, weight_grams, net, exact_net, ships
  from whole where counted and sale_day >= ${since}),
${ruledOrders},
gone as materialized (
  select r.order_id, r.refund_day, sum(r.amount)::bigint as returned, sum(r.units)::bigint as units,
    sum(r.known_amount)::bigint as known, sum(r.exact_amount)::bigint as exact,
    sum(r.restock_cost)::bigint as restock_cost, bool_or(r.source = 'csv' and r.amount > 0) as blind
  from refund r where r.shop_id = $1 and ${on("r.refund_day")}
  group by r.order_id, r.refund_day),
moved as materialized (
  select g.*, ${placeColumns}, o.sale_day, o.processed_at, o.counted, o.left_out, o.test, ${keys}
  from gone g join ${ordersOf(
    "gone",
    `sale_day, processed_at, counted, left_out, test, given_region, location_id, ${keys}`,
  )} o on o.id = g.order_id),
back as (
  select order_id, refund_day, returned, units, blind, place, location
  from moved where counted and refund_day >= ${since}),
${ruledReturns}
select w.day, w.channel, w.region, w.customer_kind,
  true as is_sale, w.counted, w.left_out, w.test, w.cancelled_at, w.processed_at,
  w.gross, w.discounts, w.units, w.returned_units_60,
  coalesce(b.returned, 0) as returned, coalesce(b.units, 0) as returned_units,
  w.known_net - coalesce(b.known, 0) as known_net, w.exact_net - coalesce(b.exact, 0) as exact_net,
  w.cost, coalesce(b.restock_cost, 0) as restock_cost,
  w.known_net - coalesce(b.known, 0) - w.cost + coalesce(b.restock_cost, 0) as margin,
  w.known_net <> 0 or w.cost <> 0 or coalesce(b.known, 0) <> 0 as has_cost,
  w.ship_eligible, w.shipped_at, w.delivered_at, w.promised_at, w.due_at,
  coalesce(w.due_at <= $3::timestamptz, false) as is_due,
  w.net, w.exact_net as sold_exact, r.fee, r.shipping, r.packaging,
  r.label_cost is not null as billed, rb.return_cost
from whole w
left join ruled r on r.id = w.id
left join gone b on b.order_id = w.id and b.refund_day = w.sale_day
left join ruled_back rb on rb.order_id = w.id and rb.refund_day = w.sale_day
union all
select m.refund_day, m.channel, m.region, m.customer_kind,
  false, m.counted, m.left_out, m.test, null, m.processed_at,
  0, 0, 0, 0,
  m.returned, m.units,
  -m.known, -m.exact,
  0, m.restock_cost,
  m.restock_cost - m.known,
  m.known <> 0 or m.restock_cost <> 0,
  false, null, null, null, null,
  false,
  0, 0, 0, 0, 0, false, rb.return_cost
from moved m
left join ruled_back rb on rb.order_id = m.order_id and rb.refund_day = m.refund_day
where m.sale_day <> m.refund_day and m.counted`;

export const ruledDayScan: Scan = { ...orderDayScan, name: "ruled-day", rows };
