import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import { histogramsSql, sumsSql } from "./compile.ts";
import type { OfDay, Width } from "./compile.ts";
import { dimensions, measures, onDay, onDays } from "./index.ts";
import type { Measure, OnDays, Scan } from "./index.ts";
import { orderCostScan } from "./sources/order-cost.ts";
import { orderDayScan } from "./sources/order-day.ts";
import { ruledDayScan } from "./sources/ruled-day.ts";

/** Up to so many days a prepared statement per day beats one that is planned anew for all. */
const daysOneByOne = 4;

const stored = [...measures.values()].filter(({ source }) => source.scan.stored);
/** What a shop that never told a cost rule has no rows of. */
const withoutRules = stored.filter(({ source }) => source.scan !== orderCostScan);
/** What rows of the store may be named; a rebuild removes any other. */
export const storedIds: readonly string[] = stored.map(({ id }) => id);

/** Columns of the store but the shop and the value. */
const key = "measure, dimension, key, day, bucket";
const listed = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");

/** What is stored of some measures, or would be: it names them all, because the key has them before the day. */
const storedSql = (some: readonly Measure[], on: OnDays) => `
  from measure_day
  where shop_id = $1 and measure in (${listed(some.map(({ id }) => id))})
    and dimension in (${listed(dimensions)}) and ${on("day")}`;

/** With costs by rule: these and what orders brought are counted in one pass over the orders. */
const joined: readonly Scan[] = [orderDayScan, orderCostScan];

/** CTE `fresh`: every stored measure of the days. */
function freshSql(some: readonly Measure[], on: OnDays, width: Width, { day }: OfDay): string {
  const isRuled = some.some(({ source }) => source.scan === orderCostScan);
  const scans = [
    ...Map.groupBy<Scan, Measure>(some, ({ source: { scan } }) =>
      isRuled && joined.includes(scan) ? ruledDayScan : scan,
    ),
  ];
  const fresh = scans.flatMap(([scan, some]) => {
    const sums = some.filter(({ kind }) => kind === "sum");
    const histograms = some.filter(({ kind }) => kind === "histogram");
    const bare = scan.bare?.(on) ?? scan.rows(on);
    return [
      ...(sums.length
        ? [sumsSql(`(${scan.rows(on)}) facts`, sums, dimensions, { width, day })]
        : []),
      ...(histograms.length ? [histogramsSql(`(${bare}) facts`, histograms, "all", { day })] : []),
    ];
  });
  return `fresh as (${fresh.join("\nunion all\n")})`;
}

/**
 * One statement: evaluates every stored measure for the days and writes the difference. Parameters: $1 shop,
 * $2 day or days, $3 the instant promises are counted by. Rows that change are found again by their place:
 * by their key the planner, which expects every group to change, would read all days of the shop. Nobody
 * moves them meanwhile, the caller holds the shop's lock.
 */
function storeSql(some: readonly Measure[], on: OnDays, width: Width, { day }: OfDay = {}): string {
  return `
with ${freshSql(some, on, width, { day })},
old as (select ctid as place, ${key}, value ${storedSql(some, on)}),
changed as materialized (
  select ${key}, fresh.value as value, old.place as place
  from fresh full join old using (${key}) where fresh.value is distinct from old.value
),
gone as (
  delete from measure_day m
  where m.shop_id = $1 and m.ctid = any(array(select place from changed where value is null))
  returning 1
),
moved as (
  update measure_day m set value = c.value from changed c
  where m.shop_id = $1 and c.place = m.ctid and m.ctid = any(array(
    select place from changed where value is not null and place is not null))
  returning 1
),
added as (
  insert into measure_day (shop_id, ${key}, value)
  select $1, ${key}, value from changed where place is null
  order by measure, dimension, day, key, bucket returning 1
)
select (select count(*) from gone) + (select count(*) from moved) + (select count(*) from added) as rows`;
}

/** The same for days of which nothing is stored: nothing to compare with. */
const addSql = (some: readonly Measure[], width: Width) => `
with ${freshSql(some, onDays, width, {})}
insert into measure_day (shop_id, ${key}, value)
select $1, ${key}, value from fresh order by measure, dimension, day, key, bucket`;

const statements = (some: readonly Measure[], name: string) => (width: Width) => ({
  oneDay: { name: `${name}-${width}`, text: storeSql(some, onDay, width, { day: "$2::date" }) },
  manyDays: { text: storeSql(some, onDays, width) },
  newDays: { text: addSql(some, width) },
  isNew: { text: `select not exists (select ${storedSql(some, onDays)}) as new` },
});
const plain = statements(withoutRules, "store-day");
const ruled = statements(stored, "store-day-ruled");
const byWidth = {
  bigint: { plain: plain("bigint"), ruled: ruled("bigint") },
  numeric: { plain: plain("numeric"), ruled: ruled("numeric") },
};

/** The instant promises are counted by, and whether the shop has told cost rules. */
export type Counting = { asOf: Date; hasCostRules: boolean };

/**
 * Evaluates every stored measure for the days and writes only rows that differ: new ones, changed
 * ones, and those that are no more. The caller holds the shop's lock, so nobody else inserts.
 * @returns how many rows were written or removed
 * @throws Postgres' numeric_value_out_of_range when a product does not fit the width
 */
export async function storeDays(
  client: Client,
  shopId: bigint,
  days: readonly Day[],
  { asOf, hasCostRules }: Counting,
  width: Width,
): Promise<number> {
  const { oneDay, manyDays, newDays, isNew } = byWidth[width][hasCostRules ? "ruled" : "plain"];
  let changed = 0;
  if (days.length <= daysOneByOne) {
    for (const day of days) {
      const { rows } = await client.query<{ rows: bigint }>({
        ...oneDay,
        values: [shopId, day, asOf],
      });
      changed += Number(rows[0]?.rows ?? 0n);
    }
    return changed;
  }
  // A month of a shop with 1 M orders a year is summed up in memory, by a plan not worth compiling.
  await client.query(
    "set local work_mem = '64MB'; set local jit = off; set local plan_cache_mode = auto",
  );
  const { rows: found } = await client.query<{ new: boolean }>({
    ...isNew,
    values: [shopId, days],
  });
  if (found[0]?.new) {
    const { rowCount } = await client.query({ ...newDays, values: [shopId, days, asOf] });
    return rowCount ?? 0;
  }
  const { rows } = await client.query<{ rows: bigint }>({
    ...manyDays,
    values: [shopId, days, asOf],
  });
  return Number(rows[0]?.rows ?? 0n);
}
