// Orders that nobody has told of before, with all that came with them, in one statement: rows are
// derived and linked before they are written, so that each is written once.
import { together, type Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type {
  FulfillmentEventFact,
  FulfillmentFact,
  OrderFact,
  OrderLineFact,
  RefundFact,
  ShopContext,
} from "../facts.ts";
import type { OrderTouchFact } from "../marketing-facts.ts";
import { costedLines, derivedColumns, derivedOrders, refundShares } from "./derive.server.ts";
import { eventColumns, fulfillment } from "./fulfillments.server.ts";
import { kindOf } from "./links.server.ts";
import { versionColumns } from "./put.server.ts";
import {
  headColumns,
  lineColumns,
  livingCustomer,
  regionOf,
  type Winner,
} from "./put-orders.server.ts";
import { linesOfRefund, refund, refundLineColumns, type RefundLine } from "./refunds.server.ts";
import { copyRows, dropRows, PackedRows } from "./packed.server.ts";
import { arrayLiteral, run, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";
import { touchColumns } from "./touches.server.ts";

/** An order and what belongs to it, each thing once. */
export type NewOrder = {
  fact: OrderFact;
  /** The surest of what led to it. */
  touch: OrderTouchFact | null;
  refunds: RefundFact[];
  fulfillments: FulfillmentFact[];
  events: FulfillmentEventFact[];
};

const namesOf = (columns: object, ...without: string[]) =>
  Object.keys(columns).filter((name) => !without.includes(name));
const listed = (names: readonly string[], alias?: string) =>
  names.map((name) => (alias ? `${alias}.${name}` : name)).join(", ");

const refundColumns: Columns<RefundFact> = { ...refund.columns, ...versionColumns };
const parcelColumns: Columns<FulfillmentFact> = { ...fulfillment.columns, ...versionColumns };

/** What a line has of its order. */
const lineOwner: Columns<NewOrder> = {
  order_id: ["text", ({ fact }) => fact.id],
  processed_at: ["timestamptz", ({ fact }) => fact.processedAt],
};
const nothing: Columns<NewOrder> = {};

/** The session's own tables that a batch is copied into, by name, and what of an order goes there. */
const sessionTables = [
  table("told_order", nothing, headColumns, (order) => [winnerOf(order)]),
  table("told_line", lineOwner, lineColumns, distinctLines),
  table("told_refund", nothing, refundColumns, (order) => order.refunds),
  table<RefundLine>("new_refund_line", nothing, refundLineColumns, (order) =>
    order.refunds.flatMap(linesOfRefund),
  ),
  table("told_fulfillment", nothing, parcelColumns, (order) => order.fulfillments),
  table("new_fulfillment_event", nothing, eventColumns, (order) => order.events),
  table("told_touch", nothing, touchColumns, ({ touch }) => (touch ? [touch] : [])),
];

/** Rows of a batch by the table they are copied into; tables without rows are left out. */
export type PackedTables = readonly { name: string; rows: readonly Buffer[] }[];

function table<T>(
  name: string,
  owner: Columns<NewOrder>,
  columns: Columns<T>,
  of: (order: NewOrder) => readonly T[],
) {
  // Instants as the ledger has them, or each would be rounded once more.
  const typed = Object.entries({ ...owner, ...columns }).map(
    ([column, [type]]) => `${column} ${type === "timestamptz" ? "timestamptz(3)" : type}`,
  );
  return {
    make: `create temp table if not exists ${name} (${typed.join(", ")}) on commit delete rows;`,
    empty: `delete from ${name};`,
    packer() {
      const packed = new PackedRows(owner, columns);
      return {
        add(order: NewOrder): void {
          for (const row of of(order)) packed.add(order, row);
        },
        end: () => (packed.count > 0 ? [{ name, rows: packed.end() }] : []),
      };
    },
  };
}

const makeTables = sessionTables.map(({ make }) => make).join(" ");
const emptyTables = sessionTables.map(({ empty }) => empty).join(" ");
/**
 * The statement is planned once a connection. So its plan must serve the largest batch, be the first ever
 * so small: nothing is joined row by row that can be joined by hashing.
 */
const keepPlan = `set local plan_cache_mode = force_generic_plan; set local enable_nestloop = off`;
const planAgain = `set local plan_cache_mode = force_custom_plan;
  set local enable_nestloop to default`;

const headNames = namesOf(headColumns, "customer_id");
const lineNames = ["order_id", ...namesOf(lineColumns)];
const refundNames = namesOf(refundColumns);
const parcelNames = namesOf(parcelColumns);
const orderNames = [...headNames, "customer_id", "region", ...derivedColumns];
const shareNames = "known_amount, exact_amount, restock_cost";
const linkNames = "previous_id, previous_day, customer_kind";
/** More than any batch has orders. */
const mostPlaces = 1_000_000_000;

/**
 * The counted order before, among those stored and those of this batch. `place` numbers the orders of
 * customers with several in the batch, who are few, by customer and time; `peer` is the place of the last
 * counted one before. That it is asked to lie within bounds, as each does, tells the planner that they are
 * few: they are what is hashed, the orders keep their order and none of their wide rows is stored for it.
 */
const linked = `
  numbered as materialized (
    select id, customer_id, processed_at, sale_day, counted,
      row_number() over (order by customer_id, processed_at, id) as place
    from derived where customer_id in (
      select customer_id from derived group by customer_id having count(*) > 1)),
  peered as (
    select id, max(place) filter (where counted) over (partition by customer_id order by place
      rows between unbounded preceding and 1 preceding) as peer from numbered),
  linked as (
    select o.*, before.id as previous_id, before.sale_day as previous_day,
      ${kindOf("o.customer_id", "o.customer_order_index")} as customer_kind
    from derived o
    left join (
      select peered.id as of, n.* from peered join numbered n on n.place = peered.peer
      where peered.peer between 1 and ${mostPlaces}) p on p.of = o.id
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
  select o.id, o.customer_id, o.processed_at from derived o
  cross join lateral (
    select from orders after where after.shop_id = $1 and after.customer_id = o.customer_id
      and after.processed_at >= o.processed_at limit 1) found
  where o.counted and o.sale_day <= (select max(sale_day) from orders where shop_id = $1)`;

const uncosted = "costed as (select *, null::bigint as cost, false as cost_exact from line)";

const insertOrders = (hasCosts: boolean) => `
  with head as not materialized (
    select ${listed(headNames, "h")}, ${livingCustomer("h.customer_id")} as customer_id
    from told_order h),
  line as not materialized (select * from told_line),
  ${hasCosts ? costedLines : uncosted},
  new_order_line as materialized (select * from costed),
  new_refund as materialized (
    select r.*, ${refund.computed?.["refund_day"]?.replaceAll("i.", "r.")} as refund_day
    from told_refund r),
  ${refundShares("new")},
  new_fulfillment as not materialized (select *, order_ref as order_id from told_fulfillment),
  ${derivedOrders("new", [...headNames.filter((name) => name !== "id"), "customer_id"])},
  ${linked},
  put_lines as (
    insert into order_line (shop_id, ${listed(lineNames)}, cost, cost_exact)
    select $1, ${listed(lineNames)}, cost, cost_exact from new_order_line),
  put_refunds as (
    insert into refund (shop_id, ${listed(refundNames)}, refund_day, ${shareNames})
    select $1, ${listed(refundNames, "r")}, r.refund_day,
      ${listed(shareNames.split(", "), "s")}
    from new_refund r join share s on s.id = r.id),
  put_refund_lines as (
    insert into refund_line (shop_id, ${listed(namesOf(refundLineColumns))})
    select $1, ${listed(namesOf(refundLineColumns))} from new_refund_line),
  put_parcels as (
    insert into fulfillment (shop_id, order_id, ${listed(parcelNames)})
    select $1, order_id, ${listed(parcelNames)} from new_fulfillment),
  put_events as (
    insert into fulfillment_event (shop_id, ${listed(namesOf(eventColumns))})
    select $1, ${listed(namesOf(eventColumns))} from new_fulfillment_event),
  put_touches as (
    insert into order_touch (shop_id, ${listed(namesOf(touchColumns))})
    select $1, ${listed(namesOf(touchColumns))} from told_touch),
  put_orders as (
    insert into orders (shop_id, ${listed(orderNames)}, ${linkNames})
    select $1, ${listed(headNames, "l")}, l.customer_id, ${regionOf("l")},
      ${listed(derivedColumns, "l")}, ${listed(linkNames.split(", "), "l")}
    from linked l
    order by l.id)
  select
    (select coalesce(array_agg(distinct day), '{}') from (
      select sale_day as day from derived union select refund_day from new_refund) days) as days,
    coalesce(array_agg(id), '{}') as followed, coalesce(array_agg(customer_id), '{}') as customers,
    coalesce(array_agg(processed_at), '{}') as instants
  from (${followed}) followed`;

const statements = { costed: insertOrders(true), plain: insertOrders(false) };

/** followed: orders that stored ones come after, which look back again; with what they are found by. */
type Inserted = { days: Day[]; followed: string[]; customers: string[]; instants: Date[] };

/** A batch's orders as rows of the session's own tables. */
export class PackedOrders {
  readonly #packers = sessionTables.map(({ packer }) => packer());

  add(orders: readonly NewOrder[]): void {
    for (const packer of this.#packers) for (const order of orders) packer.add(order);
  }

  end(): PackedTables {
    return this.#packers.flatMap((packer) => packer.end());
  }
}

/**
 * Copies packed orders into the session's tables, in place of what this transaction copied there before. The
 * rows are gone then.
 */
export async function copyNewOrders(
  client: Client,
  tables: PackedTables,
  { isAgain = false } = {},
): Promise<void> {
  await client.query(isAgain ? emptyTables : makeTables);
  for (const { name, rows } of tables) {
    await copyRows(client, name, rows);
    dropRows(rows);
  }
}

/**
 * Writes the orders that were copied, of which the ledger knows nothing, neither they nor anything that
 * names them; the caller made sure of it (unheard.server.ts) and holds the ledger's lock.
 * @param promised ids of those orders that were promised something
 */
export async function insertNewOrders(
  client: Client,
  shop: ShopContext,
  promised: readonly string[],
  touched: Touched,
): Promise<void> {
  const text = touched.hasCosts ? statements.costed : statements.plain;
  const values = [shop.id, shop.timeZone, shop.currency, arrayLiteral(promised)];
  const [, [row]] = await together([
    client.query(keepPlan),
    run<Inserted>(client, text, values),
    client.query(planAgain),
  ]);
  for (const day of row?.days ?? []) touched.days.add(day);
  for (const [index, id] of (row?.followed ?? []).entries()) {
    const customerId = row?.customers[index];
    const processedAt = row?.instants[index];
    if (customerId && processedAt) touched.places.push({ customerId, processedAt, id });
  }
}

function distinctLines({ fact: { lines } }: NewOrder): OrderLineFact[] {
  if (lines.every(({ id }, at) => lines.findIndex((other) => other.id === id) === at)) return lines;
  return [...new Map(lines.map((line) => [line.id, line])).values()];
}

const winnerOf = ({ fact }: NewOrder): Winner => ({
  fact,
  stored: null,
  twin: null,
  index: fact.customerOrderIndex || null,
  isRedacted: false,
});
