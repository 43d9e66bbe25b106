// Each order knows the counted order of its customer before it. A change moves only the link of the
// order itself and of those after its old and new place, up to the next counted one.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import type { Range } from "./ranges.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Place, Touched } from "./touched.server.ts";

const place: Columns<Place> = {
  customer_id: ["text", (p) => p.customerId],
  processed_at: ["timestamptz", (p) => p.processedAt],
  id: ["text", (p) => p.id],
};

/** `before`: the counted order of `customer` that comes before (processedAt, id). */
export const lookBack = (customer: string, processedAt: string, id: string) => `
  left join lateral (
    select p.id, p.sale_day from orders p
    where p.shop_id = $1 and p.customer_id = ${customer} and p.counted
      and (p.processed_at, p.id) < (${processedAt}, ${id})
    order by p.processed_at desc, p.id desc limit 1) before on true`;

/** Earlier orders that Shopify tells of but nobody read make a customer returning too. */
export const kindOf = (customer: string, orderIndex: string) => `case
  when ${customer} is null then 'guest'
  when before.id is not null or ${orderIndex} > 1 then 'returning'
  else 'new' end`;

const set = `
  previous_id = l.previous_id, previous_day = l.previous_day, customer_kind = l.customer_kind`;
const differs = `(o.previous_id, o.previous_day, o.customer_kind)
  is distinct from (l.previous_id, l.previous_day, l.customer_kind)`;

const linkColumns = (order: string) => `
  ${order}.id, ${order}.customer_kind as old_kind, before.id as previous_id,
  before.sale_day as previous_day,
  ${kindOf(`${order}.customer_id`, `${order}.customer_order_index`)} as customer_kind`;

// `linked` is materialized: of tables it knows nothing about the planner would evaluate it per order.
const relinkNear = `
  with place as materialized (select distinct * from ${unnest(place, "p", 3)}),
  looking as materialized (
    select id from unnest($2::text[]) as t(id)
    union
    select after.id
    from place p
    left join lateral (
      select o.processed_at, o.id from orders o
      where o.shop_id = $1 and o.customer_id = p.customer_id and o.counted
        and (o.processed_at, o.id) > (p.processed_at, p.id)
      order by o.processed_at, o.id limit 1) next on true
    cross join lateral (
      select next.id where next.id is not null
      union all
      select o.id from orders o
      where o.shop_id = $1 and o.customer_id = p.customer_id and not o.counted
        and (o.processed_at, o.id) > (p.processed_at, p.id)
        and (next.id is null or (o.processed_at, o.id) < (next.processed_at, next.id))) after),
  linked as materialized (
    select ${linkColumns("o")}
    from looking
    cross join lateral (
      select * from orders where shop_id = $1 and id = looking.id limit 1) o
    ${lookBack("o.customer_id", "o.processed_at", "o.id")})
  update orders o set ${set} from linked l
  where o.shop_id = $1 and o.id = l.id and o.id = any(array(select id from linked)) and ${differs}
  returning o.id, o.sale_day, l.old_kind is distinct from o.customer_kind as kind_changed`;

const carried = `customer_id, customer_order_index, customer_kind, previous_id, previous_day`;

/**
 * All orders of the customers after $2 up to and with $3: before a counted one is its neighbour among the
 * counted; what was before any of the few others is looked up. Written by day: rows land in the order
 * they are written, and a day's orders are read together ever after.
 */
const relinkRange = `
  with placed as (
    select ctid as row, id, sale_day, ${carried},
      lag(id) over buyer as before_id, lag(sale_day) over buyer as before_day
    from orders where shop_id = $1 and counted and customer_id > $2 and customer_id <= $3
    window buyer as (partition by customer_id order by processed_at, id)
    union all
    select o.ctid, o.id, o.sale_day, ${carried.replace(/\w+/g, "o.$&")}, before.id, before.sale_day
    from orders o ${lookBack("o.customer_id", "o.processed_at", "o.id")}
    where o.shop_id = $1 and not o.counted and o.customer_id > $2 and o.customer_id <= $3),
  moved as materialized (
    select o.row, l.* from placed o,
      lateral (select before_id as id, before_day as sale_day) before,
      lateral (select ${linkColumns("o")}) l
    where ${differs}
    order by o.sale_day, o.id)
  update orders o set ${set} from moved l
  where o.shop_id = $1 and o.ctid = l.row and o.ctid = any(array(select row from moved))`;

/** Orders that nobody is known to have bought have none before them. */
const relinkGuests = `
  update orders o set previous_id = null, previous_day = null, customer_kind = 'guest'
  where shop_id = $1 and customer_id is null
    and (previous_id, previous_day, customer_kind) is distinct from (null, null, 'guest')`;

type Relinked = { id: string; sale_day: string; kind_changed: boolean };

/** Mends the links around what the batch touched and dirties the days of those that moved. */
export async function settleLinks(
  client: Client,
  shop: ShopContext,
  touched: Touched,
): Promise<void> {
  if (touched.unlinked.size === 0 && touched.places.length === 0) return;
  const rows = await run<Relinked>(client, relinkNear, [
    shop.id,
    arrayLiteral([...touched.unlinked]),
    ...cellsOf(place, touched.places),
  ]);
  for (const row of rows) {
    touched.days.add(row.sale_day);
    if (row.kind_changed) touched.regrouped.add(row.id);
  }
}

/** Links of all orders of a range of customers, or of guests; marks nothing. */
export async function relinkCustomers(
  client: Client,
  shop: ShopContext,
  customers: Range | "guests",
): Promise<void> {
  if (customers === "guests") await run(client, relinkGuests, [shop.id]);
  else await run(client, relinkRange, [shop.id, customers.after, customers.upTo]);
}
