// Orders that nobody has told of before, with all that came with them, in one statement: rows are
// derived and linked before they are written, so that each is written once.
import type { Client } from "../../db.server.ts";
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
import { PackedRows } from "./packed.server.ts";
import { arrayLiteral, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";
import { touchColumns, upsertTouches } from "./touches.server.ts";

/** An order and what belongs to it, each thing once. */
export type NewOrder = {
  fact: OrderFact;
  /** The surest of what led to it. */
  touch: OrderTouchFact | null;
  refunds: RefundFact[];
  fulfillments: FulfillmentFact[];
  events: FulfillmentEventFact[];
};

/** Columns of a kind without those that its order gives. */
function own<T>(columns: Columns<T>, ...given: string[]): Columns<T> {
  const kept = Object.entries(columns).filter(([name]) => !given.includes(name));
  return Object.fromEntries(kept);
}

const heads = headColumns;
const lines = lineColumns;
const refunds = own<RefundFact>({ ...refund.columns, ...versionColumns }, "order_id");
const parcels = own<FulfillmentFact>({ ...fulfillment.columns, ...versionColumns }, "order_ref");
const events = own(eventColumns, "order_id");
const touches = own(touchColumns, "order_id");

const namesOf = (columns: object, ...without: string[]) =>
  Object.keys(columns).filter((name) => !without.includes(name));
const listed = (names: readonly string[], alias?: string) =>
  names.map((name) => (alias ? `${alias}.${name}` : name)).join(", ");

const headNames = namesOf(heads, "customer_id");
const lineNames = namesOf(lines);
const refundNames = namesOf(refunds);
const parcelNames = namesOf(parcels);
const eventNames = namesOf(events);
const touchNames = namesOf(touches);
const orderNames = [...headNames, "customer_id", "region", ...derivedColumns];
const shareNames = "known_amount, exact_amount, restock_cost";
const linkNames = "previous_id, previous_day, customer_kind";

/** $1 shop, $2 zone, $3 currency, $4 orders with promises; then the arrays. */
const firstArray = 5;
/** A row names its order by the order's place in the batch: shorter than its id, joined as fast. */
const place: Columns<number> = { n: ["int", (n) => n] };
const kinds: Columns<never>[] = [
  heads,
  lines,
  refunds,
  parcels,
  events,
  refundLineColumns,
  touches,
];
const startOf = (kind: object) =>
  kinds
    .slice(0, kinds.indexOf(kind as Columns<never>))
    .reduce((at, columns) => at + 1 + Object.keys(columns).length, firstArray);
const rowsOf = <T>(kind: Columns<T>, alias: string) =>
  unnest({ ...place, ...kind } as Columns<unknown>, alias, startOf(kind));

/**
 * The counted order before, among those stored and those of this batch. `place` numbers the batch's
 * orders by customer and time; `peer` is the place of the last counted one before.
 */
const linked = `
  numbered as materialized (
    select h.id, h.customer_id, h.customer_order_index, h.processed_at, d.sale_day, d.counted,
      row_number() over (order by h.customer_id, h.processed_at, h.id) as place
    from head h join derived d on d.id = h.id),
  peered as (
    select *, max(place) filter (where counted) over (partition by customer_id order by place
      rows between unbounded preceding and 1 preceding) as peer from numbered),
  latest as materialized (select max(sale_day) as day from orders where shop_id = $1),
  linked as materialized (
    select o.id, o.customer_id, o.processed_at, o.sale_day,
      before.id as previous_id, before.sale_day as previous_day,
      ${kindOf("o.customer_id", "o.customer_order_index")} as customer_kind,
      o.counted and o.sale_day <= latest.day and exists (
        select from orders after where after.shop_id = $1 and after.customer_id = o.customer_id
          and after.processed_at >= o.processed_at) as is_followed
    from peered o cross join latest
    left join numbered p on p.place = o.peer and o.customer_id is not null
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

const uncosted = "costed as (select *, null::bigint as cost, false as cost_exact from line)";

const insertOrders = (hasCosts: boolean) => `
  with head as materialized (
    select h.n, ${listed(headNames, "h")},
      ${livingCustomer("h.customer_id")} as customer_id
    from ${rowsOf(heads, "h")}),
  line as materialized (
    select h.id as order_id, h.processed_at, ${listed(lineNames, "l")}
    from ${rowsOf(lines, "l")} join head h on h.n = l.n),
  ${hasCosts ? costedLines : uncosted},
  new_order_line as materialized (select * from costed),
  new_refund as materialized (
    select h.id as order_id, ${listed(refundNames, "r")}, ${refund.computed?.["refund_day"]?.replaceAll("i.", "r.")} as refund_day
    from ${rowsOf(refunds, "r")} join head h on h.n = r.n),
  new_refund_line as materialized (select * from ${rowsOf(refundLineColumns, "b")}),
  ${refundShares("new")},
  new_fulfillment as materialized (
    select h.id as order_id, h.id as order_ref, ${listed(parcelNames, "f")}
    from ${rowsOf(parcels, "f")} join head h on h.n = f.n),
  new_fulfillment_event as materialized (
    select h.id as order_id, ${listed(eventNames, "e")}
    from ${rowsOf(events, "e")} join head h on h.n = e.n),
  ${derivedOrders("new")},
  ${linked},
  put_lines as (
    insert into order_line (shop_id, order_id, ${listed(lineNames)}, cost, cost_exact)
    select $1, order_id, ${listed(lineNames)}, cost, cost_exact from new_order_line),
  put_refunds as (
    insert into refund (shop_id, order_id, ${listed(refundNames)}, refund_day, ${shareNames})
    select $1, r.order_id, ${listed(refundNames, "r")}, r.refund_day,
      ${listed(shareNames.split(", "), "s")}
    from new_refund r join share s on s.id = r.id),
  put_refund_lines as (
    insert into refund_line (shop_id, ${listed(namesOf(refundLineColumns))})
    select $1, ${listed(namesOf(refundLineColumns))} from new_refund_line),
  put_parcels as (
    insert into fulfillment (shop_id, order_id, order_ref, ${listed(parcelNames)})
    select $1, order_id, order_ref, ${listed(parcelNames)} from new_fulfillment),
  put_events as (
    insert into fulfillment_event (shop_id, order_id, ${listed(eventNames)})
    select $1, order_id, ${listed(eventNames)} from new_fulfillment_event),
  put_touches as (${upsertTouches(`
    select h.id, ${listed(touchNames, "t")} from ${rowsOf(touches, "t")} join head h on h.n = t.n`)}),
  put_orders as (
    insert into orders (shop_id, ${listed(orderNames)}, ${linkNames})
    select $1, ${listed(headNames, "h")}, h.customer_id, ${regionOf("h")},
      ${listed(derivedColumns, "d")}, ${listed(linkNames.split(", "), "l")}
    from head h join derived d on d.id = h.id join linked l on l.id = h.id
    order by h.n)
  select
    (select coalesce(array_agg(distinct day), '{}') from (
      select sale_day as day from derived union select refund_day from new_refund) days) as days,
    coalesce(array_agg(id), '{}') as followed, coalesce(array_agg(customer_id), '{}') as customers,
    coalesce(array_agg(processed_at), '{}') as instants
  from linked where is_followed`;

const statements = { costed: insertOrders(true), plain: insertOrders(false) };

/** followed: orders that stored ones come after, which look back again; with what they are found by. */
type Inserted = { days: Day[]; followed: string[]; customers: string[]; instants: Date[] };

/** Orders as the statement's arrays; a row names its order by the order's place in the batch. */
export class PackedOrders {
  readonly #kinds = [
    packedKind(heads, (order) => [winnerOf(order)]),
    packedKind(lines, distinctLines),
    packedKind(refunds, (order) => order.refunds),
    packedKind(parcels, (order) => order.fulfillments),
    packedKind(events, (order) => order.events),
    packedKind<RefundLine>(refundLineColumns, (order) => order.refunds.flatMap(linesOfRefund)),
    packedKind(touches, ({ touch }) => (touch ? [touch] : [])),
  ];
  #count = 0;

  add(orders: readonly NewOrder[]): void {
    for (const kind of this.#kinds) kind.add(orders, this.#count);
    this.#count += orders.length;
  }

  end(): Buffer[] {
    return this.#kinds.flatMap((kind) => kind.end());
  }
}

function packedKind<T>(columns: Columns<T>, of: (order: NewOrder) => readonly T[]) {
  const places = new PackedRows(place);
  const packed = new PackedRows(columns);
  return {
    add(orders: readonly NewOrder[], first: number): void {
      const rows: T[] = [];
      const at: number[] = [];
      for (const [index, order] of orders.entries()) {
        for (const row of of(order)) {
          rows.push(row);
          at.push(first + index);
        }
      }
      places.add(at);
      packed.add(rows);
    },
    end: () => [...places.end(), ...packed.end()],
  };
}

/**
 * Writes orders of which the ledger knows nothing, neither they nor anything that names them; the
 * caller made sure of it (unheard.server.ts) and holds the ledger's lock.
 * @param packed the orders, by `PackedOrders`
 * @param promised ids of those orders that were promised something
 */
export async function insertNewOrders(
  client: Client,
  shop: ShopContext,
  { packed, promised }: { packed: readonly Buffer[]; promised: readonly string[] },
  touched: Touched,
): Promise<void> {
  const text = touched.hasCosts ? statements.costed : statements.plain;
  const [row] = await run<Inserted>(client, text, [
    shop.id,
    shop.timeZone,
    shop.currency,
    arrayLiteral(promised),
    ...packed,
  ]);
  for (const day of row?.days ?? []) touched.days.add(day);
  for (const [index, id] of (row?.followed ?? []).entries()) {
    const customerId = row?.customers[index];
    const processedAt = row?.instants[index];
    if (customerId && processedAt) touched.places.push({ customerId, processedAt, id });
  }
}

function distinctLines({ fact: { lines } }: NewOrder): OrderLineFact[] {
  return lines.length < 2 ? lines : [...new Map(lines.map((line) => [line.id, line])).values()];
}

const winnerOf = ({ fact }: NewOrder): Winner => ({
  fact,
  stored: null,
  twin: null,
  index: fact.customerOrderIndex || null,
  isRedacted: false,
});
