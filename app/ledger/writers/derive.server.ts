// What is derived, each thing in one place as SQL: the same text serves the orders of a batch and a
// whole shop, so an incremental history and a rebuild cannot part.
//
// head    the orders in question: a CTE with id, processed_at, cancelled_at, test, financial_status,
//         currency, channel, fulfilled_at
// line    the order lines in question: a CTE with order_id, id, variant_id, sku, quantity,
//         merchandise, processed_at
// scope   "these": orders named by $4; "range": of the shop's in the order of ids, those after $4 up to
//         and with $5, so that a whole shop is derived a part at a time; "new": orders that nobody has
//         told of before, whose lines, refunds, parcels and their events are the CTEs new_order_line,
//         new_refund, new_fulfillment and new_fulfillment_event; of them $4 names those that
//         were promised something
//
// Parameters: $1 shop, $2 its zone, $3 its currency, $4 and $5 as the scope says.

import { halfEven } from "../half-even.ts";

export type Scope = "these" | "range" | "new";

const within = (scope: Scope, column: string, first = 4) =>
  scope === "range"
    ? `and ${column} > $${first} and ${column} <= $${first + 1}`
    : `and ${column} = any($${first}::text[])`;

/** Where the rows of a kind come from, as `alias`, up to the condition that bounds them. */
const rowsOf = (scope: Scope, table: string, alias: string, column: string, first?: number) =>
  scope === "new"
    ? `new_${table} ${alias} where true`
    : `${table} ${alias} where ${alias}.shop_id = $1 ${within(scope, `${alias}.${column}`, first)}`;

/** The shop's day of an instant. */
export const dayOf = (instant: string) => `(${instant} at time zone $2)::date`;

/** A fulfillment order of which something is still to be sent. */
const waits = "status in ('open', 'in_progress', 'scheduled', 'on_hold')";

/**
 * What is still to be sent of an order: open, on hold, or the rest of one sent in part; null: nothing. That
 * there is a rest only what was read since the last parcel left can tell: before, all of it was to be sent.
 * Shopify's clock has steps of a second, so the parcel's instant may be the later by some.
 */
const toSend = `case
      when reason is not null or not coalesce(s.ships, false) or h.channel = 'pos'
        or h.cancelled_at is not null or h.financial_status = 'refunded' then null
      when case when p.order_id is null then h.fulfilled_at else p.shipped_at end is null
        then case when w.held then 'held' else 'open' end
      when w.waits_at >= p.last_shipped_at - interval '5 seconds'
        then case when w.held then 'held' else 'part' end end`;

/** A parcel that never left promises nothing. */
const alive = "f.status not in ('cancelled', 'error', 'failure')";

/**
 * CTEs after `head`, ending in `derived`: every derived column of the head's orders but the links, and
 * `kept` columns of the head.
 */
export const derivedOrders = (scope: Scope, kept: readonly string[] = []) => `
  promise as (
    select make_interval(secs => (ship_promise_hours * 3600)::double precision) as ship,
      make_interval(secs => (deliver_promise_hours * 3600)::double precision) as deliver
    from shop where id = $1),
  sums as (
    select order_id,
      sum(gross) filter (where merchandise) as gross,
      sum(discounts) filter (where merchandise) as discounts,
      sum(quantity) filter (where merchandise) as units,
      sum(gross - discounts) filter (where merchandise and cost is not null) as known_net,
      sum(gross - discounts) filter (where merchandise and cost_exact) as exact_net,
      sum(cost) filter (where merchandise) as cost,
      bool_or(requires_shipping and quantity > 0) as ships
    from ${rowsOf(scope, "order_line", "l", "order_id")} group by order_id),
  arrival as (
    select fulfillment_id, max(happened_at) as at
    from ${rowsOf(scope, "fulfillment_event", "e", "order_id")} and status = 'delivered'
    group by fulfillment_id),
  parcels as (
    select f.order_id,
      min(f.created_at) filter (where f.status = 'success') as shipped_at,
      max(f.created_at) filter (where f.status = 'success') as last_shipped_at,
      case when bool_and(coalesce(a.at, f.delivered_at) is not null) filter (where f.status = 'success')
        then max(greatest(a.at, f.delivered_at)) filter (where f.status = 'success')
      end as delivered_at,
      min(f.due_at) filter (where ${alive}) as due_at,
      max(f.promised_at) filter (where ${alive}) as promised_at
    from (select * from ${rowsOf(scope, "fulfillment", "p", "order_id")} and order_id is not null) f
    left join arrival a on a.fulfillment_id = f.id
    group by f.order_id),
  promised as (
    select order_id, min(fulfill_by) as due_at, max(deliver_by) as promised_at,
      max(updated_at) filter (where ${waits}) as waits_at,
      bool_and(status = 'on_hold') filter (where ${waits}) as held,
      min(location_id) filter (where ${waits}) as send_from
    from fulfillment_order
    where shop_id = $1 and status <> 'cancelled' ${within(scope, "order_id")}
    group by order_id),
  returned as (
    select h.id, sum(r.units) as units
    from (select * from ${rowsOf(scope, "refund", "b", "order_id")}) r
    join head h on h.id = r.order_id
    where r.refund_day - ${dayOf("h.processed_at")} <= 60
    group by h.id),
  derived as (
    select ${["id", ...kept].map((column) => `h.${column}`).join(", ")},
      ${dayOf("h.processed_at")} as sale_day,
      reason as left_out, reason is null as counted,
      coalesce(s.gross, 0)::bigint as gross, coalesce(s.discounts, 0)::bigint as discounts,
      coalesce(s.units, 0)::int as units, coalesce(s.known_net, 0)::bigint as known_net,
      coalesce(s.exact_net, 0)::bigint as exact_net, coalesce(s.cost, 0)::bigint as cost,
      coalesce(s.ships, false) and h.channel <> 'pos' as ship_eligible,
      case when p.order_id is null then h.fulfilled_at else p.shipped_at end as shipped_at,
      p.delivered_at,
      coalesce(least(p.due_at, w.due_at), h.processed_at + promise.ship) as due_at,
      coalesce(greatest(p.promised_at, w.promised_at), h.processed_at + promise.deliver)
        as promised_at,
      coalesce(r.units, 0)::int as returned_units_60,
      rest.to_send, case when rest.to_send is not null then w.send_from end as send_from
    from head h
    cross join promise
    left join sums s on s.order_id = h.id
    left join parcels p on p.order_id = h.id
    left join promised w on w.order_id = h.id
    left join returned r on r.id = h.id
    cross join lateral (select case
      when h.test then 'test'
      when h.financial_status in ('voided', 'expired') then 'voided'
      when h.currency <> $3 then 'currency'
      when coalesce(s.gross, 0) - coalesce(s.discounts, 0) <= 0 then 'zero' end as reason) as why
    cross join lateral (select ${toSend} as to_send) as rest)`;

/** What `derived` holds besides the id. */
export const derivedColumns = [
  "sale_day",
  "left_out",
  "counted",
  "gross",
  "discounts",
  "units",
  "known_net",
  "exact_net",
  "cost",
  "ship_eligible",
  "shipped_at",
  "delivered_at",
  "due_at",
  "promised_at",
  "returned_units_60",
  "to_send",
  "send_from",
] as const;

/** Columns of an order by SQL over `derived`, and what of the stored order that reads. */
export type MoreDerived = { reads: readonly string[]; columns: Readonly<Record<string, string>> };

/**
 * Derives stored orders anew; answers id and sale days of those that changed. Written by day: rows
 * land in the order they are written, and a day's orders are read together ever after. A range's orders are
 * read twice, of which the second costs less than putting them aside out of their order.
 */
export function refreshOrders(
  scope: Exclude<Scope, "new">,
  { reads, columns }: MoreDerived = { reads: [], columns: {} },
): string {
  const all = [...derivedColumns, ...Object.keys(columns)];
  const before = all.map((column) => `was_${column}`);
  const after = [...derivedColumns, ...Object.values(columns)];
  return `
  with head as ${scope === "range" ? "not materialized" : "materialized"} (
    select id, processed_at, cancelled_at, test, financial_status, currency, channel, fulfilled_at,
      ctid as row,
      ${[...reads, ...all.map((column, at) => `${column} as ${before[at]}`)].join(", ")}
    from orders where shop_id = $1 ${within(scope, "id")}),
  ${derivedOrders(scope, ["row", ...reads, ...before])},
  changed as materialized (
    select row, was_sale_day as old_day, ${after.map((sql, at) => `${sql} as ${all[at]}`).join(", ")}
    from derived
    where (${before.join(", ")}) is distinct from (${after.join(", ")})
    order by sale_day, id)
  update orders o
  set ${all.map((column) => `${column} = c.${column}`).join(", ")}
  from changed c
  where o.shop_id = $1 and o.ctid = c.row and o.ctid = any(array(select row from changed))
  returning o.id, c.old_day, o.sale_day as new_day`;
}

/**
 * CTEs after `line`, ending in `keyed`: of each item and quantity that was sold, the item whose costs it
 * has, since when, and what the first of them makes. The item is the first that has any cost: the variant's
 * inventory item, the item of the variant with that SKU, the line's SKU, the variant's SKU.
 */
export const keyedItems = `
  item as materialized (
    select distinct coalesce(variant_id, '') as variant_id, coalesce(sku, '') as sku, quantity
    from line where merchandise),
  keyed as materialized (
    select i.*, k.item, first.valid_from, later.is as has_later,
      ${halfEven("(i.quantity * first.amount)")} as first_cost
    from item i
    left join lateral (
      select nullif(sku, '') as sku, inventory_item_id from variant
      where shop_id = $1 and id = i.variant_id limit 1) own on true
    left join lateral (
      select inventory_item_id from variant
      where shop_id = $1 and sku = i.sku and i.sku <> '' and inventory_item_id is not null
      order by gone, id limit 1) twin on true
    cross join lateral (
      select c.item
      from (values (1, 'inventory:' || own.inventory_item_id), (2, 'inventory:' || twin.inventory_item_id),
        (3, 'sku:' || nullif(i.sku, '')), (4, 'sku:' || own.sku)) as c(rank, item)
      cross join lateral (
        select from unit_cost u where u.shop_id = $1 and u.item = c.item limit 1) known
      order by c.rank limit 1) k
    cross join lateral (
      select valid_from, amount from unit_cost
      where shop_id = $1 and item = k.item order by valid_from limit 1) first
    cross join lateral (select exists (
      select from unit_cost where shop_id = $1 and item = k.item
        and valid_from > first.valid_from) as is) later)`;

/**
 * CTEs after `line`, ending in `costed`: each merchandise line's cost. The unit cost is the one valid at
 * the sale, else the earliest known; of that the cost of so many is rounded once, not once a line.
 */
export const costedLines = `${keyedItems},
  priced as (
    select l.*, k.first_cost, k.first_cost is not null and l.processed_at >= k.valid_from as cost_exact,
      case when k.has_later and l.processed_at >= k.valid_from then l.quantity * (
        select amount from unit_cost
        where shop_id = $1 and item = k.item and valid_from <= l.processed_at
        order by valid_from desc limit 1) end as later_total
    from line l
    left join keyed k on l.merchandise and k.quantity = l.quantity
      and k.variant_id = coalesce(l.variant_id, '') and k.sku = coalesce(l.sku, '')
    -- Worked out once, not once for each time that rounding names it.
    offset 0),
  costed as (
    select *, case when later_total is null then first_cost else ${halfEven("later_total")} end as cost
    from priced)`;

/**
 * Costs stored lines anew; `where` bounds the lines `l` and their orders `o`. Answers the orders whose
 * lines changed.
 */
export const recostLines = (where: string) => `
  with line as materialized (
    select l.order_id, l.id, l.variant_id, l.sku, l.quantity, l.merchandise, o.processed_at,
      l.ctid as row, l.cost as was_cost, l.cost_exact as was_exact
    from order_line l join orders o on o.shop_id = $1 and o.id = l.order_id
    where l.shop_id = $1 ${where}),
  ${costedLines},
  changed as materialized (
    select row, cost, cost_exact from costed
    where (was_cost, was_exact) is distinct from (cost, cost_exact))
  update order_line l set cost = c.cost, cost_exact = c.cost_exact
  from changed c
  where l.shop_id = $1 and l.ctid = c.row and l.ctid = any(array(select row from changed))
  returning l.order_id`;

/** The refunds' own alone: both tables would be read from end to end, once a range. */
const ofRange = (scope: Scope, column: string, ids: string) =>
  scope === "range"
    ? `and ${column} = any(array(
        select ${ids} from refund where shop_id = $1 and order_id > $2 and order_id <= $3))`
    : "";

/**
 * A CTE `share`: of each refund, by its order's lines, the money with known cost and the cost of
 * units put back. Parameters: $1 shop, $2 and $3 as $4 and $5 above; new refunds have their lines in
 * the CTE new_refund_line.
 */
export const refundShares = (scope: Scope) => `
  share as (
    select r.id,
      coalesce(sum(rl.amount) filter (where l.cost is not null), 0)::bigint as known_amount,
      coalesce(sum(rl.amount) filter (where l.cost_exact), 0)::bigint as exact_amount,
      coalesce(sum(${halfEven("back.cost")}), 0)::bigint as restock_cost
    from (select * from ${rowsOf(scope, "refund", "b", "order_id", 2)}) r
    left join ${scope === "new" ? "new_refund_line rl on" : "refund_line rl on rl.shop_id = $1 and"}
      rl.refund_id = r.id ${ofRange(scope, "rl.refund_id", "id")}
    left join ${scope === "new" ? "new_order_line l on" : "order_line l on l.shop_id = $1 and"}
      l.order_id = r.order_id and l.id = rl.line_id
      ${ofRange(scope, "l.order_id", "order_id")}
    left join lateral (select l.cost::numeric * rl.quantity / nullif(l.quantity, 0) as cost
      where rl.restock_type in ('return', 'legacy_restock', 'cancel')) back on true
    group by r.id)`;

/** Stores refunds' shares anew. Answers the days of those that changed. */
export const refreshRefunds = (scope: Exclude<Scope, "new">) => `
  with ${refundShares(scope)}
  update refund r
  set known_amount = s.known_amount, exact_amount = s.exact_amount, restock_cost = s.restock_cost
  from share s
  where r.shop_id = $1 and r.id = s.id ${within(scope, "r.order_id", 2)}
    and (r.known_amount, r.exact_amount, r.restock_cost)
      is distinct from (s.known_amount, s.exact_amount, s.restock_cost)
  returning r.refund_day`;
