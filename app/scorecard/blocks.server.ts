// Answers kept by day and by whole month until a day in them changes: those of a long period are added
// up from few of them.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, addMonths, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { monthsIn } from "./months.server.ts";
import { keep } from "./snapshots.server.ts";
import { stateSql } from "./state-sql.ts";

/** Whole months of a long period, and the days before and after them. */
function blocksOf(period: Period, { isByDay }: { isByDay: boolean }): Period[] {
  const starts = isByDay ? [] : monthsIn([period]);
  const months = starts.map((from) => ({ from, to: addMonths(from, 1) }));
  const isInMonth = (day: Day) => months.some(({ from, to }) => from <= day && day < to);
  const days = daysOf(period).filter((day) => !isInMonth(day));
  return [...months, ...days.map((from) => ({ from, to: addDays(from, 1) }))];
}

export type Keeping = {
  /** Of the snapshots: other SQL, other name. */
  name: string;
  period: Period;
  /** Default: whole months too, where the period is long. */
  blocks?: "days";
  now: () => Date;
  /** What is kept of some days, in the bound transaction. */
  read: (client: Client, days: Period) => Promise<string>;
};

/**
 * Keeps the finished days and months of a period that are not kept as they are. Each in its own
 * transaction, the oldest first.
 * @returns how many
 */
export async function keepBlocks(
  db: Db,
  shop: ShopContext,
  { name, period, blocks: kind, now, read }: Keeping,
): Promise<number> {
  const today = dayIn(now(), shop.timeZone);
  const blocks = blocksOf(period, { isByDay: kind === "days" }).filter(({ to }) => to <= today);
  const { rows: lacking } = await inShop(db, shop.id, (client) =>
    client.query<Period>(
      `select b.from_day as from, b.to_day as to
       from unnest($3::date[], $4::date[]) as b (from_day, to_day)
       left join snapshot s on s.shop_id = $1 and s.name = $2
         and s.from_day = b.from_day and s.to_day = b.to_day
       where s.state is distinct from ${stateSql("b.from_day", "b.to_day")}
       order by 1, 2`,
      [shop.id, name, blocks.map(({ from }) => from), blocks.map(({ to }) => to)],
    ),
  );
  for (const days of lacking) {
    await inShop(db, shop.id, async (client) => {
      const start = performance.now();
      // Read before: what changes in between makes the block stale, never wrong.
      const { rows } = await client.query<{ state: string }>(
        `select ${stateSql("$2::date", "$3::date")} as state`,
        [shop.id, days.from, days.to],
      );
      const value = await read(client, days);
      const tookMs = Math.round(performance.now() - start);
      const at = now();
      const kept = { state: rows[0]!.state, value, now: at, askedAt: at, tookMs };
      await keep(client, shop, [{ question: { name, days }, ...kept }]);
    });
  }
  return lacking.length;
}

export type KeptBlock<Block> = Period & { block: Block };

/** Kept days and months inside some days that are still right and do not overlap, in their order. */
export async function readBlocks<Block>(
  client: Client,
  shop: ShopContext,
  { name, days }: { name: string; days: Period },
): Promise<KeptBlock<Block>[]> {
  const { rows } = await client.query<Period & { value: string }>({
    name: "blocks-kept",
    text: `select s.from_day as from, s.to_day as to, s.value from snapshot s
      where s.shop_id = $1 and s.name = $2 and s.from_day >= $3 and s.to_day <= $4
        and s.value <> 'null' and s.state = ${stateSql("s.from_day", "s.to_day")}
      order by s.from_day, s.to_day desc`,
    values: [shop.id, name, days.from, days.to],
  });
  let until = days.from;
  return rows.flatMap(({ from, to, value }) => {
    if (from < until) return [];
    until = to;
    return [{ from, to, block: JSON.parse(value) as Block }];
  });
}

/** What some blocks leave of the days. */
export function gapsOf(days: Period, blocks: readonly Period[]): Period[] {
  const starts = [days.from, ...blocks.map(({ to }) => to)];
  const ends = [...blocks.map(({ from }) => from), days.to];
  return starts.map((from, at) => ({ from, to: ends[at]! })).filter(({ from, to }) => from < to);
}
