// What each counted order holds, by product. A product that sells in several variants is one item; a
// line that names no product is the one of its SKU's variant, else its SKU, else its name.
import type { Client } from "../../db.server.ts";
import { rowsOf } from "../cursor.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, run } from "../writers/rows.server.ts";

/** "these": orders named by $2; "all": the whole shop. */
type Scope = "these" | "all";

const within = (scope: Scope, column: string) =>
  scope === "these" ? `and ${column} = any($2::text[])` : "";
const same = (a: string, b: string) =>
  `coalesce(${a}.product_id, '') = coalesce(${b}.product_id, '')
   and coalesce(${a}.sku, '') = coalesce(${b}.sku, '') and ${a}.title = ${b}.title`;

/** Few different ones, so that names are looked up after the lines are read. */
const keyed = (scope: Scope) => `
  line as materialized (
    select order_id, product_id, sku, title from order_line
    where shop_id = $1 and merchandise and quantity > 0 ${within(scope, "order_id")}),
  keyed as materialized (
    select s.product_id, s.sku, s.title, coalesce(s.product_id, (
      select v.product_id from variant v
      where v.shop_id = $1 and v.sku = s.sku and s.sku <> '' order by v.id limit 1
    ), nullif(s.sku, ''), s.title) as key
    from (select distinct product_id, sku, title from line) s)`;

const numberItems = (scope: Scope) => `
  with ${keyed(scope)}
  insert into recommend_item (shop_id, number, key, title)
  select $1, (select coalesce(max(number), -1) from recommend_item where shop_id = $1)
    + row_number() over (order by key), key, title
  from (select key, min(title) as title from keyed group by key) fresh
  where not exists (
    select from recommend_item i where i.shop_id = $1 and i.key = fresh.key)`;

const putBaskets = (scope: Scope) => `
  with ${keyed(scope)},
  numbered as materialized (
    select k.product_id, k.sku, k.title, i.number
    from keyed k join recommend_item i on i.shop_id = $1 and i.key = k.key),
  held as (
    select l.order_id collate "C" as order_id,
      array_agg(distinct n.number order by n.number) as items
    from line l join numbered n on ${same("n", "l")}
    group by 1),
  fresh as (
    select o.id, o.customer_id, o.sale_day, o.region, h.items
    from held h join orders o on o.shop_id = $1 and o.id = h.order_id
    where o.counted ${within(scope, "o.id")})
  insert into recommend_basket as b (shop_id, order_id, customer_id, sale_day, region, items)
  select $1, * from fresh
  on conflict (shop_id, order_id) do update
  set customer_id = excluded.customer_id, sale_day = excluded.sale_day, region = excluded.region,
    items = excluded.items
  where (b.customer_id, b.sale_day, b.region, b.items)
    is distinct from (excluded.customer_id, excluded.sale_day, excluded.region, excluded.items)`;

const dropBaskets = (scope: Scope) => `
  delete from recommend_basket b
  where b.shop_id = $1 ${within(scope, "b.order_id")} and not exists (
    select from orders o where o.shop_id = $1 and o.id = b.order_id and o.counted)`;

const steps = {
  these: [numberItems("these"), putBaskets("these"), dropBaskets("these")],
  all: [numberItems("all"), putBaskets("all"), dropBaskets("all")],
};

/** Brings baskets up to the orders: of these, or of the whole shop when none are named. */
export async function syncBaskets(
  client: Client,
  shop: ShopContext,
  orderIds?: readonly string[],
): Promise<void> {
  const values = orderIds ? [shop.id, arrayLiteral(orderIds)] : [shop.id];
  for (const text of steps[orderIds ? "these" : "all"]) await run(client, text, values);
}

export type Basket = {
  orderId: string;
  customerId: string | null;
  saleDay: Day;
  region: string;
  items: number[];
};

export async function readBaskets(
  client: Client,
  shop: ShopContext,
  orderIds: readonly string[],
): Promise<Basket[]> {
  return run<Basket>(
    client,
    `select order_id as "orderId", customer_id as "customerId", sale_day as "saleDay", region, items
     from recommend_basket where shop_id = $1 and order_id = any($2::text[])`,
    [shop.id, arrayLiteral(orderIds)],
  );
}

/** Customers of orders as the facts have them now; guests are left out. */
export async function customersOf(
  client: Client,
  shop: ShopContext,
  orderIds: readonly string[],
): Promise<string[]> {
  const rows = await run<{ id: string }>(
    client,
    `select distinct customer_id as id from orders
     where shop_id = $1 and id = any($2::text[]) and customer_id is not null`,
    [shop.id, arrayLiteral(orderIds)],
  );
  return rows.map(({ id }) => id);
}

/** All that each customer's baskets hold, each item once. */
export async function readHistories(
  client: Client,
  shop: ShopContext,
  customerIds: readonly string[],
): Promise<Map<string, number[]>> {
  const rows = await run<{ id: string; items: number[] }>(
    client,
    `select b.customer_id as id, array_agg(distinct held.item) as items
     from recommend_basket b cross join lateral unnest(b.items) as held (item)
     where b.shop_id = $1 and b.customer_id = any($2::text[]) group by b.customer_id`,
    [shop.id, arrayLiteral(customerIds)],
  );
  return new Map(rows.map(({ id, items }) => [id, items]));
}

/** All baskets, one customer's after another, guests' (null) last; some hundreds at a time. */
export async function* allBaskets(
  client: Client,
  shop: ShopContext,
): AsyncGenerator<{ customerId: string | null; items: number[] }[]> {
  const text = `select customer_id as "customerId", array_to_json(items)::text as items
    from recommend_basket where shop_id = $1 order by customer_id`;
  type Row = { customerId: string | null; items: string };
  for await (const rows of rowsOf<Row>(client, text, [shop.id])) {
    yield rows.map(({ customerId, items }) => ({
      customerId,
      items: JSON.parse(items) as number[],
    }));
  }
}

/** The same under the pseudonyms that redacted customers were given. */
export const renameBuyers = (pseudonyms: string) => `
  update recommend_basket b set customer_id = p.pseudonym from ${pseudonyms}
  where b.shop_id = $1 and b.customer_id = any($2::text[]) and b.customer_id = p.id`;
