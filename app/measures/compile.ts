import { bucketSql } from "./buckets.ts";
import { conditionOf, whole } from "./measure.ts";
import type { Dimension, Measure } from "./measure.ts";

// SQL from declarations. `rows` is the name of a CTE with a scan's rows; every answer has the columns
// measure, dimension, key, day, bucket, value.

const columnOf = {
  channel: "channel",
  region: "region",
  "customer-kind": "customer_kind",
} as const;

/** SQL column (or constant) that holds a dimension's key. */
function keySql(dimension: Dimension): string {
  return dimension === "all" ? `'${whole}'::text` : columnOf[dimension];
}

/** How products are taken: in 64 bits, several times faster but an error where one does not fit. */
export type Width = "bigint" | "numeric";

function sumSql(measure: Measure, width: Width): string {
  const { value, times, source } = measure;
  const where = conditionOf(measure);
  if (times === undefined) {
    // Cells as 64-bit numbers add up several times faster than as Postgres' own sums of them.
    return value === "1"
      ? `count(*) filter (where ${where})`
      : `(sum(${value}) filter (where ${where}))::${width}`;
  }
  const exact = source.scan.money ? `${value}::${width}` : value;
  return `sum(${exact} * ${times}) filter (where ${where})`;
}

/** Of rows that are all of one day; else they are grouped by their own. */
export type OfDay = {
  /** SQL of that day. */
  day?: string | undefined;
};

/**
 * Sums by day and by each of the dimensions; zeros are left out. Rows are first added up by day and
 * the cross of the dimensions, then the margins taken of those few.
 */
export function sumsSql(
  rows: string,
  sums: readonly Measure[],
  dimensions: readonly Dimension[],
  { width = "numeric", day }: OfDay & { width?: Width } = {},
): string {
  const split = dimensions.flatMap((name) => (name === "all" ? [] : [columnOf[name]]));
  const days = day === undefined ? ["day"] : [];
  const columns = [...days, ...split];
  const sets = dimensions.map((name) => [...days, ...(name === "all" ? [] : [columnOf[name]])]);
  const names = dimensions.flatMap((name) =>
    name === "all" ? [] : [`when grouping(${columnOf[name]}) = 0 then '${name}'`],
  );
  const dimension = names.length ? `case ${names.join(" ")} else 'all' end` : `'all'::text`;
  return `
select v.measure, m.dimension, m.key, m.day, 0 as bucket, v.value
from (
  select ${day ?? "day"} as day, ${dimension} as dimension,
    coalesce(${[...split, keySql("all")].join(", ")}) as key,
    ${sums.map((_, at) => `sum(m${at}) as m${at}`).join(", ")}
  from (
    select ${[...columns, ...sums.map((measure, at) => `${sumSql(measure, width)} as m${at}`)].join(",\n      ")}
    from ${rows} group by ${columns.join(", ") || "()"}
  ) cells
  group by grouping sets (${sets.map((set) => `(${set.join(", ")})`).join(", ")})
) m, lateral (values ${sums.map(({ id }, at) => `('${id}', m.m${at})`).join(", ")}) v (measure, value)
where v.value <> 0`;
}

/** Histograms by day and one dimension, in one pass for all of them. */
export function histogramsSql(
  rows: string,
  histograms: readonly Measure[],
  dimension: Dimension,
  { day }: OfDay = {},
): string {
  const split = [
    ...(day === undefined ? ["day"] : []),
    ...(dimension === "all" ? [] : [columnOf[dimension]]),
  ];
  const buckets = histograms.map(
    (measure, at) =>
      `case when ${conditionOf(measure)} then ${bucketSql(measure.value)} end as b${at}`,
  );
  const columns = histograms.map((_, at) => `b${at}`);
  const names = histograms.map(({ id }, at) => `when grouping(b${at}) = 0 then '${id}'`);
  return `
select case ${names.join(" ")} end as measure, '${dimension}'::text as dimension,
  ${keySql(dimension)} as key, ${day ?? "day"} as day, coalesce(${columns.join(", ")}) as bucket,
  count(*)::numeric as value
from (select ${[...split, ...buckets].join(",\n  ")} from ${rows}) bucketed
group by ${[...split, `grouping sets (${columns.map((column) => `(${column})`).join(", ")})`].join(", ")}
having coalesce(${columns.join(", ")}) is not null`;
}

/** A histogram's values themselves, columns key and value, ascending. */
export function valuesSql(rows: string, histogram: Measure, dimension: Dimension): string {
  return `
select ${keySql(dimension)} as key, ${histogram.value} as value
from ${rows} where ${conditionOf(histogram)} order by value`;
}
