// What a whole shop's purchases say, as it was counted last; and the reading that it is counted from.
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import type { Period } from "./period.ts";
import { run } from "./writers/rows.server.ts";

export type PatternName =
  "store" | "groups" | "next-order" | "left-lately" | "variants" | "regions";
export type KeptPattern<Value> = { from: Day; to: Day; value: Value };

/** Null while it was never counted. One row by its key. */
export async function readPattern<Value>(
  client: Client,
  shop: ShopContext,
  name: PatternName,
): Promise<KeptPattern<Value> | null> {
  const rows = await run<KeptPattern<Value>>(
    client,
    `select from_day as from, to_day as to, value from kept_pattern
     where shop_id = $1 and name = $2`,
    [shop.id, name],
  );
  return rows[0] ?? null;
}

/** @param value any JSON */
export async function putPattern(
  client: Client,
  shop: ShopContext,
  { name, period, value }: { name: PatternName; period: Period; value: unknown },
): Promise<void> {
  await run(
    client,
    `insert into kept_pattern (shop_id, name, from_day, to_day, value)
     values ($1, $2, $3, $4, $5::jsonb)
     on conflict (shop_id, name) do update set
       from_day = excluded.from_day, to_day = excluded.to_day, value = excluded.value`,
    [shop.id, name, period.from, period.to, JSON.stringify(value)],
  );
}

export type TopPair = { items: [string, string]; titles: [string, string]; orders: number };

/**
 * Two products that the most orders ever hold, as recommendations count them; `n` orders of two products or
 * more. Equal counts by key. Null while nothing was counted.
 */
export async function readTopPairs(
  client: Client,
  shop: ShopContext,
  limit: number,
): Promise<{ n: number; top: TopPair[] } | null> {
  const counted = await run<{ n: number }>(
    client,
    `select (select count(*) from recommend_basket b
       where b.shop_id = $1 and cardinality(b.items) > 1)::int as n
     from recommend_state where shop_id = $1`,
    [shop.id],
  );
  if (!counted[0]) return null;
  const rows = await run<{ a: string; b: string; first: string; second: string; orders: number }>(
    client,
    `with pairs as (
       select r.item, o.other, o.orders
       from recommend_row r, unnest(r.others, r.counts) as o (other, orders)
       where r.shop_id = $1 and r.kind = 'order' and r.item < o.other
       order by o.orders desc, r.item, o.other limit $2)
     select a.key as a, b.key as b, coalesce(p.title, a.title) as first,
       coalesce(q.title, b.title) as second, pairs.orders
     from pairs
     join recommend_item a on a.shop_id = $1 and a.number = pairs.item
     join recommend_item b on b.shop_id = $1 and b.number = pairs.other
     left join product p on p.shop_id = $1 and p.id = a.key
     left join product q on q.shop_id = $1 and q.id = b.key
     order by pairs.orders desc, a.key, b.key`,
    [shop.id, limit],
  );
  const top = rows.map(({ a, b, first, second, orders }): TopPair => ({
    items: [a, b],
    titles: [first, second],
    orders,
  }));
  return { n: counted[0].n, top };
}

/**
 * Over the customers who ordered in the year before a period: how many, Σ and Σ² of the CM1 each left in it
 * (minor units), most of them nothing; what went back is of the same orders, as a trial counts a window.
 */
export async function readLeft(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<{ n: number; total: number; squares: number }> {
  const rows = await run<{ n: number; total: number; squares: number }>(
    client,
    `with known as materialized (
       select distinct customer_id from orders
       where shop_id = $1 and counted and customer_id is not null
         and sale_day >= $2::date - 365 and sale_day < $2),
     sold as (
       select customer_id, gross - discounts - cost as left_over from orders
       where shop_id = $1 and counted and sale_day >= $2 and sale_day < $3),
     back as (
       select o.customer_id, -(r.amount - r.restock_cost) as left_over
       from orders o join refund r on r.shop_id = $1 and r.order_id = o.id
       where o.shop_id = $1 and o.counted and o.sale_day >= $2 and o.sale_day < $3
         and r.refund_day < $3),
     each as (
       select coalesce(sum(m.left_over), 0) as cm1
       from known k left join (select * from sold union all select * from back) m using (customer_id)
       group by k.customer_id)
     select count(*)::int as n, coalesce(sum(cm1), 0)::float8 as total,
       coalesce(sum(cm1::numeric * cm1), 0)::float8 as squares from each`,
    [shop.id, from, to],
  );
  return rows[0]!;
}

/** Enough to learn five weights from; a larger shop is drawn from by a hash of the ids. */
const customersLearned = 10_000;

/** Orders of customers of a period by day and value after discounts, one list a customer, ascending. */
export async function readHistories(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<{ day: number; value: number }[][]> {
  const rows = await run<{ days: string; values: string }>(
    client,
    `with o as materialized (
       select customer_id, sale_day - date '1970-01-01' as day, gross - discounts as value,
         processed_at, id
       from orders
       where shop_id = $1 and counted and customer_id is not null
         and sale_day >= $2 and sale_day < $3)
     select array_to_json(array_agg(day order by processed_at, id))::text as days,
       array_to_json(array_agg(value order by processed_at, id))::text as values
     from o group by customer_id order by md5(customer_id) limit ${customersLearned}`,
    [shop.id, from, to],
  );
  return rows.map(({ days, values }) => {
    const worth = JSON.parse(values) as number[];
    return (JSON.parse(days) as number[]).map((day, at) => ({ day, value: worth[at] ?? 0 }));
  });
}

export type CountedCell = {
  kind: string;
  group: string;
  productType: string;
  n: number;
  bought: number;
  all: number;
  allBought: number;
};

/** Types bought by the most customers, and regions with the most of them. */
const mostTypes = 30;
const mostRegions = 12;

/**
 * Customers of a period by group, and how many of each bought each type of product. Groups: first order in
 * the period or before; region and channel of their latest order; fifth by what they spent in it; orders
 * in it.
 */
const cells = `
  with o as materialized (
    select id, customer_id, processed_at, region, channel, customer_kind, gross - discounts as net
    from orders
    where shop_id = $1 and counted and customer_id is not null
      and sale_day >= $2 and sale_day < $3),
  people as materialized (
    select customer_id, count(*) as orders, sum(net) as spent, bool_or(customer_kind = 'new') as is_new,
      (array_agg(region order by processed_at desc, id desc))[1] as region,
      (array_agg(channel order by processed_at desc, id desc))[1] as channel
    from o group by customer_id),
  fifths as (
    select customer_id, ntile(5) over (order by spent desc, customer_id) as fifth from people),
  large as (
    select region from people group by region order by count(*) desc, region limit ${mostRegions}),
  member as materialized (
    select p.customer_id, g.kind, g.name as "group"
    from people p join fifths f using (customer_id)
    cross join lateral (values
      ('customer-kind', case when p.is_new then 'new' else 'returning' end),
      ('region', case when p.region in (select region from large) then p.region end),
      ('channel', p.channel), ('spend', f.fifth::text),
      ('orders', case when p.orders >= 3 then '3+' else p.orders::text end)) g (kind, name)
    where g.name is not null),
  bought as materialized (
    select distinct o.customer_id, p.product_type
    from o join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
    left join variant v on v.shop_id = $1 and v.id = coalesce(l.variant_id, (
      select s.id from variant s
      where s.shop_id = $1 and l.product_id is null and s.sku = l.sku and l.sku <> ''
      order by s.id limit 1))
    join product p on p.shop_id = $1 and p.id = coalesce(l.product_id, v.product_id)
    where p.product_type <> ''),
  types as materialized (
    select product_type, count(*)::int as customers from bought
    group by product_type order by 2 desc, 1 limit ${mostTypes}),
  sizes as (select kind, "group", count(*)::int as n from member group by kind, "group"),
  hits as (
    select m.kind, m."group", b.product_type, count(*)::int as bought
    from bought b join types using (product_type) join member m using (customer_id)
    group by m.kind, m."group", b.product_type)
  select s.kind, s."group", t.product_type as "productType", s.n, coalesce(h.bought, 0) as bought,
    (select count(*)::int from people) as "all", t.customers as "allBought"
  from sizes s cross join types t
  left join hits h on h.kind = s.kind and h."group" = s."group" and h.product_type = t.product_type
  order by s.kind, s."group", t.customers desc, t.product_type`;

export async function readGroupCells(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<CountedCell[]> {
  return run<CountedCell>(client, cells, [shop.id, from, to]);
}
