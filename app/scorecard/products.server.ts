// What was sold in a period, what came back of it, what lies in stock. Ranked over the period's lines.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { keyset, pageSize, writePlace, type ListWish } from "./lists.ts";
import { itemsSql, likePrefix, searchSql } from "./products-sql.ts";

export const productSorts = ["net", "units", "back", "rate", "stock"] as const;
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
};

export type ProductWish = ListWish<ProductSort> & {
  /** Beginning of a word of the title or of a SKU; empty for everything. */
  search: string;
};

/** Below every real value: rows without one come last. */
const nothing = "-9007199254740991";
const values: Record<ProductSort, string> = {
  net: "net",
  units: "units",
  back: "back",
  rate: `case when units >= ${fewUnits} then floor(back * 1000000000 / units) else ${nothing} end`,
  stock: `coalesce(stock, ${nothing})`,
};

type Row = {
  id: string;
  title: string;
  status: string | null;
  units: string;
  net: string;
  back: string;
  stock: string | null;
  places: number;
  value: string;
};

/** The period's net sales on lines, for the shares, and how many items were found, with one page of them. */
async function read(client: Client, shop: ShopContext, wish: ProductWish, limit: number | null) {
  const { period, sort, direction, after } = wish;
  const { where, order } = keyset(direction, ["$5", "$6"]);
  const { rows } = await client.query<{ page: Row[] | null; products: number; total: string }>(
    `with ${itemsSql},
     found as materialized (
       select key as id, title, status, units, net, back, stock, places, ${values[sort]}::numeric as value
       from items where ${searchSql})
     select (select json_agg(json_build_object('id', id, 'title', title, 'status', status,
           'units', units::text, 'net', net::text, 'back', back::text, 'stock', stock::text,
           'places', places, 'value', value::text) order by ${order})
         from (select * from found where ${where} order by ${order} limit $7) page) as page,
       (select count(*)::int from found) as products,
       (select coalesce(sum(net), 0)::text from items) as total`,
    [
      shop.id,
      period.from,
      period.to,
      likePrefix(wish.search),
      after?.value ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  const [{ page, products, total } = { page: null, products: 0, total: "0" }] = rows;
  return { rows: page ?? [], products, total: BigInt(total) };
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

async function shownRows(
  client: Client,
  shop: ShopContext,
  { rows, total }: { rows: readonly Row[]; total: bigint },
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
      share: total > 0n ? Number(row.net) / Number(total) : null,
      back,
      rate: units >= fewUnits ? back / units : null,
      stock: row.stock === null ? null : Number(row.stock),
      places: row.places,
      cost: known.get(row.id) ?? "none",
    };
  });
}

/** One page of what was sold or could be. Reads only; throws what the database throws. */
export function productList(db: Db, shop: ShopContext, wish: ProductWish): Promise<ProductList> {
  return inShop(db, shop.id, async (client) => {
    const { rows, products, total } = await read(client, shop, wish, pageSize + 1);
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return {
      rows: await shownRows(client, shop, { rows: page, total }),
      next: last ? writePlace({ value: BigInt(last.value), id: last.id }) : null,
      products,
    };
  });
}
