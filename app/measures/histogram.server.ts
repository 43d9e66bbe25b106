import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf } from "./as-of.server.ts";
import { histogramsSql, valuesSql } from "./compile.ts";
import { measures, onDays, whole } from "./index.ts";
import type { Dimension, MeasureId } from "./index.ts";

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
  const facts = `with facts as (${scan.rows(onDays)})`;
  // No histogram depends on the instant, but its scan's rows may ask for one.
  const asked = [shop.id, daysOf(period), ...(scan.asOf ? [new Date(0)] : [])];
  const { rows } =
    dimension === "all"
      ? await client.query<Cell>(
          `select '${whole}' as key, bucket, sum(value) as value from measure_day
           where shop_id = $1 and measure = $2 and dimension = 'all' and day >= $3 and day < $4
           group by bucket order by bucket`,
          [shop.id, id, period.from, period.to],
        )
      : await client.query<Cell>(
          `${facts} select key, bucket, sum(value) as value
           from (${histogramsSql("facts", [measure], dimension)}) cells
           group by key, bucket order by bucket`,
          asked,
        );
  const found = new Map<string, { n: number; buckets: { bucket: number; count: number }[] }>();
  if (dimension === "all") found.set(whole, { n: 0, buckets: [] });
  for (const cell of rows) {
    if (key !== undefined && cell.key !== key) continue;
    const histogram = found.get(cell.key) ?? { n: 0, buckets: [] };
    histogram.n += Number(cell.value);
    histogram.buckets.push({ bucket: cell.bucket, count: Number(cell.value) });
    found.set(cell.key, histogram);
  }
  const small = [...found].filter(([, { n }]) => n > 0 && n < exactBelow).map(([name]) => name);
  const exact = small.length
    ? await client.query<{ key: string; value: number }>(
        `${facts} select key, value from (${valuesSql("facts", measure, dimension)}) v
         where key = any($${asked.length + 1})`,
        [...asked, small],
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
