// What was sold of each item, kept by day and by whole month until a day in it changes: the products
// list of a long period adds these up instead of its lines.
import { createHash } from "node:crypto";
import { inShop, type Db } from "../db.server.ts";
import { addDays, addMonths, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { roomForLines } from "./lists.ts";
import { monthsIn } from "./months.server.ts";
import { soldJson } from "./products-sql.ts";
import { keep } from "./snapshots.server.ts";
import { stateSql } from "./state-sql.ts";

/** Other SQL, other lines. */
export const soldName = `sold-lines ${createHash("sha256").update(soldJson).digest("hex").slice(0, 12)}`;

/** Reading the lines of so many days takes a moment only (365 of 1 M orders: seconds). */
export const fewDays = 45;

/** Whole months of the period, and the days before and after them. */
function blocksOf(period: Period): Period[] {
  const months = monthsIn([period]).map((from) => ({ from, to: addMonths(from, 1) }));
  const isInMonth = (day: Day) => months.some(({ from, to }) => from <= day && day < to);
  const days = daysOf(period).filter((day) => !isInMonth(day));
  return [...months, ...days.map((from) => ({ from, to: addDays(from, 1) }))];
}

/**
 * Keeps the sold lines of the finished days and months of a period that are not kept as they are. Each in
 * its own transaction, the oldest first.
 * @returns how many
 */
export async function keepSoldLines(
  db: Db,
  shop: ShopContext,
  { period, now }: { period: Period; now: () => Date },
): Promise<number> {
  const today = dayIn(now(), shop.timeZone);
  const blocks = blocksOf(period).filter(({ to }) => to <= today);
  const { rows: lacking } = await inShop(db, shop.id, (client) =>
    client.query<Period>(
      `select b.from_day as from, b.to_day as to
       from unnest($3::date[], $4::date[]) as b (from_day, to_day)
       left join snapshot s on s.shop_id = $1 and s.name = $2
         and s.from_day = b.from_day and s.to_day = b.to_day
       where s.state is distinct from ${stateSql("b.from_day", "b.to_day")}
       order by 1, 2`,
      [shop.id, soldName, blocks.map(({ from }) => from), blocks.map(({ to }) => to)],
    ),
  );
  for (const days of lacking) await keepBlock(db, shop, { days, now: now() });
  return lacking.length;
}

function keepBlock(
  db: Db,
  shop: ShopContext,
  { days, now }: { days: Period; now: Date },
): Promise<void> {
  return inShop(db, shop.id, async (client) => {
    const start = performance.now();
    const read = `select ${stateSql("$2::date", "$3::date")} as state`;
    const { rows: states } = await client.query<{ state: string }>(read, [
      shop.id,
      days.from,
      days.to,
    ]);
    await client.query(roomForLines(days));
    const values = [shop.id, days.from, days.to];
    const { rows } = await client.query<{ value: string }>(soldJson, values);
    const tookMs = Math.round(performance.now() - start);
    const given = { state: states[0]!.state, value: rows[0]!.value, now, askedAt: now, tookMs };
    await keep(client, shop, [{ question: { name: soldName, days }, ...given }]);
  });
}

/** Whether keeping is worth it: what a day's lines take is too little to notice. */
export const isWorthKeeping = (period: Period, leftDays: number): boolean =>
  leftDays > Math.max(3, periodDays(period) / 20);
