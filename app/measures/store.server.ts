import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import { histogramsSql, sumsSql } from "./compile.ts";
import type { OfDay, Width } from "./compile.ts";
import { dimensions, measures, onDay, onDays } from "./index.ts";
import type { Measure, OnDays, Scan } from "./index.ts";
import { orderCostScan } from "./sources/order-cost.ts";

/** Up to so many days a prepared statement per day beats one that is planned anew for all. */
const daysOneByOne = 4;

const stored = [...measures.values()].filter(({ source }) => source.scan.stored);
/** What a shop that never told a cost rule has no rows of. */
const withoutRules = stored.filter(({ source }) => source.scan !== orderCostScan);
/** What rows of the store may be named; a rebuild removes any other. */
export const storedIds: readonly string[] = stored.map(({ id }) => id);

/**
 * One statement: evaluates every stored measure for the days and writes the difference. Parameters: $1 shop,
 * $2 day or days, $3 the instant promises are counted by. It names every measure and dimension, because
 * the key of the store has them before the day. Rows that change are found again by their place: by
 * their key the planner, which expects every group to change, would read all days of the shop. Nobody
 * moves them meanwhile, the caller holds the shop's lock.
 */
function storeSql(some: readonly Measure[], on: OnDays, width: Width, { day }: OfDay = {}): string {
  const scans = [...Map.groupBy<Scan, Measure>(some, ({ source }) => source.scan)];
  const ids = some.map(({ id }) => id);
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
  const listed = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
  const key = "measure, dimension, key, day, bucket";
  return `
with fresh as (${fresh.join("\nunion all\n")}),
old as (
  select ctid as place, ${key}, value from measure_day
  where shop_id = $1 and measure in (${listed(ids)}) and dimension in (${listed(dimensions)})
    and ${on("day")}
),
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

const statements = (some: readonly Measure[], name: string) => (width: Width) => ({
  oneDay: { name: `${name}-${width}`, text: storeSql(some, onDay, width, { day: "$2::date" }) },
  manyDays: { text: storeSql(some, onDays, width) },
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
  const { oneDay, manyDays } = byWidth[width][hasCostRules ? "ruled" : "plain"];
  const setWise = days.length > daysOneByOne;
  // A month of a shop with 1 M orders a year is summed up in memory, by a plan not worth compiling.
  if (setWise) {
    await client.query(
      "set local work_mem = '64MB'; set local jit = off; set local plan_cache_mode = auto",
    );
  }
  const rounds = setWise
    ? [{ ...manyDays, values: [shopId, days, asOf] }]
    : days.map((day) => ({ ...oneDay, values: [shopId, day, asOf] }));
  let changed = 0;
  for (const round of rounds) {
    const { rows } = await client.query<{ rows: bigint }>(round);
    changed += Number(rows[0]?.rows ?? 0n);
  }
  return changed;
}
