// What a forecast reads: levels with what is known of their items, what was sold by week, when a shelf
// was empty, how long suppliers take.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import type { Period } from "../period.ts";
import { rowsOf } from "../cursor.server.ts";
import { forAnyShop, run } from "../writers/rows.server.ts";
import { costSpans, itemNames, levelSpans } from "./levels-sql.ts";

/** A level on a day; every place of an item is one. */
export type StockedLevel = {
  item: string;
  place: string;
  placeName: string;
  available: number;
  onHand: number;
  incoming: number;
  /** The first day the level, or the product, was known. */
  knownFrom: Day;
  variantId: string | null;
  sku: string | null;
  title: string;
  vendor: string;
  /** Minor units: the variant's price, the unit cost of the day; null where unknown. */
  price: bigint | null;
  cost: number | null;
};

/** $3 the day at whose end the levels held. */
const levelsOn = `
  with ${levelSpans},
  live as materialized (select * from span where day <= $3::date and next > $3::date),
  stocked as materialized (select distinct item from live),
  ${itemNames}, ${costSpans}
  select s.item, s.place, coalesce(l.name, '') as "placeName", s.available, s.on_hand as "onHand",
    coalesce(k.incoming, 0) as incoming,
    least(s.known_from, (p.published_at at time zone $2)::date) as "knownFrom",
    i.variant_id as "variantId", i.sku, coalesce(p.vendor, '') as vendor, v.price, c.amount::float8 as cost,
    coalesce(p.title || case when v.title in ('', 'Default Title') then '' else ' · ' || v.title end,
      i.sku, s.item) as title
  from live s
  join item_of i using (item)
  left join variant v on v.shop_id = $1 and v.id = i.variant_id
  left join product p on p.shop_id = $1 and p.id = i.product_id
  left join location l on l.shop_id = $1 and l.id = s.place
  left join stock_level k on k.shop_id = $1 and k.inventory_item_id = s.item and k.location_id = s.place
  left join cost_span c on c.item = s.item and c.from_day <= $3::date and c.to_day > $3::date
  where not coalesce(v.gone, false)
  order by s.item, s.place`;

/** All levels. What many of them say alike is held once: there may be a hundred thousand. */
export async function readLevels(
  client: Client,
  shop: ShopContext,
  day: Day,
): Promise<StockedLevel[]> {
  const values = [shop.id, shop.timeZone, day];
  const known = new Map<string, string>();
  const once = (text: string) => {
    const same = known.get(text);
    if (same === undefined) known.set(text, text);
    return same ?? text;
  };
  const levels: StockedLevel[] = [];
  for await (const rows of rowsOf<StockedLevel>(client, forAnyShop(levelsOn), values)) {
    for (const row of rows) {
      row.place = once(row.place);
      row.placeName = once(row.placeName);
      row.vendor = once(row.vendor);
      row.knownFrom = once(row.knownFrom);
      levels.push(row);
    }
  }
  return levels;
}

/** Units of one thing at one place by weeks counted back from the cut: 0 is the last whole week. */
export type SoldWeeks = {
  variantId: string | null;
  sku: string | null;
  title: string;
  /** Where it was sold or left from; empty where nobody told. */
  place: string;
  back: number[];
  units: number[];
  /** Minor units, after discounts. */
  net: bigint;
  firstDay: Day;
  lastDay: Day;
};

/** $2 the day after the last, $3 the first. */
const soldByWeek = (place: string, join: string) => `
  with sold as (
    select l.variant_id, l.sku, ${place} as place, (($2::date - 1 - o.sale_day) / 7)::int as back,
      sum(l.quantity)::int as units, sum(l.gross - l.discounts)::int8 as net, min(l.title) as title,
      min(o.sale_day) as first_day, max(o.sale_day) as last_day
    from orders o
    join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise and l.quantity > 0
    ${join}
    where o.shop_id = $1 and o.sale_day >= $3 and o.sale_day < $2 and o.counted
    group by 1, 2, 3, 4)
  select variant_id as "variantId", sku, place, min(title) as title, array_agg(back) as back,
    array_agg(units) as units, sum(net)::int8 as net, min(first_day) as "firstDay",
    max(last_day) as "lastDay"
  from sold group by 1, 2, 3`;

const byPlace = soldByWeek(
  "coalesce(o.location_id, f.location_id, '')",
  `left join (
    select distinct on (order_id) order_id, location_id from fulfillment
    where shop_id = $1 and status = 'success' and order_id is not null
    order by order_id, created_at, id) f on f.order_id = o.id`,
);
const pooled = soldByWeek("''", "");

type Wanted = { from: Day; to: Day; isByPlace: boolean };

/** Some hundreds at a time: of a large catalogue's two years they are more than a worker should hold. */
export function eachSoldWeeks(
  client: Client,
  shop: ShopContext,
  { from, to, isByPlace }: Wanted,
): AsyncIterable<SoldWeeks[]> {
  const text = forAnyShop(isByPlace ? byPlace : pooled);
  return rowsOf<SoldWeeks>(client, text, [shop.id, to, from]);
}

export function readSoldWeeks(
  client: Client,
  shop: ShopContext,
  { from, to, isByPlace }: Wanted,
): Promise<SoldWeeks[]> {
  return run<SoldWeeks>(client, isByPlace ? byPlace : pooled, [shop.id, to, from]);
}

/** Days on which nothing was available, the first one in; the day on which it came back is not. */
export type OutSpan = { item: string; place: string; from: Day; to: Day };

const outByPlace = `
  with ${levelSpans}
  select item, place, greatest(day, $4::date) as from, least(next, $3::date) as to from span
  where available <= 0 and next > $4::date and day < $3::date order by item, place, day`;
const outEverywhere = `
  select inventory_item_id as item, '' as place, greatest(from_day, $3::date) as from,
    least(coalesce(to_day, $2::date), $2::date) as to
  from stock_span where shop_id = $1 and out and from_day < $2::date
    and coalesce(to_day, 'infinity') > $3::date
  order by 1, 3`;

export function readOutSpans(
  client: Client,
  shop: ShopContext,
  { from, to, isByPlace }: { from: Day; to: Day; isByPlace: boolean },
): Promise<OutSpan[]> {
  return isByPlace
    ? run<OutSpan>(client, outByPlace, [shop.id, shop.timeZone, to, from])
    : run<OutSpan>(client, outEverywhere, [shop.id, to, from]);
}

/** Days on which a variant, or a SKU that is none's, was out everywhere; the day it came back is not in. */
export function readOutVariants(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<(Period & { key: string })[]> {
  return run(
    client,
    `with out as (
       select inventory_item_id as item, substr(inventory_item_id, 5) as sku,
         greatest(from_day, $2::date) as from, least(coalesce(to_day, $3::date), $3::date) as to
       from stock_span where shop_id = $1 and out and from_day < $3::date
         and coalesce(to_day, 'infinity') > $2::date)
     select v.id as key, o.from, o.to from out o
     join variant v on v.shop_id = $1 and v.inventory_item_id = o.item
     union all
     select coalesce(v.id, o.sku), o.from, o.to from out o
     left join variant v on v.shop_id = $1 and v.sku = o.sku
     where o.item like 'sku:%'`,
    [shop.id, from, to],
  );
}

/** A level from a day to before another. */
export type LevelSpan = { item: string; place: string; from: Day; to: Day; available: number };

/** SQL of all levels as they held between $3 and before $4; many. $1 shop, $2 its zone. */
export const heldSpans = `
  with ${levelSpans}
  select item, place, greatest(day, $3::date) as from, least(next, $4::date) as to, available from span
  where next > $3::date and day < $4::date`;

/** The first day of the shop's orders; null without any. */
export async function firstSaleDay(client: Client, shop: ShopContext): Promise<Day | null> {
  const text = "select min(sale_day) as day from orders where shop_id = $1";
  return (await run<{ day: Day | null }>(client, text, [shop.id]))[0]?.day ?? null;
}
