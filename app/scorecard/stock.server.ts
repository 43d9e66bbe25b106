// The Stock panel: what the last forecast found, a page at a time. Nothing is counted here.
import { stockStatuses, type StockStatus } from "../analysis/forecast/policy.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { readRun } from "../ledger/stock/results.server.ts";
import { defaultDays, readStockRules } from "../ledger/stock/rules.server.ts";
import { keyset, pageSize, writePlace, type Direction, type Place } from "./lists.ts";
import { likePrefix } from "./products-sql.ts";
import type { Stock, StockRow, StockSort, StockTest, StockTotal } from "./stock.ts";

export type StockWish = {
  sort: StockSort;
  direction: Direction;
  /** Null for all. */
  status: StockStatus | null;
  /** Beginning of a word of the title, of a SKU or of a place; empty for everything. */
  search: string;
};

/** Below every real value: what has no known price or cost comes last. */
const values: Record<StockSort, string> = {
  stake: "coalesce(at_stake, -1)",
  available: "available",
  demand: "floor(demand_per_day * 1000000)",
  reorder: "quantile95",
  order: "order_quantity",
};

export type FoundLevel = Omit<StockRow, "atStake"> & { atStake: string | null };

const columns = `inventory_item_id || '@' || location_id as key, sku, title, place, status, available,
  incoming, demand_per_day as "demandPerDay", quantile95 as "reorderPoint", order_up_to as "orderUpTo",
  order_quantity as "orderQuantity", lead_days as "leadDays", lead_rule as "leadRule", method,
  at_stake::text as "atStake"`;

/** SQL of what is searched for, with its sorted value. $2 the search, $3 the status, both may be null. */
export const foundLevels = (sort: StockSort) => `
  select ${columns}, inventory_item_id || '@' || location_id as id, ${values[sort]}::numeric as value
  from stock_forecast where shop_id = $1 and ($3::text is null or status = $3)
    and ($2::text is null or title ilike $2 or title ilike '% ' || $2 or sku ilike $2 or place ilike $2)`;

export const wishValues = (shop: ShopContext, { search, status }: StockWish) => [
  shop.id,
  likePrefix(search),
  status,
];

export function stockRow(found: FoundLevel, { currency }: ShopContext): StockRow {
  const { key, sku, title, place, status, available, incoming, demandPerDay } = found;
  const { reorderPoint, orderUpTo, orderQuantity, leadDays, leadRule, method, atStake } = found;
  return {
    ...{
      key,
      sku,
      title,
      place,
      status,
      available,
      incoming,
      demandPerDay,
      reorderPoint,
      orderUpTo,
    },
    ...{ orderQuantity, leadDays, leadRule, method },
    atStake: atStake === null ? null : formatMinor(BigInt(atStake), currency),
  };
}

async function readList(
  client: Client,
  shop: ShopContext,
  { after, ...wish }: StockWish & { after: Place | null },
) {
  const { where, order } = keyset(wish.direction, ["$4", "$5"]);
  const { rows } = await client.query<
    FoundLevel & { id: string; place_value: string; found: number }
  >(
    `with found as materialized (${foundLevels(wish.sort)})
     select f.*, f.value::text as place_value, (select count(*)::int from found) as found from found f
     where ${where} order by ${order} limit ${pageSize + 1}`,
    [...wishValues(shop, wish), after?.value ?? null, after?.id ?? null],
  );
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    rows: page.map((row) => stockRow(row, shop)),
    next: last ? writePlace({ value: BigInt(last.place_value), id: last.id }) : null,
    found: rows[0]?.found ?? 0,
  };
}

async function readTotals(client: Client, shop: ShopContext): Promise<StockTotal[]> {
  const { rows } = await client.query<{
    status: StockStatus;
    levels: number;
    units: bigint;
    stake: bigint;
  }>(
    `select status, count(*)::int as levels, coalesce(sum(greatest(available, 0)), 0)::int8 as units,
       coalesce(sum(at_stake), 0)::int8 as stake
     from stock_forecast where shop_id = $1 group by status`,
    [shop.id],
  );
  const of = new Map(rows.map((row) => [row.status, row]));
  return stockStatuses.map((status) => {
    const row = of.get(status);
    const atStake = formatMinor(row?.stake ?? 0n, shop.currency);
    return { status, levels: row?.levels ?? 0, units: Number(row?.units ?? 0n), atStake };
  });
}

async function readTest(client: Client, shop: ShopContext): Promise<StockTest | null> {
  const run = await readRun(client, shop);
  if (!run) return null;
  const { ranAt, today, tookMs: _, method, ...rest } = run;
  return {
    ...rest,
    method: method as StockTest["method"],
    upTo: addDays(today, -1),
    ranAt: ranAt.toISOString(),
  };
}

/** Reads only; throws what the database throws. */
export function stockPage(
  db: Db,
  shop: ShopContext,
  wish: StockWish & { after: Place | null },
): Promise<Stock> {
  return inShop(db, shop.id, async (client) => {
    const test = await readTest(client, shop);
    const rules = await readStockRules(client, shop);
    return {
      test,
      totals: await readTotals(client, shop),
      list: await readList(client, shop, wish),
      rules: {
        lead: rules.lead ?? defaultDays.lead,
        isDefaultLead: rules.lead === null,
        review: rules.review,
        cover: rules.cover,
        own: rules.all.filter(({ rule }) => rule === "lead-vendor" || rule === "lead-sku"),
      },
    };
  });
}

/** One item at every place that keeps it, in the places' order; empty when it is not kept. */
export async function readItemRows(
  client: Client,
  shop: ShopContext,
  item: string,
): Promise<StockRow[]> {
  const { rows } = await client.query<FoundLevel>(
    `select ${columns} from stock_forecast where shop_id = $1 and inventory_item_id = $2
     order by place, location_id`,
    [shop.id, item],
  );
  return rows.map((row) => stockRow(row, shop));
}
