// Answers kept by day and by whole month until a day in them changes: those of a long period are added
// up from few of them.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, addMonths, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { monthsIn } from "./months.server.ts";
import { keep, quickMs } from "./snapshots.server.ts";
import { stateSql } from "./state-sql.ts";

/** Whole months of a long period, and the days before and after them. */
function blocksOf(period: Period, { isByDay }: { isByDay: boolean }): Period[] {
  const starts = isByDay ? [] : monthsIn([period]);
  const months = starts.map((from) => ({ from, to: addMonths(from, 1) }));
  const isInMonth = (day: Day) => months.some(({ from, to }) => from <= day && day < to);
  const days = daysOf(period).filter((day) => !isInMonth(day));
  return [...months, ...days.map((from) => ({ from, to: addDays(from, 1) }))];
}

/** What is kept of some days: of the block itself, and of parts of it that are read by themselves. */
export type BlockText = { value: string; parts?: ReadonlyMap<string, string> };

export type Keeping = {
  /** Of the snapshots: other SQL, other name. */
  name: string;
  /** Default: what is kept is renewed where it is no longer right, and the days since are kept, too. */
  period?: Period | undefined;
  /** Default: whole months too, where the period is long. */
  blocks?: "days";
  now: () => Date;
  /** Reads what is kept of some days, in the bound transaction. */
  read: (client: Client, days: Period) => Promise<BlockText>;
};

/** A part's row stands beside its block's, of the same days and in the same state. */
export const nameOfPart = (name: string, part: string) => `${name} ${part}`;

/** When somebody last looked at it: what nobody did for a week is forgotten (refresh.server.ts). */
type Lacking = Period & { askedAt: Date };

/** Renewing gives up after so long; the next quarter of an hour goes on, with the newest again. */
const renewMs = 60_000;

/**
 * Keeps the finished days and months of a period that are not kept as they are. Each in its own
 * transaction, the oldest first; of what is renewed the newest.
 * @returns how many
 */
export async function keepBlocks(db: Db, shop: ShopContext, keeping: Keeping): Promise<number> {
  const { name, period, blocks: kind, now } = keeping;
  const today = dayIn(now(), shop.timeZone);
  if (!period) {
    const stale = await readStale(db, shop, { name, today });
    const until = performance.now() + renewMs;
    let renewed = 0;
    for (const block of stale) {
      if (performance.now() > until) break;
      await keepBlock(db, shop, keeping, block);
      renewed += 1;
    }
    return renewed;
  }
  const blocks = blocksOf(period, { isByDay: kind === "days" }).filter(({ to }) => to <= today);
  const lacking = await readLacking(db, shop, { name, blocks, now: now() });
  for (const days of lacking) await keepBlock(db, shop, keeping, { ...days, askedAt: now() });
  return lacking.length;
}

/** Those that are not kept as they are; the others are noted as looked at. */
function readLacking(
  db: Db,
  shop: ShopContext,
  { name, blocks, now }: { name: string; blocks: readonly Period[]; now: Date },
): Promise<Period[]> {
  return inShop(db, shop.id, async (client) => {
    const starts = blocks.map(({ from }) => from);
    const ends = blocks.map(({ to }) => to);
    await client.query(
      `update snapshot s set asked_at = $5
       from unnest($3::date[], $4::date[]) as b (from_day, to_day)
       where s.shop_id = $1 and (s.name = $2 or starts_with(s.name, $2 || ' '))
         and s.from_day = b.from_day and s.to_day = b.to_day
         and s.asked_at < $5::timestamptz - interval '1 day'`,
      [shop.id, name, starts, ends, now],
    );
    const { rows } = await client.query<Period>(
      `select b.from_day as from, b.to_day as to
       from unnest($3::date[], $4::date[]) as b (from_day, to_day)
       left join snapshot s on s.shop_id = $1 and s.name = $2
         and s.from_day = b.from_day and s.to_day = b.to_day
       where s.state is distinct from ${stateSql("b.from_day", "b.to_day")}
       order by 1, 2`,
      [shop.id, name, starts, ends],
    );
    return rows;
  });
}

/** What is kept and no longer right, and the days since the last; what is read in a moment is left. */
async function readStale(
  db: Db,
  shop: ShopContext,
  { name, today }: { name: string; today: Day },
): Promise<Lacking[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Lacking>(
      `with own as materialized (
         select from_day, to_day, state, asked_at from snapshot
         where shop_id = $1 and name = $2 and took_ms >= ${quickMs}),
       since as (select max(to_day) as day, max(asked_at) as asked_at from own)
       select from_day as from, to_day as to, asked_at as "askedAt" from own
       where state is distinct from ${stateSql("own.from_day", "own.to_day")}
       union all
       select d.at::date, d.at::date + 1, s.asked_at
       from since s, generate_series(s.day, $3::date - 1, interval '1 day') as d (at)
       order by 2 desc, 1 desc`,
      [shop.id, name, today],
    ),
  );
  return rows;
}

async function keepBlock(
  db: Db,
  shop: ShopContext,
  { name, now, read }: Keeping,
  { from, to, askedAt }: Lacking,
): Promise<void> {
  const days = { from, to };
  await inShop(db, shop.id, async (client) => {
    const start = performance.now();
    // Read before: what changes in between makes the block stale, never wrong.
    const { rows } = await client.query<{ state: string }>(
      `select ${stateSql("$2::date", "$3::date")} as state`,
      [shop.id, days.from, days.to],
    );
    const { value, parts = new Map<string, string>() } = await read(client, days);
    const tookMs = Math.round(performance.now() - start);
    const kept = { state: rows[0]!.state, now: now(), askedAt, tookMs };
    await keep(client, shop, [
      { question: { name, days }, value, ...kept },
      ...[...parts].map(([part, text]) => ({
        ...{ question: { name: nameOfPart(name, part), days }, value: text, ...kept },
      })),
    ]);
  });
}

/** `parts`: the text of each that was asked for and has any. */
export type KeptBlock = Period & { value: string; parts: ReadonlyMap<string, string> };

type Row = Period & { value: string; name: string | null; part: string | null };

/**
 * Kept days and months inside some days that are still right and do not overlap, in their order, with those
 * of their parts that are asked for. In one statement: a block and its parts are of one state.
 */
export async function readBlocks(
  client: Client,
  shop: ShopContext,
  { name, days, parts = [] }: { name: string; days: Period; parts?: readonly string[] },
): Promise<KeptBlock[]> {
  const { rows } = await client.query<Row>({
    name: "blocks-kept",
    text: `with valid as materialized (
        select s.from_day, s.to_day, s.state, s.value from snapshot s
        where s.shop_id = $1 and s.name = $2 and s.from_day >= $3 and s.to_day <= $4
          and s.value <> 'null' and s.state = ${stateSql("s.from_day", "s.to_day")}),
      longest as (
        select * from valid v where not exists (
          select from valid w where w.from_day <= v.from_day and w.to_day >= v.to_day
            and w.to_day - w.from_day > v.to_day - v.from_day))
      select b.from_day as from, b.to_day as to, b.value, p.name, p.value as part
      from longest b left join snapshot p on p.shop_id = $1 and p.name = any($5)
        and p.from_day = b.from_day and p.to_day = b.to_day and p.state = b.state
      order by b.from_day`,
    values: [shop.id, name, days.from, days.to, parts.map((part) => nameOfPart(name, part))],
  });
  const blocks: (KeptBlock & { parts: Map<string, string> })[] = [];
  for (const { from, to, value, name: full, part } of rows) {
    let block = blocks.at(-1);
    if (block?.from !== from) blocks.push((block = { from, to, value, parts: new Map() }));
    if (full !== null && part !== null) block.parts.set(full.slice(name.length + 1), part);
  }
  return blocks;
}

/** What some blocks leave of the days. */
export function gapsOf(days: Period, blocks: readonly Period[]): Period[] {
  const starts = [days.from, ...blocks.map(({ to }) => to)];
  const ends = [...blocks.map(({ from }) => from), days.to];
  return starts.map((from, at) => ({ from, to: ends[at]! })).filter(({ from, to }) => from < to);
}
