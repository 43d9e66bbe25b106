import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf, movedSql } from "./as-of.server.ts";
import { sumsSql } from "./compile.ts";
import { measures, onDays, whole } from "./index.ts";
import type { Dimension, Measure, MeasureId, Scan } from "./index.ts";

export type Asked<Id extends MeasureId> = {
  ids: readonly Id[];
  period: Period;
  /** Splits by it; default "all", one key named "all". */
  dimension?: Dimension;
  /** Only this key of the dimension. */
  key?: string;
  /** Promises due by then; default: as stored, that is by the last recompute. */
  asOf?: Date;
};

/** Every asked measure has a value: 0n where nothing happened. */
export type Sums<Id extends MeasureId = MeasureId> = Readonly<Record<Id, bigint>>;

/** By key. Without a split the one key `all` is always there; in a split only keys with any row. */
export type MeasureValues<Id extends MeasureId = MeasureId> = ReadonlyMap<string, Sums<Id>>;

type Cell = { measure: string; key: string; day: Day; value: string };

function measureOf(id: string): Measure<MeasureId> {
  const measure = measures.get(id);
  if (!measure) throw new Error(`got measure "${id}", expected one listed in measures/index.ts`);
  return measure;
}

/** Cells of measures that cannot be stored, evaluated from the facts; days may repeat. */
async function fromFacts(
  client: Client,
  shop: ShopContext,
  { live, period, dimension }: { live: Measure[]; period: Period; dimension: Dimension },
): Promise<Cell[]> {
  const byScan = Map.groupBy(live, ({ source }): Scan => source.scan);
  const cells: Cell[] = [];
  for (const [scan, some] of byScan) {
    const { rows } = await client.query<Cell>(
      `with facts as (${scan.rows(onDays)}) ${sumsSql("facts", some, [dimension])}`,
      [shop.id, daysOf(period)],
    );
    cells.push(...rows);
  }
  return cells;
}

/** Stored cells and those that cannot be stored, of the asked measures. */
async function cellsOf<Id extends MeasureId>(
  client: Client,
  shop: ShopContext,
  { ids, period, dimension = "all", key, asOf }: Asked<Id>,
  byDay: boolean,
): Promise<Cell[]> {
  const asked = ids.map(measureOf);
  const histogram = asked.find(({ kind }) => kind !== "sum");
  if (histogram) throw new Error(`got histogram ${histogram.id}, expected sums: readHistogram`);
  const stored = asked.filter(({ source }) => source.scan.stored);
  const live = asked.filter(({ source }) => !source.scan.stored);
  const moving = asOf ? stored.filter(({ source }) => source.asOf) : [];
  const within = (column: string) => `${column} >= $4 and ${column} < $5`;
  const moved = moving.length
    ? `union all select measure, key, day, value
       from (${movedSql(moving, { dimension, days: within, asOf: "$8" })}) moved`
    : "";
  const { rows } = await client.query<Cell>(
    `select measure, key, ${byDay ? "day, sum(value) as value" : "min(day) as day, sum(value) as value"}
     from (
       select measure, key, day, value from measure_day
       where shop_id = $1 and measure = any($2) and dimension = $7 and ${within("day")}
       ${moved}) cells
     where $3::timestamptz is not null and ($6::text is null or key = $6)
     group by measure, key${byDay ? ", day" : ""}`,
    [
      shop.id,
      stored.map(({ id }) => id),
      "infinity",
      period.from,
      period.to,
      key ?? null,
      dimension,
      ...(moving.length ? [asOf] : []),
    ],
  );
  const others = live.length ? await fromFacts(client, shop, { live, period, dimension }) : [];
  return [...rows, ...others.filter((cell) => key === undefined || cell.key === key)];
}

function addUp<Id extends MeasureId>(
  ids: readonly Id[],
  cells: Cell[],
  by: (cell: Cell) => string,
): Map<string, Record<Id, bigint>> {
  const sums = new Map<string, Record<Id, bigint>>();
  for (const cell of cells) {
    const at = by(cell);
    let sum = sums.get(at);
    if (!sum) sums.set(at, (sum = zeros(ids)));
    sum[cell.measure as Id] += BigInt(cell.value);
  }
  return sums;
}

function zeros<Id extends MeasureId>(ids: readonly Id[]): Record<Id, bigint> {
  return Object.fromEntries(ids.map((id) => [id, 0n])) as Record<Id, bigint>;
}

/**
 * Sums of measures over a period, exact: counts, units, minor units and their squares as bigint.
 * The caller binds the client to the shop (`inShop`) and clips the period where a KPI wants only
 * mature days.
 */
export async function readMeasures<const Id extends MeasureId>(
  client: Client,
  shop: ShopContext,
  asked: Asked<Id>,
): Promise<MeasureValues<Id>> {
  const sums = addUp(asked.ids, await cellsOf(client, shop, asked, false), ({ key }) => key);
  const { dimension = "all" } = asked;
  if (dimension === "all" && !sums.has(whole)) sums.set(whole, zeros(asked.ids));
  return sums;
}

/** A measure's sum of one key on one day, as digits. */
export type DailyCell = Cell;

/** Sums by key and day, of days with any row. Measures that are not stored have no days. */
export function readDaily<const Id extends MeasureId>(
  client: Client,
  shop: ShopContext,
  asked: Asked<Id>,
): Promise<DailyCell[]> {
  return cellsOf(client, shop, asked, true);
}

/**
 * The same by day, for charts: days with any row only. Measures that are not stored (event-orders
 * and its squares) belong to a whole period and have no series.
 */
export async function readSeries<const Id extends MeasureId>(
  client: Client,
  shop: ShopContext,
  asked: Asked<Id>,
): Promise<ReadonlyMap<Day, Sums<Id>>> {
  return addUp(asked.ids, await cellsOf(client, shop, asked, true), ({ day }) => day);
}
