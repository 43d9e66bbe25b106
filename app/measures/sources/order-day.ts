import { keys, ordersOf } from "../measure.ts";
import type { OnDays, Scan, Source } from "../measure.ts";

// One row per order and day on which it was sold or money went back. Where both happen on one day
// they are one row, because the interval of a margin takes an order's day as its unit.
//
// `is_sale` tells the row of the sale day. Rows of orders that do not count (test, voided, zero,
// other currency) are there too, with `counted` false: some measures count just them.
const rows = (on: OnDays) => `
with back as materialized (
  select order_id, refund_day,
    sum(amount)::bigint as returned, sum(units)::bigint as returned_units,
    sum(known_amount)::bigint as known, sum(exact_amount)::bigint as exact,
    sum(restock_cost)::bigint as restock_cost
  from refund where shop_id = $1 and ${on("refund_day")}
  group by order_id, refund_day
)
select o.sale_day as day, o.channel, o.region, o.customer_kind,
  true as is_sale, o.counted, o.left_out, o.test, o.cancelled_at, o.processed_at,
  o.gross, o.discounts, o.units::bigint as units, o.returned_units_60::bigint as returned_units_60,
  coalesce(b.returned, 0) as returned, coalesce(b.returned_units, 0) as returned_units,
  o.known_net - coalesce(b.known, 0) as known_net, o.exact_net - coalesce(b.exact, 0) as exact_net,
  o.cost, coalesce(b.restock_cost, 0) as restock_cost,
  o.known_net - coalesce(b.known, 0) - o.cost + coalesce(b.restock_cost, 0) as margin,
  o.known_net <> 0 or o.cost <> 0 or coalesce(b.known, 0) <> 0 as has_cost,
  o.ship_eligible, o.shipped_at, o.delivered_at, o.promised_at, o.due_at,
  coalesce(o.due_at <= $3::timestamptz, false) as is_due
from orders o left join back b on b.order_id = o.id and b.refund_day = o.sale_day
where o.shop_id = $1 and ${on("o.sale_day")}
union all
select b.refund_day, o.channel, o.region, o.customer_kind,
  false, o.counted, o.left_out, o.test, null, o.processed_at,
  0, 0, 0, 0,
  b.returned, b.returned_units,
  -b.known, -b.exact,
  0, b.restock_cost,
  b.restock_cost - b.known,
  b.known <> 0 or b.restock_cost <> 0,
  false, null, null, null, null,
  false
from back b join ${ordersOf("back", `sale_day, processed_at, counted, left_out, test, ${keys}`)} o
  on o.id = b.order_id
where o.sale_day <> b.refund_day and o.counted`;

const bare = (on: OnDays) => `
select sale_day as day, ${keys}, true as is_sale, counted, gross, discounts,
  ship_eligible, processed_at, shipped_at, delivered_at
from orders where shop_id = $1 and ${on("sale_day")}`;

export const orderDayScan: Scan = {
  name: "order-day",
  rows,
  bare,
  asOf: true,
  stored: true,
  money: true,
};

/** Sales and returns of counted orders; the unit is the order and its day. */
export const orderDay: Source = {
  name: "order-day",
  words: "counted orders on their sale day and their refunds on the refund day",
  scan: orderDayScan,
  where: "counted",
  asOf: false,
};
