// Finished sums of whole calendar months, kept like answers: a year's numbers are twelve of them and
// some days. A month of which any day waits or was counted again is read by its days.
import { createHash } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addMonths, dayIn, firstOfMonth, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { exactBelow } from "../measures/histogram.server.ts";
import { measures, type Measure } from "../measures/index.ts";
import { keep } from "./snapshots.server.ts";
import { stateSql } from "./state-sql.ts";

export type Month = {
  days: Period;
  /** Measure → digits; one that is not there is 0. */
  sums: Readonly<Record<string, string>>;
  /** Those of so many values that their buckets are read (histogram.server.ts). */
  histograms: Readonly<Record<string, readonly (readonly [bucket: number, count: number])[]>>;
};
export type Months = ReadonlyMap<Day, Month>;

/** Of fewer days than two whole months there is nothing to gain. */
const leastDays = 62;
/** Another set of measures makes other sums. */
const wording = createHash("sha256")
  .update([...measures.keys()].join(" "))
  .digest("hex");
const name = `months ${wording.slice(0, 12)}`;

/** First days of the whole months inside a period. */
function wholeMonths(period: Period): Day[] {
  const found: Day[] = [];
  const first = firstOfMonth(period.from);
  for (let from = first < period.from ? addMonths(first, 1) : first; ;) {
    const to = addMonths(from, 1);
    if (to > period.to) return found;
    found.push(from);
    from = to;
  }
}

/** First days of the whole months inside the periods that are long enough to read them by months. */
export function monthsIn(periods: readonly Period[]): Day[] {
  const long = periods.filter((period) => periodDays(period) >= leastDays);
  return [...new Set(long.flatMap(wholeMonths))].sort();
}

/** Months as this process last read them, each in its state, by shop and month; the oldest gives way. */
export type MonthMemory = Map<string, { state: string; month: Month }>;
const mostMonths = 500;
const memories = new WeakMap<Db, MonthMemory>();

/** Of this process and this database. */
export function monthMemoryOf(db: Db): MonthMemory {
  let memory = memories.get(db);
  if (!memory) memories.set(db, (memory = new Map()));
  return memory;
}

/**
 * The months of the periods that are kept and still right. Of those that are remembered in their state the
 * text is not read again.
 */
export async function readMonths(
  client: Client,
  shop: ShopContext,
  periods: readonly Period[],
  memory: MonthMemory = new Map(),
): Promise<Months> {
  const months = monthsIn(periods);
  if (months.length === 0) return new Map();
  const known = months.map((from) => memory.get(`${shop.id} ${from}`));
  const { rows } = await client.query<Period & { state: string; value: string | null }>({
    name: "snapshots-months",
    text: `select s.from_day as from, s.to_day as to, s.state,
        case when s.state is distinct from m.state then s.value end as value
      from unnest($3::date[], $4::text[]) as m (from_day, state)
      join snapshot s on s.shop_id = $1 and s.name = $2 and s.from_day = m.from_day
      where s.state = ${stateSql("s.from_day", "s.to_day")}`,
    values: [shop.id, name, months, known.map((each) => each?.state ?? null)],
  });
  return new Map(
    rows.map(({ from, to, state, value }): [Day, Month] => {
      if (value === null) return [from, known[months.indexOf(from)]!.month];
      const month = { days: { from, to }, ...(JSON.parse(value) as Omit<Month, "days">) };
      if (memory.size >= mostMonths) memory.delete(memory.keys().next().value!);
      memory.set(`${shop.id} ${from}`, { state, month });
      return [from, month];
    }),
  );
}

/**
 * What of a period is read by its days, and the kept months that make up the rest.
 * @param months kept months inside the period, in order
 */
export function splitByMonths(
  measure: Measure,
  days: Period,
  months: readonly Month[],
): { pieces: Period[]; whole: Month[] } {
  const whole = months.filter(
    // Promises that fell due a moment ago are on no kept month.
    ({ histograms }) =>
      !measure.source.asOf && (measure.kind === "sum" || histograms[measure.id] !== undefined),
  );
  const pieces: Period[] = [];
  let { from } = days;
  for (const month of whole) {
    if (from < month.days.from) pieces.push({ from, to: month.days.from });
    from = month.days.to;
  }
  if (from < days.to) pieces.push({ from, to: days.to });
  return { pieces, whole };
}

type Cell = { measure: string; bucket: number; value: string };

/**
 * Keeps the finished months of a period that are not kept as they are, and tells open panels nothing:
 * no number changes.
 * @returns how many
 */
export function keepMonths(
  db: Db,
  shop: ShopContext,
  { period, now }: { period: Period; now: () => Date },
): Promise<number> {
  const today = dayIn(now(), shop.timeZone);
  const months = wholeMonths(period).filter((from) => addMonths(from, 1) <= today);
  return inShop(db, shop.id, async (client) => {
    const { rows: lacking } = await client.query<Period & { state: string }>(
      `select m.from_day as from, m.to_day as to, n.state
       from unnest($3::date[], $4::date[]) as m (from_day, to_day)
       cross join lateral (select ${stateSql("m.from_day", "m.to_day")} as state) n
       left join snapshot s on s.shop_id = $1 and s.name = $2
         and s.from_day = m.from_day and s.to_day = m.to_day
       where s.state is distinct from n.state`,
      [shop.id, name, months, months.map((from) => addMonths(from, 1))],
    );
    for (const { state, ...days } of lacking) {
      await keepMonth(client, shop, { days, state, now: now() });
    }
    return lacking.length;
  });
}

async function keepMonth(
  client: Client,
  shop: ShopContext,
  { days, state, now }: { days: Period; state: string; now: Date },
): Promise<void> {
  const start = performance.now();
  const { rows } = await client.query<Cell>(
    `select measure, bucket, sum(value) as value from measure_day
     where shop_id = $1 and dimension = 'all' and measure = any($2) and day >= $3 and day < $4
     group by measure, bucket`,
    [shop.id, [...measures.keys()], days.from, days.to],
  );
  const value = JSON.stringify(monthOf(rows));
  const tookMs = Math.round(performance.now() - start);
  await keep(client, shop, [{ question: { name, days }, state, value, now, tookMs, askedAt: now }]);
}

function monthOf(cells: readonly Cell[]): Omit<Month, "days"> {
  const sums: Record<string, string> = {};
  const histograms: Record<string, [number, number][]> = {};
  for (const [id, own] of Map.groupBy(cells, ({ measure }) => measure)) {
    if (measures.get(id)?.kind === "sum") sums[id] = own[0]!.value;
    else {
      const counts = own.map(({ bucket, value }): [number, number] => [bucket, Number(value)]);
      const n = counts.reduce((all, [, count]) => all + count, 0);
      if (n >= exactBelow) histograms[id] = counts;
    }
  }
  return { sums, histograms };
}
