// What the last forecast of a shop found.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { cellsOf, run, unnest, type Columns } from "../writers/rows.server.ts";
import { levelSpans } from "./levels-sql.ts";

export type StoredForecast = {
  item: string;
  place: string;
  sku: string;
  title: string;
  vendor: string;
  placeName: string;
  available: number;
  incoming: number;
  leadDays: number;
  leadRule: string;
  method: string;
  demandPerDay: number;
  quantile95: number;
  orderUpTo: number;
  orderQuantity: number;
  status: string;
  atStake: bigint | null;
};

const columns: Columns<StoredForecast> = {
  inventory_item_id: ["text", (row) => row.item],
  location_id: ["text", (row) => row.place],
  sku: ["text", (row) => row.sku],
  title: ["text", (row) => row.title],
  vendor: ["text", (row) => row.vendor],
  place: ["text", (row) => row.placeName],
  available: ["int", (row) => row.available],
  incoming: ["int", (row) => row.incoming],
  lead_days: ["int", (row) => row.leadDays],
  lead_rule: ["text", (row) => row.leadRule],
  method: ["text", (row) => row.method],
  demand_per_day: ["float8", (row) => row.demandPerDay],
  quantile95: ["int", (row) => row.quantile95],
  order_up_to: ["int", (row) => row.orderUpTo],
  order_quantity: ["int", (row) => row.orderQuantity],
  status: ["text", (row) => row.status],
  at_stake: ["bigint", (row) => row.atStake],
  // What pages are ordered by: unknown below every real amount; millionths of a unit.
  stake_rank: ["bigint", (row) => row.atStake ?? -1n],
  demand_rank: ["bigint", (row) => Math.floor(row.demandPerDay * 1e6)],
};
const names = Object.keys(columns);
const set = names.filter((name) => !name.endsWith("_id"));
const rowsAtOnce = 5000;

function* batches(rows: Iterable<StoredForecast>): Iterable<StoredForecast[]> {
  let some: StoredForecast[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < rowsAtOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Rows that are as they were are not touched; what is stocked no more goes. */
export async function putForecasts(
  client: Client,
  shop: ShopContext,
  rows: Iterable<StoredForecast>,
): Promise<number> {
  let changed = 0;
  const all: Pick<StoredForecast, "item" | "place">[] = [];
  const put = `
    insert into stock_forecast as k (shop_id, ${names.join(", ")})
    select $1, i.* from ${unnest(columns, "i", 2)}
    on conflict (shop_id, inventory_item_id, location_id) do update
    set ${set.map((name) => `${name} = excluded.${name}`).join(", ")}
    where (${set.map((name) => `k.${name}`).join(", ")})
      is distinct from (${set.map((name) => `excluded.${name}`).join(", ")})
    returning location_id`;
  for (const some of batches(rows)) {
    changed += (await run(client, put, [shop.id, ...cellsOf(columns, some)])).length;
    for (const { item, place } of some) all.push({ item, place });
  }
  const kept: Columns<Pick<StoredForecast, "item" | "place">> = {
    item: ["text", (row) => row.item],
    place: ["text", (row) => row.place],
  };
  const gone = await run(
    client,
    `with fresh as materialized (select * from ${unnest(kept, "i", 2)})
     delete from stock_forecast k where k.shop_id = $1 and not exists (
       select from fresh f where f.item = k.inventory_item_id and f.place = k.location_id)
     returning location_id`,
    [shop.id, ...cellsOf(kept, all)],
  );
  return changed + gone.length;
}

/** As whoever forecasts measures it; null where there was nothing to compare, or in an earlier version. */
export type StoredTest = {
  origins: number;
  wape: number | null;
  bias: number | null;
  coverage80: number | null;
  coverage95: number | null;
  levelWape: number | null;
  naiveWape: number | null;
  averageWape: number | null;
  wql95: number | null;
};

export type StoredRun = StoredTest & {
  ranAt: Date;
  today: Day;
  tookMs: number;
  horizonDays: number;
  method: string;
  /** Null of a run from before they were kept. */
  classes: readonly (StoredTest & { demand: string })[] | null;
  untracked: number;
  closedPlaces: number;
  negative: number;
  noCost: number;
  /** What the last weeks' orders would have cost, as whoever forecasts writes and reads it. */
  replay: object | null;
};

/** Levels of a status: how many, their units, Σ at stake in minor units of those whose worth is known. */
export type StoredTotal = {
  status: string;
  levels: number;
  units: string;
  /** Null where it is known of none. */
  stake: string | null;
  /** Levels whose worth is not known. */
  unknown: number;
};

const totals = `(
  select coalesce(jsonb_agg(t), '[]') from (
    select status, count(*)::int as levels, sum(greatest(available, 0))::text as units,
      sum(at_stake)::text as stake, count(*) filter (where at_stake is null)::int as unknown
    from stock_forecast where shop_id = $1 group by status) t)`;

/** Of the last run; kept with it, so that no page adds up a catalogue. */
export async function readTotals(client: Client, shop: ShopContext): Promise<StoredTotal[]> {
  const text = `select coalesce(totals, ${totals}) as totals from stock_run where shop_id = $1`;
  return (await run<{ totals: StoredTotal[] }>(client, text, [shop.id]))[0]?.totals ?? [];
}

/** After the forecasts themselves: their totals are taken with it. */
export async function putRun(client: Client, shop: ShopContext, row: StoredRun): Promise<void> {
  await run(
    client,
    `insert into stock_run (shop_id, ran_at, today, took_ms, horizon_days, method, origins, wape, bias,
       coverage95, naive_wape, untracked, closed_places, negative, no_cost, replay, level_wape,
       average_wape, coverage80, wql95, classes, totals)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
       $21, ${totals})
     on conflict (shop_id) do update set ran_at = excluded.ran_at, today = excluded.today,
       took_ms = excluded.took_ms, horizon_days = excluded.horizon_days, method = excluded.method,
       origins = excluded.origins, wape = excluded.wape, bias = excluded.bias,
       coverage95 = excluded.coverage95, naive_wape = excluded.naive_wape,
       untracked = excluded.untracked, closed_places = excluded.closed_places,
       negative = excluded.negative, no_cost = excluded.no_cost, replay = excluded.replay,
       level_wape = excluded.level_wape, average_wape = excluded.average_wape,
       coverage80 = excluded.coverage80, wql95 = excluded.wql95, classes = excluded.classes,
       totals = excluded.totals`,
    [
      shop.id,
      ...[row.ranAt, row.today, row.tookMs, row.horizonDays, row.method, row.origins, row.wape],
      ...[row.bias, row.coverage95, row.naiveWape, row.untracked, row.closedPlaces, row.negative],
      ...[row.noCost, row.replay, row.levelWape, row.averageWape, row.coverage80, row.wql95],
      // An array would be taken for one of Postgres's own.
      JSON.stringify(row.classes),
    ],
  );
}

export async function readRun(client: Client, shop: ShopContext): Promise<StoredRun | null> {
  const rows = await run<StoredRun>(
    client,
    `select ran_at as "ranAt", today, took_ms as "tookMs", horizon_days as "horizonDays", method, origins,
       wape, bias, coverage95, naive_wape as "naiveWape", untracked, closed_places as "closedPlaces",
       negative, no_cost as "noCost", replay, level_wape as "levelWape", average_wape as "averageWape",
       coverage80, wql95, classes from stock_run where shop_id = $1`,
    [shop.id],
  );
  return rows[0] ?? null;
}

/** Levels that no forecast is made for, by why. $3 today. */
const leftOut = `
  with ${levelSpans}
  select
    (select count(distinct l.inventory_item_id)::int from stock_level l
      join inventory_item i on i.shop_id = $1 and i.id = l.inventory_item_id and not i.tracked
      where l.shop_id = $1 and l.active) as untracked,
    (select count(*)::int from stock_level l
      join location p on p.shop_id = $1 and p.id = l.location_id and not p.active
      where l.shop_id = $1 and l.active and l.available <> 0) as "closedPlaces",
    (select count(*)::int from span
      where day <= $3::date and next > $3::date and available < 0) as negative`;

export async function countLeftOut(client: Client, shop: ShopContext, today: Day) {
  const values = [shop.id, shop.timeZone, today];
  const text = leftOut;
  type Row = Pick<StoredRun, "untracked" | "closedPlaces" | "negative">;
  const [found] = await run<Row>(client, text, values);
  return found ?? { untracked: 0, closedPlaces: 0, negative: 0 };
}

/** At cost, what is there beyond its order-up-to level today. @returns whether it was another before */
export async function putOverstock(
  client: Client,
  shop: ShopContext,
  { today, value }: { today: Day; value: bigint },
): Promise<boolean> {
  const rows = await run(
    client,
    `update stock_day set overstock = $3 where shop_id = $1 and day = $2
       and overstock is distinct from $3 returning day`,
    [shop.id, today, value],
  );
  return rows.length > 0;
}
