// The Stock panel: what the last forecast found, a page at a time. Nothing is counted here.
import { stockStatuses, type StockStatus } from "../analysis/forecast/policy.ts";
import { carryingRate, type Cost, type Replay } from "../analysis/forecast/replay.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { readRun, readTotals } from "../ledger/stock/results.server.ts";
import { readRulesShown } from "../ledger/stock/rules.server.ts";
import { keyset, pageSize, writePlace, type Direction, type Place } from "./lists.ts";
import { likePrefix } from "./products-sql.ts";
import type { Stock, StockReplay, StockRow, StockSort, StockTest, StockTotal } from "./stock.ts";

export type StockWish = {
  sort: StockSort;
  direction: Direction;
  /** Null for all. */
  status: StockStatus | null;
  /** Beginning of a word of the title, of a SKU or of a place; empty for everything. */
  search: string;
};

/** Each has an index by status. */
const values: Record<StockSort, string> = {
  stake: "stake_rank",
  available: "available",
  demand: "demand_rank",
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

type Page = StockWish & { after: Place | null };
/** Parts item and location in a place of the list; neither can hold it. */
const between = "\n";
type PageRow = FoundLevel & { id: string; place_value: string; found: number };

/** What is typed is looked for in every level. */
async function searchPage(client: Client, shop: ShopContext, { after, ...wish }: Page) {
  const { where, order } = keyset(wish.direction, ["$4", "$5"]);
  const { rows } = await client.query<PageRow>(
    `with found as materialized (${foundLevels(wish.sort)})
     select f.*, f.value::text as place_value, (select count(*)::int from found) as found from found f
     where ${where} order by ${order} limit ${pageSize + 1}`,
    [...wishValues(shop, wish), after?.value ?? null, after?.id ?? null],
  );
  return rows;
}

/** The next rows of each status, in the list's order by its index; the first of these are the page. */
async function indexPage(
  client: Client,
  shop: ShopContext,
  { after, status, sort, direction }: Page,
) {
  const [than, order] = direction === "descending" ? ["<", "desc"] : [">", "asc"];
  const value = values[sort];
  const [item = "", location = ""] = after?.id.split(between) ?? [];
  const place = after
    ? `and (${value}, inventory_item_id, location_id) ${than} ($2::bigint, $3::text, $4::text)`
    : "";
  const ordered = (by: string) =>
    `${by} ${order}, inventory_item_id ${order}, location_id ${order} limit ${pageSize + 1}`;
  const of = (each: StockStatus) => `(
    select ${columns}, ${value} as value, inventory_item_id, location_id
    from stock_forecast where shop_id = $1 and status = '${each}' ${place} order by ${ordered(value)})`;
  const { rows } = await client.query<PageRow>(
    `select *, value::text as place_value, inventory_item_id || '${between}' || location_id as id
     from (${(status ? [status] : stockStatuses).map(of).join(" union all ")}) page
     order by ${ordered("value")}`,
    [shop.id, ...(after ? [after.value, item, location] : [])],
  );
  return rows;
}

async function readList(
  client: Client,
  shop: ShopContext,
  { wish, totals }: { wish: Page; totals: readonly StockTotal[] },
) {
  const isSearch = likePrefix(wish.search) !== null;
  const rows = await (isSearch ? searchPage : indexPage)(client, shop, wish);
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  const told = totals.filter(({ status }) => !wish.status || status === wish.status);
  return {
    rows: page.map((row) => stockRow(row, shop)),
    next: last ? writePlace({ value: BigInt(last.place_value), id: last.id }) : null,
    found: isSearch ? (rows[0]?.found ?? 0) : told.reduce((sum, { levels }) => sum + levels, 0),
  };
}

async function totalsOf(client: Client, shop: ShopContext): Promise<StockTotal[]> {
  const of = new Map((await readTotals(client, shop)).map((row) => [row.status, row]));
  return stockStatuses.map((status): StockTotal => {
    const row = of.get(status);
    const { levels, units, stake, unknown } = row ?? { levels: 0, units: 0, stake: 0, unknown: 0 };
    const atStake = stake === null ? null : formatMinor(BigInt(stake), shop.currency);
    return { status, levels, units: Number(units), atStake, unknown };
  });
}

async function readTest(client: Client, shop: ShopContext): Promise<StockTest | null> {
  const run = await readRun(client, shop);
  if (!run) return null;
  const { ranAt, today, tookMs: _, method, replay, classes, ...rest } = run;
  return {
    ...rest,
    replay: replay && replayOf(replay as Replay, shop),
    method: method as StockTest["method"],
    classes: (classes ?? []) as StockTest["classes"],
    upTo: addDays(today, -1),
    ranAt: ranAt.toISOString(),
  };
}

function replayOf(
  { was, policy, wanted, ...played }: Replay,
  { currency }: ShopContext,
): StockReplay {
  const money = (minor: number) => formatMinor(BigInt(Math.round(minor)), currency);
  const costOf = ({ carrying, missed, unitsMissed }: Cost) => ({
    ...{ carrying: money(carrying), missed: money(missed) },
    served: wanted > 0 ? 1 - unitsMissed / wanted : null,
  });
  const difference = Math.round(policy.carrying + policy.missed - was.carrying - was.missed);
  return {
    ...{ weeks: played.weeks, levels: played.levels, leftOut: played.leftOut, rate: carryingRate },
    ...{ was: costOf(was), policy: costOf(policy) },
    side: difference < 0 ? "less" : difference > 0 ? "more" : "same",
    difference: money(Math.abs(difference)),
  };
}

/** Reads only; throws what the database throws. */
export function stockPage(db: Db, shop: ShopContext, wish: Page): Promise<Stock> {
  return inShop(db, shop.id, async (client) => {
    const test = await readTest(client, shop);
    const totals = await totalsOf(client, shop);
    const list = await readList(client, shop, { wish, totals });
    return { test, totals, list, rules: await readRulesShown(client, shop) };
  });
}

/** The first page of all levels by what is at stake. */
export async function dearestLevels(client: Client, shop: ShopContext): Promise<StockRow[]> {
  const wish = { sort: "stake", direction: "descending", status: null, search: "" } as const;
  const rows = await indexPage(client, shop, { ...wish, after: null });
  return rows.map((row) => stockRow(row, shop));
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
