// What formulas wish for over many periods at once: days added up here, customers taken from kept days.
import type { Client } from "../db.server.ts";
import { rankedBuckets, rankedValues, type Ranked } from "../analysis/stats/ranked.ts";
import { daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Reading, Wish } from "../kpis/formula.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { exactBelow } from "../measures/histogram.server.ts";
import { conditionOf, onDays, type Measure, type MeasureId } from "../measures/index.ts";
import { readMeasures, readSeries } from "../measures/read.server.ts";
import { rowsBy } from "./kept-places.server.ts";

export type SeriesWish = {
  wishes: readonly Wish[];
  /** Wishes of which intervals are not asked for: measures of whole periods, which serve nothing else,
   * are left at 0. Default none. */
  plain?: readonly Wish[];
  /** Promises due by then. */
  asOf: Date;
  today: Day;
};

/** SQL of the one key of what is not split. */
const unsplit = "'all'";

const daysKey = ({ from, to }: Period) => `${from}..${to}`;

/** Sums up to each day of the span, so that any period is one subtraction; the places of its days. */
type Running = { from: Day; upTo: bigint[]; places: ReadonlyMap<Day, number> };

class SeriesReading implements Reading {
  readonly running = new Map<string, Running>();
  readonly wholes = new Map<string, bigint>();
  readonly histograms = new Map<string, Ranked>();
  readonly columns = new Map<string, bigint>();

  sum({ id }: Measure, days: Period): bigint {
    const whole = this.wholes.get(`${daysKey(days)} ${id}`);
    if (whole !== undefined) return whole;
    const running = this.running.get(id);
    if (!running) return 0n;
    const at = (day: Day) => {
      const place = running.places.get(day) ?? daysBetween(running.from, day);
      return running.upTo[Math.max(0, Math.min(place, running.upTo.length - 1))] ?? 0n;
    };
    return at(days.to) - at(days.from);
  }

  ranked({ id }: Measure, days: Period): Ranked {
    return this.histograms.get(`${daysKey(days)} ${id}`) ?? rankedValues([]);
  }

  column(query: PeriodQuery, days: Period, name: string): bigint {
    return this.columns.get(`${daysKey(days)} ${query.name} ${name}`) ?? 0n;
  }
}

function spanOf(periods: readonly Period[]): Period {
  return {
    from: periods.reduce((least, { from }) => (from < least ? from : least), "9999-12-31"),
    to: periods.reduce((most, { to }) => (to > most ? to : most), "0000-01-01"),
  };
}

/** Measure → the distinct periods it is wished for. */
function byMeasure(wishes: readonly Wish[]): Map<Measure, Map<string, Period>> {
  const found = new Map<Measure, Map<string, Period>>();
  for (const wish of wishes) {
    if ("query" in wish) continue;
    for (const measure of wish.measures) {
      const periods = found.get(measure) ?? new Map<string, Period>();
      found.set(measure, periods.set(daysKey(wish.days), wish.days));
    }
  }
  return found;
}

async function readRunning(
  client: Client,
  shop: ShopContext,
  { measures, span, asOf }: { measures: readonly Measure[]; span: Period; asOf: Date },
): Promise<Map<string, Running>> {
  const ids = measures.map(({ id }) => id as MeasureId);
  const series = await readSeries(client, shop, { ids, period: span, asOf });
  const days = daysOf(span);
  const places = new Map([...days, span.to].map((day, at) => [day, at]));
  return new Map(
    ids.map((id) => {
      const upTo = [0n];
      for (const [at, day] of days.entries()) upTo.push(upTo[at]! + (series.get(day)?.[id] ?? 0n));
      return [id, { from: span.from, upTo, places }];
    }),
  );
}

/** Rows within a period. Of hundreds of days there are hundreds of periods: days are looked at, not each row. */
function byDays<Row extends { day: Day }>(rows: readonly Row[]): (period: Period) => Row[] {
  const days = [...Map.groupBy(rows, ({ day }) => day)];
  return ({ from, to }) => days.flatMap(([day, held]) => (day >= from && day < to ? held : []));
}

/** As readHistogram: the values themselves where a period has few, else their buckets. */
async function readRanked(
  client: Client,
  shop: ShopContext,
  { histogram, periods }: { histogram: Measure; periods: readonly Period[] },
): Promise<Map<string, Ranked>> {
  const span = spanOf(periods);
  const { rows } = await client.query<{ day: Day; bucket: number; count: string }>(
    `select day, bucket, value as count from measure_day
     where shop_id = $1 and measure = $2 and dimension = 'all' and day >= $3 and day < $4`,
    [shop.id, histogram.id, span.from, span.to],
  );
  const cellsOf = byDays(rows);
  const counted = periods.map((period) => ({ period, cells: cellsOf(period) }));
  const isSmall = (cells: typeof rows) =>
    cells.reduce((n, { count }) => n + Number(count), 0) < exactBelow;
  const days = new Set(
    counted
      .filter(({ cells }) => isSmall(cells))
      .flatMap(({ cells }) => cells.map(({ day }) => day)),
  );
  const { scan } = histogram.source;
  const values = days.size
    ? await client.query<{ day: Day; value: number }>(
        `with facts as (${scan.rows(onDays)})
         select day, ${histogram.value} as value from facts where ${conditionOf(histogram)}`,
        [shop.id, [...days], ...(scan.asOf ? [new Date(0)] : [])],
      )
    : { rows: [] };
  const valuesOf = byDays(values.rows);
  return new Map(
    counted.map(({ period, cells }) => [
      `${daysKey(period)} ${histogram.id}`,
      isSmall(cells)
        ? rankedValues(valuesOf(period).map(({ value }) => value))
        : rankedBuckets(cells.map(({ bucket, count }) => [bucket, Number(count)] as const)),
    ]),
  );
}

/**
 * One statement for all periods: the query stands once per period in a lateral join, its parameters
 * from and to ($2 and $3 wherever they are asked for) being that period's columns.
 */
async function readColumns(
  client: Client,
  shop: ShopContext,
  reading: SeriesReading,
  { query, periods, today }: { query: PeriodQuery; periods: readonly Period[]; today: Day },
): Promise<void> {
  const given = { from: "span.from_day", to: "span.to_day", today: "$4::date" };
  const text = query
    .text(unsplit)
    .replace(/\$([2-9])/g, (_, place: string) => given[query.parameters[Number(place) - 2]!]);
  const { rows } = await client.query<Record<string, unknown> & { at: bigint }>(
    `select span.at, answer.* from unnest($2::date[], $3::date[])
       with ordinality as span (from_day, to_day, at)
     cross join lateral (${text}) answer
     where $4::date is not null`,
    [shop.id, periods.map(({ from }) => from), periods.map(({ to }) => to), today],
  );
  for (const { at, ...row } of rows) {
    setColumns(reading, row, { query, days: periods[Number(at) - 1]! });
  }
}

function setColumns(
  { columns }: SeriesReading,
  row: Readonly<Record<string, unknown>>,
  { query, days }: { query: PeriodQuery; days: Period },
): void {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === "bigint") columns.set(`${daysKey(days)} ${query.name} ${name}`, value);
  }
}

/** Measures that are of a whole period, by period. */
function wholesOf(wishes: readonly Wish[]): { days: Period; ids: MeasureId[] }[] {
  const found = new Map<string, { days: Period; ids: MeasureId[] }>();
  for (const [measure, periods] of byMeasure(wishes)) {
    if (measure.kind !== "sum" || measure.source.scan.stored) continue;
    for (const [key, days] of periods) {
      const entry = found.get(key) ?? { days, ids: [] };
      entry.ids.push(measure.id as MeasureId);
      found.set(key, entry);
    }
  }
  return [...found.values()];
}

/** Everything the wishes name, over all their periods. The caller binds the client to the shop. */
export async function readSeriesWishes(
  client: Client,
  shop: ShopContext,
  { wishes, plain = [], asOf, today }: SeriesWish,
): Promise<Reading> {
  const reading = new SeriesReading();
  const every = [...wishes, ...plain];
  const wanted = byMeasure(every);
  const measures = [...wanted.keys()];
  const sums = measures.filter(({ kind }) => kind === "sum");
  const daily = sums.filter(({ source }) => source.scan.stored);
  if (daily.length > 0) {
    const span = spanOf(daily.flatMap((measure) => [...wanted.get(measure)!.values()]));
    for (const [id, running] of await readRunning(client, shop, { measures: daily, span, asOf })) {
      reading.running.set(id, running);
    }
  }
  for (const histogram of measures.filter(({ kind }) => kind === "histogram")) {
    const periods = [...wanted.get(histogram)!.values()];
    for (const [key, ranked] of await readRanked(client, shop, { histogram, periods })) {
      reading.histograms.set(key, ranked);
    }
  }
  for (const { days, ids } of wholesOf(wishes)) {
    const found = (await readMeasures(client, shop, { ids, period: days, asOf })).get("all");
    for (const id of ids) reading.wholes.set(`${daysKey(days)} ${id}`, found?.[id] ?? 0n);
  }
  const queries = Map.groupBy(
    every.flatMap((wish) => ("query" in wish ? [wish] : [])),
    ({ query }) => query,
  );
  for (const [query, asked] of queries) {
    const periods = [...new Map(asked.map(({ days }) => [daysKey(days), days])).values()];
    const each = periods.map((days) => ({ query, days }));
    const kept = await rowsBy(client, shop, each, { key: unsplit, today });
    const unkept: Period[] = [];
    for (const days of periods) {
      const rows = kept({ query, days, key: unsplit, today });
      if (!rows) unkept.push(days);
      else setColumns(reading, rows[0] ?? {}, { query, days });
    }
    if (unkept.length > 0) {
      await readColumns(client, shop, reading, { query, periods: unkept, today });
    }
  }
  return reading;
}
