import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf } from "./as-of.server.ts";
import { histogramsSql, valuesSql } from "./compile.ts";
import { measures, onDays, whole } from "./index.ts";
import type { Dimension, Measure, MeasureId } from "./index.ts";

/** Below this many values they are read themselves, so that small shops' medians are exact. */
export const exactBelow = 200;

export type Histogram = {
  n: number;
  /** Ascending; what a bucket stands for: buckets.ts. */
  buckets: readonly { bucket: number; count: number }[];
  /** All values ascending (hours, minor units) when n < 200, else null. */
  values: readonly number[] | null;
};

export type AskedHistogram = {
  id: MeasureId;
  period: Period;
  /** Splits by it; default "all", one key named "all". */
  dimension?: Dimension;
  /** Only this key of the dimension. */
  key?: string;
};

type Cell = { key: string; bucket: number; value: string };

/** What histograms are taken of: rows as a scan has them, as the text of the CTE `facts`. */
export type Facts = { text: string; given: readonly unknown[] };

/**
 * A histogram over a period, by key. Only that of the whole is stored (a split by region would keep
 * about a row per order); splits come from the facts by the same SQL.
 */
export async function readHistogram(
  client: Client,
  shop: ShopContext,
  { id, period, dimension = "all", key }: AskedHistogram,
): Promise<ReadonlyMap<string, Histogram>> {
  const measure = measures.get(id);
  if (measure?.kind !== "histogram") throw new Error(`got ${id}, expected a histogram`);
  const { scan } = measure.source;
  const facts: Facts = {
    text: scan.rows(onDays),
    // No histogram depends on the instant, but its scan's rows may ask for one.
    given: [shop.id, daysOf(period), ...(scan.asOf ? [new Date(0)] : [])],
  };
  if (dimension !== "all") return histogramsOf(client, { facts, measure, dimension, key });
  const { rows } = await client.query<Cell>(
    `select '${whole}' as key, bucket, sum(value) as value from measure_day
     where shop_id = $1 and measure = $2 and dimension = 'all' and day >= $3 and day < $4
     group by bucket order by bucket`,
    [shop.id, id, period.from, period.to],
  );
  const found = await withValues(client, rows, { facts, measure, dimension });
  return found.size > 0 ? found : new Map([[whole, { n: 0, buckets: [], values: [] }]]);
}

type Taken = { facts: Facts; measure: Measure; dimension: Dimension; key?: string | undefined };

/** Histograms of some rows by key of a dimension. */
export async function histogramsOf(
  client: Client,
  taken: Taken,
): Promise<ReadonlyMap<string, Histogram>> {
  const { facts, measure, dimension, key } = taken;
  const { rows } = await client.query<Cell>(
    `with facts as (${facts.text}) select key, bucket, sum(value) as value
     from (${histogramsSql("facts", [measure], dimension)}) cells
     group by key, bucket order by bucket`,
    [...facts.given],
  );
  const wanted = key === undefined ? rows : rows.filter((cell) => cell.key === key);
  return withValues(client, wanted, taken);
}

async function withValues(
  client: Client,
  cells: readonly Cell[],
  { facts, measure, dimension }: Taken,
): Promise<Map<string, Histogram>> {
  const found = new Map<string, { n: number; buckets: { bucket: number; count: number }[] }>();
  for (const { key, bucket, value } of cells) {
    const histogram = found.get(key) ?? { n: 0, buckets: [] };
    histogram.n += Number(value);
    histogram.buckets.push({ bucket, count: Number(value) });
    found.set(key, histogram);
  }
  const small = [...found].filter(([, { n }]) => n > 0 && n < exactBelow).map(([name]) => name);
  const exact = small.length
    ? await client.query<{ key: string; value: number }>(
        `with facts as (${facts.text})
         select key, value from (${valuesSql("facts", measure, dimension)}) v
         where key = any($${facts.given.length + 1})`,
        [...facts.given, small],
      )
    : { rows: [] };
  const values = Map.groupBy(exact.rows, (row) => row.key);
  return new Map(
    [...found].map(([name, { n, buckets }]) => {
      const own = n < exactBelow ? (values.get(name) ?? []).map(({ value }) => value) : null;
      return [name, { n, buckets, values: own }];
    }),
  );
}

/** Several as one. Each part of fewer values than a whole may have has its values, so the whole has them too. */
export function addedUp(parts: readonly Histogram[]): Histogram {
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  const counts = new Map<number, number>();
  for (const { buckets } of parts) {
    for (const { bucket, count } of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  const buckets = [...counts].map(([bucket, count]) => ({ bucket, count }));
  buckets.sort((a, b) => a.bucket - b.bucket);
  const values = n < exactBelow ? parts.flatMap((part) => part.values ?? []) : null;
  return { n, buckets, values: values && values.sort((a, b) => a - b) };
}
