// What orders, lines and refunds carry derived, worked out in DuckDB by the texts that the app runs over a
// whole shop: of base facts alone, as a rebuild begins with them.
import { derivedOrders, keyedItems, refundShares } from "../../app/ledger/writers/derive.server.ts";
import { halfEven } from "../../app/ledger/half-even.ts";
import { kindOf } from "../../app/ledger/writers/links.server.ts";
import { duckSql } from "./duck-sql.ts";

/**
 * Base facts as DuckDB loads them. Regions by location or postcode, and levels of stock, are left out: the
 * shop has none, so that the app has next to nothing to do for them either.
 */
export const baseFacts = {
  told_orders: `id varchar, processed_at timestamp, test boolean, financial_status varchar,
    currency varchar, channel varchar, region varchar, customer_id varchar,
    customer_order_index integer, cancelled_at timestamp, fulfilled_at timestamp`,
  told_line: `order_id varchar, id varchar, variant_id varchar, sku varchar, quantity integer,
    gross bigint, discounts bigint, merchandise boolean, requires_shipping boolean`,
  told_refund: `id varchar, order_id varchar, processed_at timestamp, amount bigint, units integer`,
  refund_line: `refund_id varchar, line_id varchar, quantity integer, restock_type varchar, amount bigint`,
  unit_cost: `item varchar, valid_from timestamp, amount decimal(18, 4)`,
  variant: `id varchar, sku varchar, inventory_item_id varchar, gone boolean`,
  fulfillment: `id varchar, order_id varchar, status varchar, created_at timestamp,
    delivered_at timestamp, due_at timestamp, promised_at timestamp`,
  fulfillment_event: `fulfillment_id varchar, order_id varchar, status varchar, happened_at timestamp`,
  fulfillment_order: `order_id varchar, status varchar, fulfill_by timestamp, deliver_by timestamp,
    updated_at timestamp, location_id varchar`,
  shop: `id bigint, ship_promise_hours double, deliver_promise_hours double`,
} as const;

// The cost valid at the sale by a join, and rounded only where there are several: DuckDB would look and round
// for each line what Postgres does for the few that need it.
const lines = `
create table order_line as
with line as not materialized (select * from told_line),
${keyedItems}
select l.order_id, l.id, l.quantity, l.gross, l.discounts, l.merchandise, l.requires_shipping,
  k.first_cost is not null and o.processed_at >= k.valid_from as cost_exact,
  case when u.amount is null then k.first_cost else ${halfEven("(l.quantity * u.amount)")} end as cost
from line l join told_orders o on o.id = l.order_id
left join keyed k on l.merchandise and k.quantity = l.quantity
  and k.variant_id = coalesce(l.variant_id, '') and k.sku = coalesce(l.sku, '')
left join (
  select *, lead(valid_from) over (partition by item order by valid_from) as until from unit_cost) u
  on u.item = k.item and k.has_later and u.valid_from <= o.processed_at
    and (u.until is null or u.until > o.processed_at)`;

const refunds = `
create table refund as
with dated as (select *, processed_at::date as refund_day from told_refund),
${refundShares("range").replace("from refund b", "from dated b")}
select d.*, s.known_amount, s.exact_amount, s.restock_cost from dated d join share s using (id)`;

const carried = "channel region test processed_at cancelled_at customer_id customer_order_index";
const kind = kindOf("customer_id", "customer_order_index").replaceAll("before.id", "before_id");
const orders = `
create table orders as
with head as (select * from told_orders),
${derivedOrders("range", carried.split(" "))}
select *, ${kind} as customer_kind from (
  select *, last_value(case when counted then id end ignore nulls) over (
    partition by customer_id order by processed_at, id
    rows between unbounded preceding and 1 preceding) as before_id
  from derived) linked`;

export const derivations = [lines, refunds, orders].map((text) => duckSql(text));
