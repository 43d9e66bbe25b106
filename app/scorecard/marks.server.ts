// Empty shelves and other prices in a period, for the chart of a number that is sold by product.
import { inShop, together, type Db } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent, formatScaled } from "../ledger/money.ts";
import type { Period } from "../ledger/period.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { splitsOf } from "../kpis/kpi.ts";
import { soldAs } from "./availability.server.ts";
import type { Mark } from "./marks.ts";

/** More would be read by nobody. */
const mostMarks = 5;

/**
 * Of items that ran out between $2 and $3 those whose empty days until $4, one at least, cost most by what is
 * sold of them a day; one of a product.
 */
const soldOut = `
  with gone as (
    select k.inventory_item_id as item, k.from_day as day,
      greatest(1, least(coalesce(k.to_day, $4::date), $3::date) - k.from_day) as days
    from stock_span k
    where k.shop_id = $1 and k.out and k.from_day >= $2::date and k.from_day < $3::date
      and exists (select from stock_span b
        where b.shop_id = $1 and b.inventory_item_id = k.inventory_item_id and not b.out
          and b.to_day = k.from_day))
  select day, product from (
    select distinct on (v.product_id) g.day, coalesce(p.title, v.title) as product,
      g.days * f.per_day * coalesce(v.price, 0) as lost
    from gone g ${soldAs}
    left join product p on p.shop_id = $1 and p.id = v.product_id
    where f.per_day > 0
    order by v.product_id, lost desc, g.day) each_product
  where lost > 0
  order by lost desc, product limit ${mostMarks}`;

/**
 * Changes of price between $2 and $3 in the zone $4, the most first by what is sold a day where that is known;
 * of a product's variants and days the one that changed most.
 */
const repriced = `
  select day, product, before, after from (
    select distinct on (v.product_id, day) (c.at at time zone $4)::date as day,
      coalesce(p.title, v.title) as product, c.before, c.after,
      abs(c.after - c.before) * coalesce(f.per_day, 0) as weight
    from price_change c
    join variant v on v.shop_id = $1 and v.id = c.variant_id and not v.gone
    left join product p on p.shop_id = $1 and p.id = v.product_id
    left join lateral (
      select sum(f.demand_per_day) as per_day from stock_forecast f
      where f.shop_id = $1 and f.inventory_item_id = v.inventory_item_id) f on true
    where c.shop_id = $1 and c.at >= $2::date::timestamp at time zone $4
      and c.at < $3::date::timestamp at time zone $4
    order by v.product_id, day, weight desc, abs(c.after - c.before) desc, v.id) each_product
  order by weight desc, abs(after - before) desc, product limit ${mostMarks}`;

type Repriced = { day: Day; product: string; before: bigint; after: bigint };

/** At most five of a kind, the first day first; none where products do not make the number, or of one market alone. */
export function marksOf(
  db: Db,
  shop: ShopContext,
  { kpi, period, market, today }: { kpi: Kpi; period: Period; market: string | null; today: Day },
): Promise<Mark[]> {
  if (market !== null || !splitsOf(kpi).includes("product")) return Promise.resolve([]);
  return inShop(db, shop.id, async (client) => {
    const days = [shop.id, period.from, period.to];
    const [gone, dearer] = await together([
      client.query<{ day: Day; product: string }>(soldOut, [...days, today]),
      client.query<Repriced>(repriced, [...days, shop.timeZone]),
    ]);
    const money = (minor: bigint) => formatScaled(minor, exponent(shop.currency));
    const marks: Mark[] = [
      ...gone.rows.map((row): Mark => ({ ...row, what: "sold-out" })),
      ...dearer.rows.map(({ before, after, ...row }): Mark => ({
        ...{ ...row, what: "price", before: money(before), after: money(after) },
      })),
    ];
    return marks.sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
  });
}
