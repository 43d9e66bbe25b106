// Items that could not be bought in two periods: their days without stock and what a day in stock sells.
import type { Client } from "../db.server.ts";
import { carveAvailability, type Lost } from "../analysis/causes/availability.ts";
import type { Cause, Cell } from "../analysis/causes/chain.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { When } from "../kpis/formula.ts";
import type { Split } from "../kpis/query.ts";
import type { Availability } from "./causes.ts";

/** Days of stock are counted from here; none while nothing says what an item sells a day. */
const countedFrom = `
  select min(day) as day from stock_day
  where shop_id = $1 and exists (select from stock_run where shop_id = $1)`;

/** A span's first day has sold out what was there; its days are whole before the shop's day $6. */
const daysIn = (from: string, to: string) => `greatest(0,
  least(coalesce(k.to_day, $6::date), ${to}::date, $6::date) - greatest(k.from_day + 1, ${from}::date))`;

/** Each by an index of its own. */
const variantOf = (condition: string) => `(select v.product_id, v.title, v.price from variant v
      where v.shop_id = $1 and not v.gone and ${condition} order by v.id limit 1)`;

/** Of the items `g`: what is sold of each a day (`f.per_day`), and the variant it is (`v`), if it is one. */
export const soldAs = `
  cross join lateral (
    select sum(f.demand_per_day) as per_day from stock_forecast f
    where f.shop_id = $1 and f.inventory_item_id = g.item) f
  left join lateral (
    ${variantOf("v.inventory_item_id = g.item")}
    union all
    ${variantOf("g.item like 'sku:%' and v.sku = substr(g.item, 5)")}
    limit 1) v on true`;

/** $2, $3 the earlier period, $4, $5 the later, $6 the shop's day. */
const outOfStock = `
  with gone as (
    select k.inventory_item_id as item, sum(${daysIn("$2", "$3")})::int as before,
      sum(${daysIn("$4", "$5")})::int as after
    from stock_span k
    where k.shop_id = $1 and k.out and (
      k.from_day < $3::date and coalesce(k.to_day, 'infinity') > $2::date
      or k.from_day < $5::date and coalesce(k.to_day, 'infinity') > $4::date)
    group by 1)
  select g.item, f.per_day as "perDay", g.before, g.after, v.product_id as product, v.price
  from gone g ${soldAs}
  where f.per_day > 0 and g.before + g.after > 0
  order by g.item`;

type Row = Omit<Lost, "product" | "price"> & { product: string | null; price: bigint | null };

const nothing = { before: 0, after: 0, unpriced: 0 };

type Asked = { when: When; then: When; market: string | null };

/** Nothing is read of items while either period begins before stock was counted. */
async function readAvailability(
  client: Client,
  shop: ShopContext,
  { when, then, market }: Asked,
): Promise<{ lost: Lost[]; told: Availability }> {
  const none = (told: Availability) => ({ lost: [], told });
  // An item out everywhere is known; out in one market is not.
  if (market !== null) return none({ status: "not-by-market", knownFrom: null, ...nothing });
  const first = await client.query<{ day: Day | null }>(countedFrom, [shop.id]);
  const knownFrom = first.rows[0]?.day ?? null;
  const [before, after] = [then.period, when.period];
  if (knownFrom === null || knownFrom > before.from || knownFrom > after.from) {
    return none({ status: "not-connected", knownFrom, ...nothing });
  }
  const values = [shop.id, before.from, before.to, after.from, after.to, when.today];
  const { rows } = await client.query<Row>(outOfStock, values);
  const lost = rows.flatMap(({ product, price, ...row }) =>
    product === null || price === null ? [] : [{ ...row, product, price: Number(price) }],
  );
  const days = (some: readonly Pick<Lost, "before" | "after">[], of: "before" | "after") =>
    some.reduce((sum, each) => sum + each[of], 0);
  const [was, is] = [days(lost, "before"), days(lost, "after")];
  const unpriced = days(rows, "before") + days(rows, "after") - was - is;
  return { lost, told: { status: "estimated", knownFrom, before: was, after: is, unpriced } };
}

/** Causes of a gap in sales with what empty shelves did as one of its own, as far as that is known. */
export async function carveStock(
  client: Client,
  shop: ShopContext,
  causes: readonly Cause[],
  { by, cells, ...asked }: Asked & { by: Split; cells: readonly Cell[] },
): Promise<{ causes: Cause[]; told: Availability }> {
  const { lost, told } = await readAvailability(client, shop, asked);
  const isByProduct = by === "product";
  return { causes: carveAvailability(causes, { lost, cells, isByProduct }), told };
}
