import { bucketSql } from "./buckets.ts";
import { conditionOf, whole, type Dimension, type Measure, type Scan } from "./measure.ts";

const columnOf = {
  channel: "channel",
  region: "region",
  "customer-kind": "customer_kind",
} as const;

/** SQL column (or constant) that holds a dimension's key. */
export function keySql(dimension: Dimension): string {
  return dimension === "all" ? `'${whole}'` : columnOf[dimension];
}

// Products are taken in 64 bits where they fit, which is nearly always, else in numeric.
function sumSql(measure: Measure): string {
  const { value, times } = measure;
  const where = conditionOf(measure);
  if (times === undefined) return `sum(${value}) filter (where ${where})`;
  if (!measure.source.scan.rows.includes(" as small")) {
    return `sum(${value} * ${times}) filter (where ${where})`;
  }
  return (
    `coalesce(sum(${value} * ${times}) filter (where small and ${where}), 0)` +
    ` + coalesce(sum(${value}::numeric * ${times}) filter (where not small and ${where}), 0)`
  );
}

/**
 * SQL of the sums of one scan's measures by day and by each of the dimensions. Columns measure,
 * dimension, key, day, bucket (0), value; zeros are left out. Rows are first added up by day and the
 * cross of the dimensions, then the margins taken of those few.
 */
export function sumsSql(
  scan: Scan,
  sums: readonly Measure[],
  dimensions: readonly Dimension[],
): string {
  const split = dimensions.flatMap((name) => (name === "all" ? [] : [columnOf[name]]));
  const columns = ["day", ...split].join(", ");
  const sets = dimensions.map((name) => (name === "all" ? "(day)" : `(day, ${columnOf[name]})`));
  const names = dimensions.flatMap((name) =>
    name === "all" ? [] : [`when grouping(${columnOf[name]}) = 0 then '${name}'`],
  );
  const dimension = names.length ? `case ${names.join(" ")} else 'all' end` : `'all'`;
  return `
select v.measure, m.dimension, m.key, m.day, 0 as bucket, v.value
from (
  select day, ${dimension} as dimension, coalesce(${[...split, `'${whole}'`].join(", ")}) as key,
    ${sums.map((_, at) => `sum(m${at}) as m${at}`).join(", ")}
  from (
    select ${columns},
      ${sums.map((measure, at) => `${sumSql(measure)} as m${at}`).join(",\n      ")}
    from (${scan.rows}) facts
    group by ${columns}
  ) cells
  group by grouping sets (${sets.join(", ")})
) m, lateral (values ${sums.map(({ id }, at) => `('${id}', m.m${at})`).join(", ")}) v (measure, value)
where v.value <> 0`;
}

/** SQL of the histograms of one scan's measures by day and one dimension. Columns as above. */
export function histogramsSql(
  scan: Scan,
  histograms: readonly Measure[],
  dimension: Dimension,
): string {
  const buckets = histograms.map(
    (measure) =>
      `('${measure.id}', case when ${conditionOf(measure)} then ${bucketSql(measure.value)} end)`,
  );
  return `
select v.measure, '${dimension}' as dimension, ${keySql(dimension)} as key, day, v.bucket,
  count(*)::numeric as value
from (${scan.rows}) facts, lateral (values ${buckets.join(", ")}) v (measure, bucket)
where v.bucket is not null
group by v.measure, ${dimension === "all" ? "" : `${keySql(dimension)}, `}day, v.bucket`;
}

/** SQL of a histogram's values themselves, columns key and value, sorted. */
export function valuesSql(histogram: Measure, dimension: Dimension): string {
  return `
select ${keySql(dimension)} as key, ${histogram.value} as value
from (${histogram.source.scan.rows}) facts where ${conditionOf(histogram)} order by value`;
}

/** What a scan's SQL takes: $1 shop, $2 days and, if it asks, $3 the instant. */
export function parametersOf(
  scan: Scan,
  shopId: bigint,
  days: readonly string[],
  asOf: Date,
): unknown[] {
  return scan.asOf ? [shopId, days, asOf] : [shopId, days];
}
