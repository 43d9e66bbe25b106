// Measures added up over many periods at once, in one statement: what a page of KPIs reads.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
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

/** Of a piece, by the index: a fence, or a planner without statistics would join all of the shop's rows. */
const cells = `
  select d.day, d.bucket, d.value from measure_day d
  where d.shop_id = $1 and d.dimension = 'all' and d.measure = p.measure
    and d.day >= p.from_day and d.day < p.to_day
  offset 0`;

/**
 * $1 shop, $2 instant of the promises, $3 'infinity' (see movedSql), $4 to $7 pieces: window, first
 * day, day after the last, measure; $8 whether it is a histogram. One row a window with any data:
 * counts by bucket, the one bucket 0 for sums, and a histogram's days while there are few values.
 */
const text = `
with piece as materialized (
  select * from unnest($4::int[], $5::date[], $6::date[], $7::text[], $8::bool[])
    as p (at, from_day, to_day, measure, ranked)),
moved as materialized (
  ${movedSql(moving, { dimension: "all", days: within, asOf: "$2" })})
select at, array[0] as buckets, array[sum(value)] as counts, null::date[] as days
from (
  select p.at, s.value from piece p, lateral (select sum(value) as value from (${cells}) c) s
  where not p.ranked
  union all
  select p.at, m.value from piece p join moved m
    on m.measure = p.measure and m.day >= p.from_day and m.day < p.to_day
  where p.measure in (${listed(moving)})) sums
where value is not null group by at
union all
select at, array_agg(bucket), array_agg(count),
  case when sum(count) < ${exactBelow} then array(
    select distinct c.day from piece p, lateral (${cells}) c where p.at = counted.at) end
from (
  select p.at, c.bucket, sum(c.value::int8) as count
  from piece p, lateral (${cells}) c
  where p.ranked group by p.at, c.bucket) counted
group by at`;

type Row = { at: number; buckets: number[]; counts: string[]; days: Day[] | null };

export type WindowValue = { sum: bigint; histogram: Histogram };
const nothing: WindowValue = { sum: 0n, histogram: { n: 0, buckets: [], values: [] } };

/**
 * Of each window its sum, or its histogram as readHistogram gives it, in the windows' order. Exact,
 * and of one instant. The caller binds the client to the shop.
 * @param asOf promises due by then
 */
export async function readWindows(
  client: Client,
  shop: ShopContext,
  { windows, asOf }: { windows: readonly Window[]; asOf: Date },
): Promise<WindowValue[]> {
  const pieces = windows.flatMap(({ measure, pieces }, at) =>
    pieces.map(({ from, to }) => ({ at, from, to, measure })),
  );
  if (pieces.length === 0) return windows.map(() => nothing);
  const { rows } = await client.query<Row>({
    name: "measure-windows",
    text,
    values: [
      shop.id,
      asOf,
      "infinity",
      pieces.map(({ at }) => at),
      pieces.map(({ from }) => from),
      pieces.map(({ to }) => to),
      pieces.map(({ measure }) => measure.id),
      pieces.map(({ measure }) => measure.kind === "histogram"),
    ],
  });
  const values = windows.map(() => nothing);
  for (const row of rows) values[row.at] = valueOf(windows[row.at]!, row);
  const small = rows.filter(({ at, days }) => days && windows[at]!.measure.kind === "histogram");
  for (const [at, found] of await readExact(client, shop, windows, small)) {
    const { sum, histogram } = values[at]!;
    values[at] = { sum, histogram: { ...histogram, values: found } };
  }
  return values;
}

function valueOf({ measure }: Window, { buckets, counts }: Row): WindowValue {
  if (measure.kind === "sum") return { ...nothing, sum: BigInt(counts[0] ?? 0) };
  const ranked = buckets.map((bucket, place) => ({ bucket, count: Number(counts[place]) }));
  ranked.sort((a, b) => a.bucket - b.bucket);
  const n = ranked.reduce((all, { count }) => all + count, 0);
  return { sum: 0n, histogram: { n, buckets: ranked, values: null } };
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
