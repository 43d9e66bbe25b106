import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf, straddlingDays } from "./as-of.server.ts";
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

/** Cells of some measures evaluated from the facts, by the same SQL that fills the stored rows. */
async function fromFacts(
  client: Client,
  shop: ShopContext,
  { ids, days, dimension, asOf }: { ids: string[]; days: Day[]; dimension: Dimension; asOf: Date },
): Promise<Cell[]> {
  const byScan = Map.groupBy(ids.map(measureOf), ({ source }): Scan => source.scan);
  const cells: Cell[] = [];
  for (const [scan, some] of byScan) {
    const { rows } = await client.query<Cell>(
      `with facts as (${scan.rows(onDays)}) ${sumsSql("facts", some, [dimension])}`,
      scan.asOf ? [shop.id, days, asOf] : [shop.id, days],
    );
    cells.push(...rows);
  }
  return cells;
}

/** Stored cells and those that cannot be stored, of the asked measures; days may repeat. */
async function cellsOf<Id extends MeasureId>(
  client: Client,
  shop: ShopContext,
  { ids, period, dimension = "all", key, asOf }: Asked<Id>,
  byDay: boolean,
): Promise<Cell[]> {
  const asked = ids.map(measureOf);
  const histogram = asked.find(({ kind }) => kind !== "sum");
  if (histogram) throw new Error(`got histogram ${histogram.id}, expected sums: readHistogram`);
  const stored = asked.filter(({ source }) => source.scan.stored).map(({ id }) => id);
  const live = asked.filter(({ source }) => !source.scan.stored).map(({ id }) => id);
  const moving = asOf ? asked.filter(({ source }) => source.asOf).map(({ id }) => id) : [];
  const straddling =
    asOf && moving.length ? await straddlingDays(client, shop, period, asOf) : ([] as Day[]);
  const { rows } = await client.query<Cell>(
    `select measure, key, ${byDay ? "day, value" : "min(day) as day, sum(value) as value"}
     from measure_day
     where shop_id = $1 and measure = any($2) and dimension = $3 and day >= $4 and day < $5
       and ($6::text is null or key = $6) and not (measure = any($7) and day = any($8::date[]))
     ${byDay ? "" : "group by measure, key"}`,
    [shop.id, stored, dimension, period.from, period.to, key ?? null, moving, straddling],
  );
  const now = asOf ?? new Date(0);
  const others = [
    ...(straddling.length
      ? await fromFacts(client, shop, { ids: moving, days: straddling, dimension, asOf: now })
      : []),
    ...(live.length
      ? await fromFacts(client, shop, { ids: live, days: daysOf(period), dimension, asOf: now })
      : []),
  ];
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
