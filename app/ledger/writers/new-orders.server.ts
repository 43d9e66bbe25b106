// Orders that nobody has told of before, with all that came with them, in few statements. What is derived
// of them by themselves is put aside in tables of the session, while others may still write; then they are
// linked and written, each row once.
import { together, type Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import type { HeldShop } from "../lock.server.ts";
import { costedLines, derivedColumns, derivedOrders, refundShares } from "./derive.server.ts";
import { eventColumns } from "./fulfillments.server.ts";
import { kindOf } from "./links.server.ts";
import { headColumns, lineColumns, livingCustomer, regionOf } from "./put-orders.server.ts";
import { refund, refundLineColumns } from "./refunds.server.ts";
import { parcelColumns, refundColumns } from "./told-orders.server.ts";
import { arrayLiteral, run } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";
import { touchColumns } from "./touches.server.ts";

const namesOf = (columns: object, ...without: string[]) =>
  Object.keys(columns).filter((name) => !without.includes(name));
const listed = (names: readonly string[], alias?: string) =>
  names.map((name) => (alias ? `${alias}.${name}` : name)).join(", ");

const headNames = namesOf(headColumns, "customer_id");
const lineNames = ["order_id", ...namesOf(lineColumns)];
const costedNames = [...lineNames, "cost", "cost_exact"];
const refundNames = namesOf(refundColumns);
const parcelNames = namesOf(parcelColumns);
const eventNames = namesOf(eventColumns);
const touchNames = namesOf(touchColumns);
const refundLineNames = namesOf(refundLineColumns);
const derivedNames = [...headNames, "customer_id", ...derivedColumns];
const shareNames = ["known_amount", "exact_amount", "restock_cost"];
const sharedNames = [...refundNames, "refund_day", ...shareNames];
const linkNames = ["previous_id", "previous_day", "customer_kind"];

/** The session's own tables that hold what was derived, with the ledger's types. */
const derivedTables = [
  { name: "derived_refund", rows: `select ${listed(sharedNames)} from refund` },
  { name: "derived_order", rows: `select ${listed(derivedNames)} from orders` },
  {
    name: "derived_peer",
    rows: "select id as of, 0::bigint as place, id, processed_at, sale_day from orders",
  },
];
const makeTables = derivedTables
  .map(
    ({ name, rows }) =>
      `create temp table if not exists ${name} on commit delete rows as ${rows} with no data;`,
  )
  .join(" ");
const emptyTables = derivedTables.map(({ name }) => `delete from ${name};`).join(" ");

/**
 * Statements are planned once a connection. So a plan must serve the largest batch, be the first ever so
 * small: nothing is joined row by row that can be joined by hashing.
 */
const keepPlan = `set local plan_cache_mode = force_generic_plan; set local enable_nestloop = off;`;
const planAgain = `set local plan_cache_mode = force_custom_plan;
  set local enable_nestloop to default`;

const uncosted = "costed as (select *, null::bigint as cost, false as cost_exact from line)";

const deriveOrders = (hasCosts: boolean) => `
  with head as not materialized (
    select ${listed(headNames, "h")}, ${livingCustomer("h.customer_id")} as customer_id
    from told_order h),
  line as not materialized (select * from told_line),
  ${hasCosts ? costedLines : uncosted},
  new_order_line as (
    insert into order_line (shop_id, ${listed(costedNames)})
    select $1, ${listed(costedNames)} from costed
    returning order_id, id, quantity, gross, discounts, merchandise, requires_shipping, cost,
      cost_exact),
  new_refund as materialized (
    select r.*, ${refund.computed?.["refund_day"]?.replaceAll("i.", "r.")} as refund_day
    from told_refund r),
  ${refundShares("new")},
  new_fulfillment as not materialized (select *, order_ref as order_id from told_fulfillment),
  ${derivedOrders("new", [...headNames.filter((name) => name !== "id"), "customer_id"])},
  put_refunds as (
    insert into derived_refund
    select ${listed(refundNames, "r")}, r.refund_day, ${listed(shareNames, "s")}
    from new_refund r join share s on s.id = r.id)
  insert into derived_order select ${listed(derivedNames)} from derived`;

const dropLines = `
  delete from order_line where shop_id = $1 and order_id = any(array(select id from told_order))`;

/**
 * Of each order the last counted one of its customer before it in the batch. `place` numbers the orders of
 * customers with several in the batch, who are few, by customer and time.
 */
const findPeers = `
  with numbered as materialized (
    select id, customer_id, processed_at, sale_day, counted,
      row_number() over (order by customer_id, processed_at, id) as place
    from derived_order where customer_id in (
      select customer_id from derived_order group by customer_id having count(*) > 1)),
  peered as (
    select id, max(place) filter (where counted) over (partition by customer_id order by place
      rows between unbounded preceding and 1 preceding) as peer from numbered)
  insert into derived_peer
  select peered.id, n.place, n.id, n.processed_at, n.sale_day
  from peered join numbered n on n.place = peered.peer`;

/** More than any batch has orders. */
const mostPlaces = 1_000_000_000;

/**
 * The counted order before, among those stored and those of this batch. That a peer's place is asked to lie
 * within bounds, as each does, tells the planner that they are few: they are what is hashed, the orders keep
 * their order and none of their wide rows is stored for it.
 */
const linked = `
  linked as (
    select o.*, before.id as previous_id, before.sale_day as previous_day,
      ${kindOf("o.customer_id", "o.customer_order_index")} as customer_kind
    from derived_order o
    left join (select * from derived_peer where place between 1 and ${mostPlaces}) p on p.of = o.id
    left join lateral (
      select s.id, s.sale_day, s.processed_at from orders s
      where s.shop_id = $1 and s.customer_id = o.customer_id and s.counted
        and (s.processed_at, s.id) < (o.processed_at, o.id)
      order by s.processed_at desc, s.id desc limit 1) s on true
    cross join lateral (select
      case when p.id is not null and (s.id is null or (p.processed_at, p.id) > (s.processed_at, s.id))
        then p.id else s.id end as id,
      case when p.id is not null and (s.id is null or (p.processed_at, p.id) > (s.processed_at, s.id))
        then p.sale_day else s.sale_day end as sale_day) before)`;

/** Orders that stored ones of their customers come after: of a history's newest days at most. */
const followed = `
  select o.id, o.customer_id, o.processed_at from derived_order o
  cross join lateral (
    select from orders after where after.shop_id = $1 and after.customer_id = o.customer_id
      and after.processed_at >= o.processed_at limit 1) found
  where o.counted and o.sale_day <= (select max(sale_day) from orders where shop_id = $1)`;

const insertOrders = `
  with ${linked},
  put_refunds as (
    insert into refund (shop_id, ${listed(sharedNames)})
    select $1, ${listed(sharedNames)} from derived_refund),
  put_refund_lines as (
    insert into refund_line (shop_id, ${listed(refundLineNames)})
    select $1, ${listed(refundLineNames)} from new_refund_line),
  put_parcels as (
    insert into fulfillment (shop_id, order_id, ${listed(parcelNames)})
    select $1, order_ref, ${listed(parcelNames)} from told_fulfillment),
  put_events as (
    insert into fulfillment_event (shop_id, ${listed(eventNames)})
    select $1, ${listed(eventNames)} from new_fulfillment_event),
  put_touches as (
    insert into order_touch (shop_id, ${listed(touchNames)})
    select $1, ${listed(touchNames)} from told_touch),
  put_orders as (
    insert into orders (shop_id, ${listed(derivedNames)}, region, ${listed(linkNames)})
    select $1, ${listed(derivedNames, "l")}, ${regionOf("l")}, ${listed(linkNames, "l")}
    from linked l
    order by l.id)
  select
    (select coalesce(array_agg(distinct day), '{}') from (
      select sale_day as day from derived_order union select refund_day from derived_refund) days) as days,
    coalesce(array_agg(id), '{}') as followed, coalesce(array_agg(customer_id), '{}') as customers,
    coalesce(array_agg(processed_at), '{}') as instants
  from (${followed}) followed`;

const statements = { costed: deriveOrders(true), plain: deriveOrders(false) };

/** followed: orders that stored ones come after, which look back again; with what they are found by. */
type Inserted = { days: Day[]; followed: string[]; customers: string[]; instants: Date[] };

/**
 * Derives the orders that were copied (told-orders.server.ts), each by itself, and writes their lines. The
 * caller made sure that the ledger knows nothing of them, and that what they are derived from stays
 * (lock.server.ts).
 * @param promised ids of those that were promised something
 * @throws after a minute of waiting for one who writes the same lines: who comes before may wait for these
 */
export async function deriveNewOrders(
  client: Client,
  shop: HeldShop,
  promised: readonly string[],
): Promise<void> {
  const text = shop.hasCosts ? statements.costed : statements.plain;
  const values = [shop.id, shop.timeZone, shop.currency, arrayLiteral(promised)];
  await together([
    client.query(`${keepPlan} ${makeTables} set local lock_timeout = '1min'`),
    run(client, text, values),
    run(client, findPeers, []),
    client.query(`${planAgain}; set local lock_timeout to default`),
  ]);
}

/** Takes back what `deriveNewOrders` did in this transaction. */
export async function dropNewOrders(client: Client, shop: ShopContext): Promise<void> {
  await together([run(client, dropLines, [shop.id]), client.query(emptyTables)]);
}

/**
 * Writes the orders that were derived, of which the ledger knows nothing, neither they nor anything that
 * names them; the caller made sure of it (unheard.server.ts) and holds the ledger's lock.
 */
export async function insertNewOrders(
  client: Client,
  shop: ShopContext,
  touched: Touched,
): Promise<void> {
  const [, [row]] = await together([
    client.query(keepPlan),
    run<Inserted>(client, insertOrders, [shop.id]),
    client.query(planAgain),
  ]);
  for (const day of row?.days ?? []) touched.days.add(day);
  for (const [index, id] of (row?.followed ?? []).entries()) {
    const customerId = row?.customers[index];
    const processedAt = row?.instants[index];
    if (customerId && processedAt) touched.places.push({ customerId, processedAt, id });
  }
}
