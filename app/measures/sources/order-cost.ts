// What orders cost by the merchant's rules (ledger/cost-rule.ts): worked out where it is asked for, so
// that another rule means counting days again and no order is written. The same text serves a day's
// measures, the orders of a channel and the lines of a product.
//
// era    between two days on which any rule begins, nothing but the order itself decides what fits: rules
//        are looked for once per era and gateway or place, not once per order
// spot   an era, a place and a location in one word, so that all are found by one comparison
// till   the same of an era, a gateway and a location
// label  what carriers billed for an order, in place of what a rule of shipping says
// ruled  the cost is known: a rule fits and the order tells what it asks for
import { orderOfLabel } from "../../ledger/label-cost.ts";
import { locationOf } from "./location.ts";
import { keys, ordersOf } from "../measure.ts";
import type { OnDays, Scan, Source } from "../measure.ts";

/**
 * Where an order o went, and where it was sold or sent from: looked for only where a rule asks for it.
 * One that was neither sold at nor sent from a known location takes the rules that name none.
 */
export const placeColumns = `o.given_region as place, case
    when (select exists (select from cost_rule where shop_id = $1 and location <> ''))
    then coalesce(${locationOf("o")}, '') else '' end as location`;

/** Columns of the CTE `sold`, over the alias o of orders. What was never sent out costs no shipping. */
export const soldColumns = `o.id, o.name, o.sale_day, ${placeColumns}, o.payment_gateway as gateway,
  o.charged, o.weight_grams, o.gross - o.discounts as net, o.exact_net,
  o.ship_eligible and (o.cancelled_at is null or o.shipped_at is not null) as ships`;

/**
 * Amounts are integers here, because Postgres adds and rounds numbers with a point many times slower: of a
 * minor unit this many are one, percents are of the charge.
 */
const parcelScale = 1_000_000_000n;
const feeScale = 1_000_000n;
const scaled = (column: string, scale: bigint) => `(r.${column} * ${scale})::int8 as ${column}`;

/** Rules and the days on which their eras begin; $1 is the shop. */
const rules = `
  rule as materialized (
    select r.kind, r.match, r.location, r.valid_from, (r.percent * ${feeScale / 100n})::int8 as percent,
      (r.per_order * ${feeScale})::int8 as fee_order,
      ${["per_order", "per_line", "per_unit"].map((column) => scaled(column, parcelScale)).join(", ")},
      ${scaled("per_kg", parcelScale / 1000n)}
    from cost_rule r where r.shop_id = $1),
  eras as materialized (
    select coalesce(array_agg(distinct valid_from order by valid_from), '{}'::date[]) as days
    from rule)`;
/** Half to even, as half up less the one of an exact half that made it odd; x is not below 0. */
function rounded(x: string, scale: bigint): string {
  const half = `(${x} + ${scale / 2n})`;
  return `(${half} / ${scale} - case
    when ${half} % ${scale} = 0 and (${half} / ${scale}) % 2 = 1 then 1 else 0 end)`;
}
const eraOf = (day: string) => `width_bucket(${day}, (select days from eras))`;
const begun = (rule: string) => `${rule}.valid_from <= (select days[k.era] from eras)`;

const isHere = (rule: string) => `${rule}.location in ('', k.location)`;

/**
 * Among rules `r` of one kind, that which fits a key `k`: one for its location first; one for everything
 * else needs a known key.
 */
const fitting = ({ kind, fits, exactness, isKnown }: Record<string, string>) => `
  select r.percent, r.fee_order, r.per_order, r.per_line, r.per_unit, r.per_kg from rule r
  where r.kind = ${kind} and ${begun("r")} and ${isHere("r")} and (
    (r.match <> '' and ${fits})
    or (r.match = '' and (${isKnown} or not exists (
      select from rule other where other.kind = ${kind} and other.match <> ''
        and ${begun("other")} and ${isHere("other")}))))
  order by r.location = '', r.match = '', ${exactness} desc, r.valid_from desc, r.match limit 1`;

const byGateway = fitting({
  kind: "'fee'",
  fits: "r.match = k.gateway",
  exactness: "(r.match <> '')::int",
  isKnown: "k.gateway is not null",
});
const places = "string_to_array(r.match, ' ')";
const byPlace = (kind: string) =>
  fitting({
    kind,
    fits: `${places} && array[k.place, left(k.place, 2)]`,
    exactness: `(k.place = any(${places}))::int`,
    isKnown: "k.place <> 'unknown'",
  });

/** What is added to an amount that may be asked for: nothing where the rule asks nothing of it. */
const times = (amount: string, of: string) =>
  `case when ${amount} = 0 then 0 else ${amount} * ${of} end`;
const parcelAmounts = ["per_order", "per_line", "per_unit", "per_kg"];
/** By the columns of a rule of shipping `s` or packaging `b`. */
const parcelCost = (rule: string) => `case when not p.ships then 0 else r.${rule}_per_order
        + ${times(`r.${rule}_per_line`, "l.lines")} + ${times(`r.${rule}_per_unit`, "l.units")}
        + ${times(`r.${rule}_per_kg`, "p.weight_grams")} end`;

const isAny = (condition: string) =>
  `(select exists (select from label_cost where shop_id = $1 and ${condition}))`;
/**
 * CTEs after `placed`, ending in `label`: what carriers billed for these orders. Found by sets, by what a
 * label may call an order and by the numbers of its parcels; nothing is looked for where no label is told.
 */
const billedLabels = `
  called as materialized (
    select distinct p.id, r.ref from placed p
    cross join lateral (values (p.id), (p.name), (regexp_replace(p.name, '^#', ''))) r (ref)
    where ${isAny("order_ref > ''")}),
  numbered as materialized (
    select distinct f.order_id as id, f.parcel_key from fulfillment f
    where f.shop_id = $1 and f.parcel_key is not null and f.order_id = any(array(
      select id from placed where ${isAny("order_ref = ''")}))),
  label as materialized (
    select l.id, round(sum(l.amount))::int8 as cost
    from (
      select c.id, l.order_ref, l.parcel_key, l.amount
      from label_cost l join called c on c.ref = l.order_ref
      where l.shop_id = $1 and l.order_ref = any(array(select ref from called))
      union all
      select n.id, l.order_ref, l.parcel_key, l.amount
      from label_cost l join numbered n on n.parcel_key = l.parcel_key
      where l.shop_id = $1 and l.order_ref = '' and l.parcel_key = any(array(
        select parcel_key from numbered))) l
    where case when l.order_ref = l.id then true else ${orderOfLabel} = l.id end
    group by l.id)`;

/**
 * CTEs after `sold`, ending in `ruled`: sold's columns with fee, shipping and packaging in minor units,
 * null where unknown.
 */
export const ruledOrders = `${rules},
  placed as materialized (
    select s.*, era, concat(era, s.place, '@', s.location) as spot,
      concat(era, '@', s.location, ' ', s.gateway) as till
    from sold s cross join lateral (select ${eraOf("s.sale_day")} as era) e),
  fee_rule as materialized (
    select k.till, r.*
    from (select distinct till, era, location, gateway from placed) k
    cross join lateral (${byGateway}) r),
  parcel_rule as materialized (
    select k.spot, ${["s", "b"]
      .map((rule) => parcelAmounts.map((name) => `${rule}.${name} as ${rule}_${name}`).join(", "))
      .join(",\n      ")}
    from (select distinct spot, era, place, location from placed where ships) k
    left join lateral (${byPlace("'shipping'")}) s on true
    left join lateral (${byPlace("'packaging'")}) b on true),
  parcel_lines as materialized (
    select order_id, count(*) as lines, sum(quantity) as units from order_line
    where shop_id = $1 and merchandise and requires_shipping and quantity > 0 and order_id = any(array(
      select id from placed where ships and (
        select coalesce(bool_or(per_line <> 0 or per_unit <> 0), false) from rule
        where kind in ('shipping', 'packaging'))))
    group by order_id),
  ${billedLabels},
  due as (
    select p.*, f.fee_order + ${times("f.percent", "p.charged")} as fee_due,
      ${parcelCost("s")} as shipping_due,
      ${parcelCost("b")} as packaging_due,
      a.cost as label_cost
    from placed p
    left join fee_rule f on f.till = p.till
    left join parcel_rule r on r.spot = p.spot
    left join parcel_lines l on l.order_id = p.id
    left join label a on a.id = p.id
    -- Worked out once, not once for each time that rounding names it.
    offset 0),
  ruled as (
    select *, ${rounded("fee_due", feeScale)} as fee,
      coalesce(label_cost, ${rounded("shipping_due", parcelScale)}) as shipping,
      ${rounded("packaging_due", parcelScale)} as packaging
    from due)`;

/**
 * CTEs after `back` (order_id, refund_day, returned, units, blind, place, location) and `rule` and `eras`, ending
 * in `ruled_back`: its columns with return_cost, null where unknown. Nothing sent back costs nothing;
 * a file's refund (`blind`) does not tell whether anything was.
 */
export const ruledReturns = `
  dated as materialized (select b.*, ${eraOf("b.refund_day")} as era from back b),
  return_rule as materialized (
    select k.era, k.place, k.location, r.*
    from (select distinct era, place, location from dated where units > 0) k
    cross join lateral (${byPlace("'return'")}) r),
  ruled_back as materialized (
    select d.*, case when d.blind then null when d.units = 0 then 0
      else ${rounded("(r.per_order + r.per_unit * d.units)", parcelScale)} end as return_cost
    from dated d
    left join return_rule r on r.era = d.era and r.place = d.place and r.location = d.location)`;

/** Refunds of counted orders by order and day; `when` bounds refunds `r`. */
export const backOf = (when: string) => `
  select r.order_id, r.refund_day, sum(r.amount)::bigint as returned, sum(r.units)::bigint as units,
    bool_or(r.source = 'csv' and r.amount > 0) as blind
  from refund r where r.shop_id = $1 and ${when}
  group by r.order_id, r.refund_day`;

/** The day on which the first of all rules begins; before it nothing is counted by rules. */
export const since =
  "(select coalesce(min(valid_from), 'infinity') from cost_rule where shop_id = $1)";

const rows = (on: OnDays) => `
with sold as (
  select ${soldColumns}, ${keys} from orders o
  where o.shop_id = $1 and ${on("o.sale_day")} and o.counted and o.sale_day >= ${since}),
${ruledOrders},
gone as materialized (${backOf(`${on("r.refund_day")} and r.refund_day >= ${since}`)}),
back as materialized (
  select g.*, ${placeColumns}, ${keys}
  from gone g
  join ${ordersOf("gone", `given_region, location_id, counted, ${keys}`)} o on o.id = g.order_id
  where o.counted),
${ruledReturns}
select sale_day as day, ${keys}, net, exact_net as sold_exact, fee, shipping, packaging,
  label_cost is not null as billed, 0::bigint as returned, 0::bigint as return_cost
from ruled
union all
select refund_day, ${keys}, 0, 0, 0, 0, 0, false, returned, return_cost from ruled_back`;

/** Only read for shops that have told a rule (recompute.server.ts). */
export const orderCostScan: Scan = {
  name: "order-cost",
  rows,
  asOf: false,
  stored: true,
  money: true,
};

export const orderCost: Source = {
  name: "order-cost",
  words: "costs by rule: of counted orders on their sale day, of returns on the refund day",
  scan: orderCostScan,
  where: "true",
  asOf: false,
};
