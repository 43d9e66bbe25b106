// How far the counts have come, and the best sellers they lead to.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { run } from "../writers/rows.server.ts";

/** Until the transaction ends: one at a time counts a shop's recommendations. */
export async function lockRecommendations(client: Client, shop: ShopContext): Promise<void> {
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended('recommend', $1)),
       set_config('enable_seqscan', 'off', true)`,
    [shop.id],
  );
}

export type Counted = { orders: number; customers: number; refreshedAt: Date };

/** Null while nothing was counted. */
export async function readCounted(client: Client, shop: ShopContext): Promise<Counted | null> {
  const rows = await run<Counted>(
    client,
    `select orders, customers, refreshed_at as "refreshedAt" from recommend_state
     where shop_id = $1`,
    [shop.id],
  );
  return rows[0] ?? null;
}

export async function putCounted(
  client: Client,
  shop: ShopContext,
  { orders, customers, refreshedAt }: Counted,
): Promise<void> {
  await run(
    client,
    `insert into recommend_state (shop_id, orders, customers, refreshed_at)
     values ($1, $2, $3, $4)
     on conflict (shop_id) do update set orders = excluded.orders, customers = excluded.customers,
       refreshed_at = excluded.refreshed_at`,
    [shop.id, orders, customers, refreshedAt],
  );
}

/** Items kept of a list of best sellers: enough to fill ten after much is left out. */
const sellersKept = 100;

/**
 * The best sellers ever, of the last days before the shop's latest sale, and of these by region.
 * Ties by number. Lists that did not change stay.
 * $2 days.
 */
const sellers = `
  with span as materialized (
    select min(sale_day) as first, max(sale_day) + 1 as until from recommend_basket
    where shop_id = $1 having count(*) > 0),
  recent as materialized (
    select b.region, b.items, greatest(span.first, span.until - $2::int) as first, span.until
    from span join recommend_basket b on b.shop_id = $1 and b.sale_day >= span.until - $2::int),
  held as (
    select case when grouping(region) = 1 then 'recent' else 'recent:' || region end as list,
      first, until, count(*)::int as orders
    from recent group by grouping sets ((region, first, until), (first, until))),
  sold as (
    select case when grouping(region) = 1 then 'recent' else 'recent:' || region end as list,
      each.item, count(*)::int as orders
    from recent cross join lateral unnest(items) as each (item)
    group by grouping sets ((region, each.item), (each.item))),
  everything as (
    select 'ever' as list, item, groups as orders from recommend_row
    where shop_id = $1 and kind = 'order' and groups > 0),
  placed as (
    select *, row_number() over (partition by list order by orders desc, item) as place
    from (select * from sold union all select * from everything) s),
  lists as (
    select list, array_agg(item order by place) as items, array_agg(orders order by place) as counts
    from placed where place <= ${sellersKept} group by list),
  heads as (
    select * from held
    union all
    select 'ever', span.first, span.until, c.orders from span
    join recommend_state c on c.shop_id = $1),
  gone as (
    delete from recommend_seller s
    where s.shop_id = $1 and s.list not in (select list from heads) returning list),
  put as (
    insert into recommend_seller as s (shop_id, list, "from", "to", orders, items, counts)
    select $1, h.list, h.first, h.until, h.orders, l.items, l.counts
    from heads h join lists l on l.list = h.list
    on conflict (shop_id, list) do update
    set "from" = excluded."from", "to" = excluded."to", orders = excluded.orders,
      items = excluded.items, counts = excluded.counts
    where (s."from", s."to", s.orders, s.items, s.counts)
      is distinct from (excluded."from", excluded."to", excluded.orders, excluded.items,
        excluded.counts)
    returning s.list)
  select (select count(*) from gone)::int + (select count(*) from put)::int as written`;

/** Answers how many lists changed. */
export async function refreshSellers(
  client: Client,
  shop: ShopContext,
  { recentDays }: { recentDays: number },
): Promise<number> {
  const [done] = await run<{ written: number }>(client, sellers, [shop.id, recentDays]);
  return done?.written ?? 0;
}

export type SellerList = {
  list: string;
  from: Day;
  to: Day;
  orders: number;
  items: number[];
  counts: number[];
};

export async function readSellers(
  client: Client,
  shop: ShopContext,
  lists: readonly string[],
): Promise<SellerList[]> {
  return run<SellerList>(
    client,
    `select list, "from", "to", orders, items, counts from recommend_seller
     where shop_id = $1 and list = any($2::text[])`,
    [shop.id, lists],
  );
}
