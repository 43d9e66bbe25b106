// What could be shown to a buyer right now. Read when a list is made, so that a product that was
// deleted, archived or sold out a moment ago is in none.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, run } from "../writers/rows.server.ts";

/** Why a product may not be shown; null when it may. */
export type Withheld =
  "gone" | "archived" | "draft" | "unpublished" | "gift-card" | "free" | "sold-out";

export type Offer = {
  key: string;
  /** Null for what was never sold. */
  number: number | null;
  title: string;
  /** Of the first variant that can be bought, else of the first; null where there is none. */
  sku: string | null;
  withheld: Withheld | null;
};

type Row = {
  key: string;
  number: number | null;
  title: string;
  known: boolean;
  status: string | null;
  published: boolean;
  gift: boolean;
  sku: string | null;
  priced: boolean | null;
  buyable: boolean | null;
  lost: boolean;
};

/**
 * A shop without any product in its catalogue is known by files of orders alone: then what was sold
 * and not deleted counts as offered. A product file tells no day of publication, only a status. Stock
 * that nobody tracks or told of does not run out.
 */
const offers = `
  with wanted as materialized (
    select w.key, i.number, i.title from unnest($2::text[]) as w(key)
    left join recommend_item i on i.shop_id = $1 and i.key = w.key
    union all
    select key, number, title from recommend_item
    where shop_id = $1 and number = any($3::int[])),
  catalogue as materialized (
    select exists (select from product where shop_id = $1) as is_there)
  select w.key, w.number, coalesce(p.title, w.title, w.key) as title, p.id is not null as known, p.status,
    p.published_at is not null or w.key like 'csv:%' as published,
    coalesce(p.gift_card, false) as gift,
    case when p.id is null then (
      select l.sku from order_line l where l.shop_id = $1 and l.sku = w.key limit 1)
      else v.sku end as sku,
    v.priced, v.buyable,
    p.id is null and (catalogue.is_there or exists (
      select from tombstone t where t.shop_id = $1 and t.kind = 'product' and t.id = w.key)) as lost
  from wanted w cross join catalogue
  left join product p on p.shop_id = $1 and p.id = w.key
  left join lateral (
    select bool_or(each.is_priced) as priced, bool_or(each.is_priced and each.is_stocked) as buyable,
      (array_agg(each.sku order by (each.is_priced and each.is_stocked) desc, each.position)
        filter (where each.sku <> ''))[1] as sku
    from (
      select n.sku, n.position, coalesce(n.price > 0, true) as is_priced,
        not coalesce(t.tracked, true) or coalesce((
          select sum(k.available) > 0 from stock_level k
          where k.shop_id = $1 and k.inventory_item_id = n.inventory_item_id and k.active
            and k.available is not null), true) as is_stocked
      from variant n
      left join inventory_item t on t.shop_id = $1 and t.id = n.inventory_item_id
      where n.shop_id = $1 and n.product_id = p.id and not n.gone) each) v on true`;

function withheldOf(row: Row): Withheld | null {
  if (row.lost) return "gone";
  if (!row.known) return null;
  if (row.status === "archived") return "archived";
  if (row.status === "draft") return "draft";
  if (row.status !== "active" || !row.published) return "unpublished";
  if (row.gift) return "gift-card";
  if (!row.priced) return "free";
  return row.buyable ? null : "sold-out";
}

/** What these keys and these numbers stand for; a number that never was is missing. */
export async function readOffers(
  client: Client,
  shop: ShopContext,
  { keys = [], numbers = [] }: { keys?: readonly string[]; numbers?: readonly number[] },
): Promise<Offer[]> {
  if (keys.length + numbers.length === 0) return [];
  const rows = await run<Row>(client, offers, [shop.id, arrayLiteral(keys), arrayLiteral(numbers)]);
  return rows.map((row) => {
    const { key, number, title, sku } = row;
    return { key, number, title, sku, withheld: withheldOf(row) };
  });
}

/** The item somebody names by product id, SKU or the name it was sold under; null for none. */
export async function findItem(
  client: Client,
  shop: ShopContext,
  named: string,
): Promise<{ key: string; number: number | null } | null> {
  const rows = await run<{ key: string; number: number | null }>(
    client,
    `with found as (
       select 1 as rank, id as key from product where shop_id = $1 and id = $2
       union all select 2, key from recommend_item where shop_id = $1 and key = $2
       union all
       (select 3, v.product_id from variant v
        where v.shop_id = $1 and v.sku = $2 and $2 <> '' order by v.gone, v.id limit 1))
     select found.key, i.number from found
     left join recommend_item i on i.shop_id = $1 and i.key = found.key
     order by rank limit 1`,
    [shop.id, named],
  );
  return rows[0] ?? null;
}
