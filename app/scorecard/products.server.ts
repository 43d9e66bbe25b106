// What was sold in a period, what came back of it, what lies in stock. Ranked over the period's lines.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { coverageOf } from "../kpis/formula.ts";
import { keyset, nothing, pageSize, roomForLines, writePlace, type ListWish } from "./lists.ts";
import { productRules } from "./product-rules.server.ts";
import {
  itemsSql,
  leftDaysSql,
  likePrefix,
  ruledSql,
  searchSql,
  soldKept,
  soldLines,
} from "./products-sql.ts";
import { fewDays, isWorthKeeping, soldName } from "./sold-lines.server.ts";

export const productSorts = ["net", "cm1", "cm2", "units", "back", "rate", "stock"] as const;
export type ProductSort = (typeof productSorts)[number];

/** Below so many units a rate says nothing. */
export const fewUnits = 10;

export type ProductRow = {
  /** The product's id; the SKU or the name of what no product of the catalogue stands behind. */
  key: string;
  title: string;
  /** active · draft · archived; null outside the catalogue. */
  status: string | null;
  /** Units sold in the period. */
  units: number;
  /** Net sales of the period, major units; its fraction of all of them, null without any. */
  net: string;
  share: number | null;
  /** Net sales less the known unit cost of what was sold, major units; null where none is known. */
  cm1: string | null;
  /** Fraction of what was sold whose cost was valid at the sale; null where nothing was sold. */
  cm1Known: number | null;
  /** CM1 less its share of what its orders and returns cost by rule; null where that is not told. */
  cm2: string | null;
  /** Fraction of what was sold of which all of these costs are known. */
  cm2Known: number | null;
  /** Units of these that came back until now; their fraction, null below ten units sold. */
  back: number;
  rate: number | null;
  /** Units available over all locations; null when nothing of it is tracked. */
  stock: number | null;
  places: number;
  /** Whether unit costs are known: of all variants, of some, of none. */
  cost: "all" | "some" | "none";
};

export type ProductList = {
  rows: ProductRow[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
  /** Items found. */
  products: number;
  /** What is left is told after cost rules; else they do not hold yet, or are still being added up. */
  step: "cm1" | "cm2";
};

export type ProductWish = ListWish<ProductSort> & {
  /** Beginning of a word of the title or of a SKU; empty for everything. */
  search: string;
};

const values: Record<ProductSort, string> = {
  net: "net",
  cm1: `coalesce(cm1, ${nothing})`,
  cm2: `coalesce(cm2, cm1, ${nothing})`,
  units: "units",
  back: "back",
  rate: `case when units >= ${fewUnits} then floor(back * 1000000000 / units) else ${nothing} end`,
  stock: `coalesce(stock, ${nothing})`,
};

export type FoundItem = {
  id: string;
  title: string;
  status: string | null;
  units: string;
  net: string;
  cm1: string | null;
  cm2: string | null;
  sold: string;
  exact_net: string;
  ruled_net: string;
  back: string;
  stock: string | null;
  places: number;
};

/** SQL of what is searched for, with its sorted value; `$4` is the search. */
export const foundSql = (sort: ProductSort) => `
  select key as id, title, status, units::text, net::text, cm1::text, cm2::text, sold::text,
    exact_net::text, ruled_net::text, back::text, stock::text, places::int,
    ${values[sort]}::numeric as value
  from items where ${searchSql}`;
/** Net sales of all items of the period, for the shares. */
export const totalSql = "(select coalesce(sum(net), 0)::text from items)";

async function read(client: Client, shop: ShopContext, wish: ProductWish) {
  const { period, sort, direction, after } = wish;
  await client.query(roomForLines(period));
  const { rows: left } = await client.query<{ days: number }>(leftDaysSql(soldName), [
    shop.id,
    period.from,
    period.to,
  ]);
  const leftDays = left[0]?.days ?? 0;
  const sold = leftDays <= fewDays ? soldKept(soldName) : soldLines;
  // The lines of a few days are found by their orders, however long the period is.
  if (leftDays <= fewDays) await client.query("set local enable_seqscan = off");
  const told = await productRules(client, shop, { period });
  const rules = told === "unkept" ? null : told;
  const { where, order } = keyset(direction, ["$5", "$6"]);
  const { rows } = await client.query<{
    page: (FoundItem & { place: string })[] | null;
    products: number;
    total: string;
  }>(
    `with ${itemsSql(sold, rules !== null && ruledSql(7))}, found as materialized (${foundSql(sort)})
     select (select json_agg(to_json(page) order by ${order}) from (
           select f.*, f.value::text as place from found f where ${where}
           order by ${order} limit ${pageSize + 1}) page) as page,
       (select count(*)::int from found) as products, ${totalSql} as total`,
    [
      shop.id,
      period.from,
      period.to,
      likePrefix(wish.search),
      after?.value ?? null,
      after?.id ?? null,
      ...(rules ? [rules.keys, rules.costs, rules.known] : []),
    ],
  );
  const [{ page, products, total } = { page: null, products: 0, total: "0" }] = rows;
  return {
    ...{ rows: page ?? [], products, total, leftDays },
    ...{ step: rules ? ("cm2" as const) : ("cm1" as const), isRulesUnkept: told === "unkept" },
  };
}

/** How many of an item's variants have a unit cost by now, by the keys a sale's cost is looked up with. */
async function costs(client: Client, shop: ShopContext, keys: readonly string[]) {
  const { rows } = await client.query<{ key: string; all: boolean; any: boolean }>(
    `with variants as (
       select v.product_id as key, array['inventory:' || v.inventory_item_id, 'sku:' || v.sku] as items
       from variant v where v.shop_id = $1 and v.product_id = any($2::text[]) and not v.gone
       union all
       select key, array['sku:' || key] from unnest($2::text[]) as wanted (key)
       where not exists (select from variant v where v.shop_id = $1 and v.product_id = wanted.key))
     select key, bool_and(has) as all, bool_or(has) as any
     from variants, lateral (
       select exists (select from unit_cost c where c.shop_id = $1 and c.item = any(items)) as has) known
     group by key`,
    [shop.id, keys],
  );
  return new Map(
    rows.map(({ key, all, any }) => [key, all ? "all" : any ? "some" : "none"] as const),
  );
}

/** Found items as a list shows them. */
export async function productRows(
  client: Client,
  shop: ShopContext,
  { rows, total }: { rows: readonly FoundItem[]; total: string },
): Promise<ProductRow[]> {
  const known = await costs(
    client,
    shop,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const [units, back] = [Number(row.units), Number(row.back)];
    return {
      key: row.id,
      title: row.title,
      status: row.status,
      units,
      net: formatMinor(BigInt(row.net), shop.currency),
      share: Number(total) > 0 ? Number(row.net) / Number(total) : null,
      cm1: row.cm1 === null ? null : formatMinor(BigInt(row.cm1), shop.currency),
      cm1Known: coverageOf(BigInt(row.exact_net), BigInt(row.sold)),
      cm2: row.cm2 === null ? null : formatMinor(BigInt(row.cm2), shop.currency),
      cm2Known: row.cm2 === null ? null : coverageOf(BigInt(row.ruled_net), BigInt(row.sold)),
      back,
      rate: units >= fewUnits ? back / units : null,
      stock: row.stock === null ? null : Number(row.stock),
      places: row.places,
      cost: known.get(row.id) ?? "none",
    };
  });
}

/**
 * One page of what was sold or could be; `isSlow`: it would be there sooner if more of the period were
 * kept (keepSoldLines); `isRulesUnkept`: with CM2 if its split by product were. Reads only; throws what the database throws.
 */
export function productList(
  db: Db,
  shop: ShopContext,
  wish: ProductWish,
): Promise<ProductList & { isSlow: boolean; isRulesUnkept: boolean }> {
  return inShop(db, shop.id, async (client) => {
    const { rows, products, total, leftDays, ...rules } = await read(client, shop, wish);
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return {
      rows: await productRows(client, shop, { rows: page, total }),
      next: last ? writePlace({ value: BigInt(last.place), id: last.id }) : null,
      products,
      ...rules,
      isSlow: isWorthKeeping(wish.period, leftDays),
    };
  });
}
