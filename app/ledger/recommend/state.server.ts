// How far the counts have come, and the best sellers they lead to.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { run } from "../writers/rows.server.ts";

/** Until the transaction ends: one at a time counts a shop's recommendations. */
export async function lockRecommendations(client: Client, shop: ShopContext): Promise<void> {
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended('recommend', $1)),
       set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`,
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
 * Ties by number. Lists that did not change stay. $2 days, $3 regions (null for all): a region where
 * nothing changed keeps its list, with the days it is of, until the shop is counted anew. $4 the first of
 * the last days, a plain value: row-level security keeps another from the index, and all days were read.
 */
const sellers = `
  with span as materialized (
    select * from (select
      (select sale_day from recommend_basket where shop_id = $1 order by sale_day limit 1) as first,
      (select sale_day + 1 from recommend_basket where shop_id = $1
       order by sale_day desc limit 1) as until) days
    where first is not null),
  recent as materialized (
    select b.region, b.items, greatest(span.first, span.until - $2::int) as first, span.until
    from span cross join recommend_basket b where b.shop_id = $1 and b.sale_day >= $4::date),
  listed as (
    select 'recent' as list, items, first, until from recent
    union all
    select 'recent:' || region, items, first, until from recent
    where $3::text[] is null or region = any($3::text[])),
  held as (
    select list, first, until, count(*)::int as orders from listed group by list, first, until),
  sold as (
    select list, each.item, count(*)::int as orders
    from listed cross join lateral unnest(items) as each (item) group by list, each.item),
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
    where s.shop_id = $1 and s.list not in (select list from heads)
      and ($3::text[] is null or s.list = any(array(select 'recent:' || r from unnest($3::text[]) r)))
    returning list),
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
  { recentDays, regions }: { recentDays: number; regions: readonly string[] | null },
): Promise<number> {
  const [last] = await run<{ since: Day }>(
    client,
    `select sale_day + 1 - $2::int as since from recommend_basket
     where shop_id = $1 order by sale_day desc limit 1`,
    [shop.id, recentDays],
  );
  const values = [shop.id, recentDays, regions, last?.since ?? null];
  const [done] = await run<{ written: number }>(client, sellers, values);
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
