import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import { histogramsSql, parametersOf, sumsSql } from "./compile.ts";
import { dimensions, measures, type Measure, type Scan } from "./index.ts";

type Statement = { name: string; scan: Scan; text: string };

/** One statement per scan and kind: evaluates its measures for some days and stores the difference. */
const statements: readonly Statement[] = (() => {
  const stored = [...measures.values()].filter(({ source }) => source.scan.stored);
  const byScan = Map.groupBy<Scan, Measure>(stored, ({ source }) => source.scan);
  return [...byScan].flatMap(([scan, some]) => {
    const sum = some.filter(({ kind }) => kind === "sum");
    const histogram = some.filter(({ kind }) => kind === "histogram");
    return [
      ...(sum.length ? [statementOf(scan, "sums", sum, sumsSql(scan, sum, dimensions))] : []),
      ...(histogram.length
        ? [statementOf(scan, "histograms", histogram, histogramsSql(scan, histogram, "all"))]
        : []),
    ];
  });
})();

function statementOf(scan: Scan, kind: string, some: Measure[], fresh: string): Statement {
  const ids = some.map(({ id }) => `'${id}'`).join(", ");
  const names = dimensions.map((dimension) => `'${dimension}'`).join(", ");
  const text = `
with fresh as (${fresh}),
stored as (
  select measure, dimension, key, day, bucket, value from measure_day
  where shop_id = $1 and measure in (${ids}) and dimension in (${names}) and day = any($2::date[])
),
changed as (
  select measure, dimension, key, day, bucket, fresh.value as value
  from fresh full join stored using (measure, dimension, key, day, bucket)
  where fresh.value is distinct from stored.value
),
gone as (
  delete from measure_day m using changed c
  where c.value is null and m.shop_id = $1 and m.measure = c.measure and m.dimension = c.dimension
    and m.day = c.day and m.key = c.key and m.bucket = c.bucket
  returning 1
),
put as (
  insert into measure_day (shop_id, measure, dimension, key, day, bucket, value)
  select $1, measure, dimension, key, day, bucket, value from changed where value is not null
  order by measure, dimension, day, key, bucket
  on conflict (shop_id, measure, dimension, day, key, bucket) do update set value = excluded.value
  returning 1
)
select (select count(*) from gone) + (select count(*) from put) as rows`;
  return { name: `store-${scan.name}-${kind}`, scan, text };
}

/**
 * Evaluates every stored measure for the days, set-wise, and writes only rows that differ: new ones,
 * changed ones, and those that are no more. Returns how many.
 */
export async function storeDays(
  client: Client,
  shopId: bigint,
  days: readonly Day[],
  asOf: Date,
): Promise<number> {
  let changed = 0;
  for (const { name, scan, text } of statements) {
    const values = parametersOf(scan, shopId, days, asOf);
    const { rows } = await client.query<{ rows: bigint }>({ name, text, values });
    changed += Number(rows[0]?.rows ?? 0n);
  }
  return changed;
}
