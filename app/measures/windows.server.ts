// Measures added up over many periods at once, in one statement: what a page of KPIs reads.
import type { Client } from "../db.server.ts";
import { daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf, movedSql } from "./as-of.server.ts";
import { exactBelow, type Histogram } from "./histogram.server.ts";
import { conditionOf, measures, onDays, type Measure } from "./index.ts";

/** Measures over some days; the days may lie apart. */
export type Window = { measure: Measure; pieces: readonly Period[] };

const moving = [...measures.values()].filter(({ source }) => source.asOf);
const listed = (all: readonly Measure[]) => all.map(({ id }) => `'${id}'`).join(", ");
const within = (column: string) =>
  `${column} >= (select min(from_day) from piece) and ${column} < (select max(to_day) from piece)`;
const fallen = `
moved as materialized (
  ${movedSql(moving, { dimension: "all", days: within, asOf: "$2" })})`;

/** Of a run, by the index: a fence, or a planner without statistics would join all of the shop's rows. */
const cells = `
  select d.day, d.bucket, d.value from measure_day d
  where d.shop_id = $1 and d.dimension = 'all' and d.measure = p.measure
    and d.day >= p.from_day and d.day < p.to_day
  offset 0`;

/**
 * $1 shop, $2 instant of the promises, $3 'infinity' (see movedSql), $4 to $7 runs: number, first day,
 * day after the last, measure; $8 days of each piece of a run, null for a histogram. One row a run with
 * any data: sums by the place of their piece, or counts by bucket and, while there are few values, the
 * histogram's days.
 */
const textOf = (moved: string) => `
with piece as materialized (
  select * from unnest($4::int[], $5::date[], $6::date[], $7::text[], $8::int[])
    as p (at, from_day, to_day, measure, step)),
${moved}
select at, array_agg(place) as places, array_agg(sum) as counts, null::date[] as days
from (
  select at, place, sum(value) as sum from (
    select p.at, (c.day - p.from_day) / p.step as place, c.value from piece p, lateral (${cells}) c
    where p.step is not null
    union all
    select p.at, (m.day - p.from_day) / p.step, m.value from piece p join moved m
      on m.measure = p.measure and m.day >= p.from_day and m.day < p.to_day
    where p.measure in (${listed(moving)})) added
  group by at, place) sums
group by at
union all
select at, array_agg(bucket), array_agg(count),
  case when sum(count) < ${exactBelow} then array(
    select distinct c.day from piece p, lateral (${cells}) c where p.at = counted.at) end
from (
  select p.at, c.bucket, sum(c.value::int8) as count
  from piece p, lateral (${cells}) c
  where p.step is null group by p.at, c.bucket) counted
group by at`;
/** As if nothing fell due since. */
const noneFallen = `
moved as (
  select null::text as measure, null::date as day, 0::numeric as value
  where $2::timestamptz > $3::timestamptz)`;
const asOfInstant = { name: "measure-windows", text: textOf(fallen) };
const asStored = { name: "measure-windows-stored", text: textOf(noneFallen) };

type Row = { at: number; places: number[]; counts: string[]; days: Day[] | null };

export type WindowValue = { sum: bigint; histogram: Histogram };
const nothing: WindowValue = { sum: 0n, histogram: { n: 0, buckets: [], values: [] } };

/**
 * Of each window its sum, or its histogram as readHistogram gives it, in the windows' order. Exact,
 * and of one instant. The caller binds the client to the shop.
 * @param asOf promises due by then; null: by the last recompute, as they are stored
 */
export async function readWindows(
  client: Client,
  shop: ShopContext,
  { windows, asOf }: { windows: readonly Window[]; asOf: Date | null },
): Promise<WindowValue[]> {
  const { runs, histograms } = runsOf(windows);
  const all = [...runs, ...histograms];
  if (all.length === 0) return windows.map(() => nothing);
  const { rows } = await client.query<Row>({
    ...(asOf ? asOfInstant : asStored),
    values: [
      shop.id,
      asOf,
      "infinity",
      `{${all.map(({ at }) => at).join()}}`,
      `{${all.map(({ from }) => from).join()}}`,
      `{${all.map(({ to }) => to).join()}}`,
      `{${all.map(({ measure }) => measure.id).join()}}`,
      `{${all.map((each) => ("step" in each ? each.step : "null")).join()}}`,
    ],
  });
  const values = windows.map(() => ({ ...nothing }));
  for (const { at, places, counts } of rows) {
    const run = at < 0 ? runs[-1 - at] : undefined;
    if (!run) continue;
    for (const [index, place] of places.entries()) {
      values[run.windows[place]!]!.sum += BigInt(counts[index]!);
    }
  }
  const ranked = rows.filter(({ at }) => at >= 0);
  for (const row of ranked) values[row.at]!.histogram = histogramOf(row);
  const small = ranked.filter(({ days }) => days);
  for (const [at, found] of await readExact(client, shop, windows, small)) {
    values[at]!.histogram.values = found;
  }
  return values;
}

/** Pieces of one measure, equally long and one after the other; numbered −1, −2, … */
type Run = Period & { at: number; measure: Measure; step: number; windows: number[] };
/** Pieces of a histogram, numbered as their window is. */
type Ranked = Period & { at: number; measure: Measure };

/** A small chart's thirteen weeks, or a period and the one before: one look into the index, not many. */
function runsOf(windows: readonly Window[]): { runs: Run[]; histograms: Ranked[] } {
  const histograms: Ranked[] = [];
  const sums = new Map<Measure, (Period & { window: number })[]>();
  for (const [window, { measure, pieces }] of windows.entries()) {
    if (measure.kind === "histogram") {
      for (const { from, to } of pieces) histograms.push({ at: window, from, to, measure });
      continue;
    }
    let own = sums.get(measure);
    if (!own) sums.set(measure, (own = []));
    for (const { from, to } of pieces) own.push({ from, to, window });
  }
  const runs: Run[] = [];
  for (const [measure, pieces] of sums) {
    pieces.sort((a, b) => (a.from < b.from ? -1 : 1));
    let last: Run | undefined;
    for (const { from, to, window } of pieces) {
      const step = Math.max(1, daysBetween(from, to));
      if (last?.to === from && last.step === step) {
        last.to = to;
        last.windows.push(window);
        continue;
      }
      last = { at: -1 - runs.length, from, to, measure, step, windows: [window] };
      runs.push(last);
    }
  }
  return { runs, histograms };
}

function histogramOf({ places, counts }: Row): Histogram {
  const ranked = places.map((bucket, place) => ({ bucket, count: Number(counts[place]) }));
  ranked.sort((a, b) => a.bucket - b.bucket);
  const n = ranked.reduce((all, { count }) => all + count, 0);
  return { n, buckets: ranked, values: null };
}

/** The values themselves of histograms that have few, ascending, by window. */
async function readExact(
  client: Client,
  shop: ShopContext,
  windows: readonly Window[],
  small: readonly Row[],
): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>();
  for (const [measure, rows] of Map.groupBy(small, ({ at }) => windows[at]!.measure)) {
    const { scan } = measure.source;
    const days = [...new Set(rows.flatMap((row) => row.days ?? []))];
    const { rows: all } = await client.query<{ day: Day; value: number }>(
      `with facts as (${scan.rows(onDays)})
       select day, ${measure.value} as value from facts where ${conditionOf(measure)}
       order by value`,
      [shop.id, days, ...(scan.asOf ? [new Date(0)] : [])],
    );
    for (const { at } of rows) {
      const own = new Set(windows[at]!.pieces.flatMap(daysOf));
      found.set(
        at,
        all.filter(({ day }) => own.has(day)).map(({ value }) => value),
      );
    }
  }
  return found;
}
