// When each day was last counted, what is stored of those that change again and again, and what fell due
// since: all that moves windows over days, in one statement and of one instant.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { dueSql, movedSql } from "./as-of.server.ts";
import { exactBelow } from "./histogram.server.ts";
import { measures } from "./index.ts";
import type { Window, WindowValue } from "./windows.server.ts";

/** What is stored of a day: by measure its buckets and what they hold, as they came. */
type Cell = { buckets: string; values: string };
type Cells = ReadonlyMap<string, Cell>;
/** A day and when it was counted (state-sql.ts tells what marks are); cells null: not read yet. */
export type HotDay = { mark: number; cells: Cells | null };
export type HotDays = ReadonlyMap<Day, HotDay>;
/** No mark is below 1. */
export const unread: HotDay = { mark: 0, cells: null };

/** By measure what fell due since it was stored, and the text that tells it from any other. */
export type Due = {
  state: string;
  moved: ReadonlyMap<string, readonly (readonly [day: Day, value: bigint])[]>;
};

export type SeenDays = {
  /** Of the span's counted days, in their order. */
  marks: ReadonlyMap<Day, number>;
  /** Of the days that were asked for those with another mark. */
  hot: HotDays;
  due: Due;
};

const stored = [...measures.values()].filter(({ source }) => source.scan.stored);
const moving = stored.filter(({ source }) => source.asOf);
const listed = stored.map(({ id }) => `'${id}'`).join(", ");

/**
 * $1 shop, $2 and $5 first day and day after the last, $3 'infinity' (see movedSql), $4 instant of the promises,
 * $6 and $7 days and their marks as they are known. A row for all marks, one for what is due, a row a measure of
 * each day with another mark. The index has the measure before the day, so each is named.
 */
const light = `
with changed as materialized (
  select c.day, c.mark from unnest($6::date[], $7::int8[]) as known (day, mark)
  join counted_day c on c.shop_id = $1 and c.day = known.day and c.mark <> known.mark)
select 'marks' as what, null::int8 as mark, null as measure,
  string_agg(day::text, ',' order by day) as places, string_agg(mark::text, ',' order by day) as values
from counted_day where shop_id = $1 and day >= $2 and day < $5 and $3::timestamptz is not null
union all
select 'due', null, null, null, ${dueSql("$4")}
union all
select c.day::text, c.mark, d.measure, d.places, d.values
from changed c left join lateral (
  select measure, string_agg(bucket::text, ',' order by bucket) as places,
    string_agg(value::text, ',' order by bucket) as values
  from measure_day
  where shop_id = $1 and measure in (${listed}) and dimension = 'all' and day = c.day
  group by measure offset 0) d on true`;
/** With a row a measure of what fell due: that takes longer to begin than all the rest to run. */
const whole = `${light}
union all
select 'moved', null, measure, string_agg(day::text, ','), string_agg(value::text, ',')
from (${movedSql(moving, { dimension: "all", days: () => "true", asOf: "$4" })}) m
group by measure`;

type Row = {
  what: "marks" | "due" | "moved" | Day;
  mark: bigint | null;
  measure: string | null;
  places: string | null;
  values: string | null;
};

type Asked = { from: Day; to: Day; asOf: Date; hot: HotDays };

/** @param due as it is known: where it is still so it is not read. The caller binds the client to the shop. */
export async function readDays(
  client: Client,
  shop: ShopContext,
  { due, ...asked }: Asked & { due: Due | null },
): Promise<SeenDays> {
  const seen = await ask(client, shop, asked, { isWhole: false });
  if (seen.due.state === "") return seen;
  if (seen.due.state === due?.state) return { ...seen, due };
  return ask(client, shop, asked, { isWhole: true });
}

async function ask(
  client: Client,
  shop: ShopContext,
  { from, to, asOf, hot }: Asked,
  { isWhole }: { isWhole: boolean },
): Promise<SeenDays> {
  const { rows } = await client.query<Row>({
    ...(isWhole ? { name: "hot-days-due", text: whole } : { name: "hot-days", text: light }),
    values: [
      ...[shop.id, from, "infinity", asOf, to, [...hot.keys()]],
      [...hot.values()].map(({ mark }) => mark),
    ],
  });
  const marks = new Map<Day, number>();
  const changed = new Map<Day, { mark: number; cells: Map<string, Cell> }>();
  const moved = new Map<string, [Day, bigint][]>();
  let state = "";
  for (const { what, mark, measure, places, values } of rows) {
    const days = places?.split(",") ?? [];
    const own = values?.split(",") ?? [];
    if (what === "marks") for (const [at, day] of days.entries()) marks.set(day, Number(own[at]));
    else if (what === "due") state = values!;
    else if (what === "moved") {
      moved.set(
        measure!,
        days.map((day, at) => [day, BigInt(own[at]!)]),
      );
    } else {
      let day = changed.get(what);
      if (!day) changed.set(what, (day = { mark: Number(mark), cells: new Map() }));
      if (measure) day.cells.set(measure, { buckets: places!, values: values! });
    }
  }
  return { marks, hot: changed, due: { state, moved } };
}

const none: Cell = { buckets: "", values: "" };

/**
 * What a window says once a day of it has other cells; null where that cannot be told: the values
 * themselves of few are not stored.
 */
export function movedOn(
  { window: { measure }, value }: { window: Window; value: WindowValue },
  { last, cells }: { last: Cells; cells: Cells },
): WindowValue | null {
  const before = last.get(measure.id) ?? none;
  const after = cells.get(measure.id) ?? none;
  if (before.values === after.values && before.buckets === after.buckets) return value;
  if (measure.kind === "sum") {
    return { ...value, sum: value.sum + BigInt(after.values || 0) - BigInt(before.values || 0) };
  }
  const { n, buckets, values } = value.histogram;
  if (values) return null;
  const counts = new Map(buckets.map(({ bucket, count }) => [bucket, count]));
  const grown = add(counts, after, 1) + add(counts, before, -1);
  if (n + grown < exactBelow) return null;
  const found = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const moved = found.map(([bucket, count]) => ({ bucket, count }));
  return { ...value, histogram: { n: n + grown, buckets: moved, values: null } };
}

/** Adds a day's counts, or takes them away; returns how many. */
function add(counts: Map<number, number>, { buckets, values }: Cell, sign: 1 | -1): number {
  if (buckets === "") return 0;
  const own = values.split(",");
  let all = 0;
  for (const [at, bucket] of buckets.split(",").entries()) {
    const count = sign * Number(own[at]);
    counts.set(Number(bucket), (counts.get(Number(bucket)) ?? 0) + count);
    all += count;
  }
  return all;
}

/** As `readWindows` tells a window that was read as it is stored. */
export function withMoved(
  { measure, pieces }: Window,
  value: WindowValue,
  { moved }: Due,
): WindowValue {
  const own = measure.source.asOf ? moved.get(measure.id) : undefined;
  if (!own || measure.kind !== "sum") return value;
  let { sum } = value;
  for (const [day, part] of own) {
    if (pieces.some(({ from, to }) => from <= day && day < to)) sum += part;
  }
  return { ...value, sum };
}
