import { keys, ordersOf } from "../measure.ts";
import type { OnDays, Scan, Source } from "../measure.ts";

// One row per order and day on which it was sold or money went back. Where both happen on one day
// they are one row, because the interval of a margin takes an order's day as its unit.
//
// `is_sale` tells the row of the sale day. Rows of orders that do not count (test, voided, zero,
// other currency) are there too, with `counted` false: some measures count just them.
//
// The few with anything back that day are set apart: joined with all, every order of the days would be hashed.
const sold = [
  ...["counted", "left_out", "test", "cancelled_at", "processed_at", "gross", "discounts", "units"],
  ...["returned_units_60", "known_net", "exact_net", "cost"],
  ...["ship_eligible", "shipped_at", "delivered_at", "promised_at", "due_at"],
];
/** What belongs to the sale, of a row of the sale day. */
const then = (column: string, otherwise = "null") =>
  `case when is_sale then ${column} else ${otherwise} end`;

const rows = (on: OnDays) => `
with back as materialized (
  select order_id, refund_day,
    sum(amount)::bigint as returned, sum(units)::bigint as returned_units,
    sum(known_amount)::bigint as known, sum(exact_amount)::bigint as exact,
    sum(restock_cost)::bigint as restock_cost
  from refund where shop_id = $1 and ${on("refund_day")}
  group by order_id, refund_day
),
placed as materialized (
  select b.*, o.*, o.sale_day = b.refund_day as is_sale
  from back b join ${ordersOf("back", `sale_day, ${keys}, ${sold.join(", ")}`)} o on o.id = b.order_id
)
select sale_day as day, ${keys},
  true as is_sale, counted, left_out, test, cancelled_at, processed_at,
  gross, discounts, units::bigint as units, returned_units_60::bigint as returned_units_60,
  0::bigint as returned, 0::bigint as returned_units,
  known_net, exact_net, cost, 0::bigint as restock_cost, known_net - cost as margin,
  known_net <> 0 or cost <> 0 as has_cost,
  ship_eligible, shipped_at, delivered_at, promised_at, due_at,
  coalesce(due_at <= $3::timestamptz, false) as is_due
from orders o where o.shop_id = $1 and ${on("o.sale_day")}
  and o.id not in (select order_id from placed where is_sale)
union all
select refund_day, ${keys},
  is_sale, counted, left_out, test, ${then("cancelled_at")}, processed_at,
  ${then("gross", "0")}, ${then("discounts", "0")}, ${then("units", "0")},
  ${then("returned_units_60", "0")},
  returned, returned_units,
  ${then("known_net", "0")} - known, ${then("exact_net", "0")} - exact, ${then("cost", "0")}, restock_cost,
  ${then("known_net - cost", "0")} - known + restock_cost,
  known <> 0 or ${then("known_net <> 0 or cost <> 0", "restock_cost <> 0")},
  is_sale and ship_eligible, ${then("shipped_at")}, ${then("delivered_at")}, ${then("promised_at")},
  ${then("due_at")}, is_sale and coalesce(due_at <= $3::timestamptz, false)
from placed where is_sale or counted`;

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
