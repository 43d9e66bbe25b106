import type { Client, Db } from "../db.server.ts";
import { inShop, together } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { inLanes } from "../ledger/lanes.ts";
import { rederiveInLanes } from "../ledger/rederive.server.ts";
import { announce, tellVersion } from "../ledger/tell-version.server.ts";
import {
  forget,
  inWidth,
  lockShop,
  noteAllCounted,
  noteCounted,
  seen,
  type Marked,
} from "./counting.server.ts";
import { moveTick, tick } from "./due.server.ts";
import { storedIds, storeDays } from "./store.server.ts";

/** A short turn counts promises as of the last instant they were looked for, if that is not older. */
const tickEveryMs = 60_000;
/** Days computed in one transaction: 85 k orders of a shop with 1 M a year. */
const daysAtOnce = 31;

/** Prepared once a connection: planning them costs more than running them. */
const nextMarks = {
  name: "recompute-marks",
  text: `select day, mark from dirty_day where shop_id = $1 and day > $2::date order by day limit $3`,
};
const finish = {
  name: "recompute-finish",
  text: `with gone as (${forget}), counted as (${noteCounted}), ${announce}`,
};

/**
 * Recomputes the measures of the shop's dirty days, a month of days a transaction, and tells open
 * panels once per transaction. Promises are counted as of `asOf` (or the last, later, instant).
 * Facts may be written meanwhile: their marks stay and the next recompute sees them. Told `lockMs`, it
 * waits no longer than that for another writer and ends after one transaction.
 * @returns days recomputed, measure rows written, changed or removed; `isCut` when marked days may be left
 * @throws Postgres' lock_not_available (55P03) after `lockMs`
 */
export async function recompute(
  db: Db,
  shop: ShopContext,
  { asOf, lockMs = 0 }: { asOf: Date; lockMs?: number },
): Promise<{ days: number; rows: number; isCut?: true }> {
  const done = { days: 0, rows: 0 };
  let last: Day | null = null;
  for (;;) {
    const batch: { taken: Marked[]; rows: number } = await inWidth(
      db,
      shop,
      async (client, width) => {
        const readMarks = async () => {
          const values = [shop.id, last ?? "-infinity", daysAtOnce];
          return (await client.query<Marked>({ ...nextMarks, values })).rows;
        };
        const [{ at, hasCostRules }, marked] = await together([
          lockShop(client, shop, { lockMs }),
          lockMs > 0 ? readMarks() : [],
        ]);
        const isTicked = lockMs > 0 && at !== null && asOf.getTime() - at.getTime() < tickEveryMs;
        const upTo = isTicked ? at : await tick(client, shop, at, asOf);
        const counting = { asOf: upTo, hasCostRules };
        const taken = isTicked ? marked : await readMarks();
        if (taken.length === 0) return { taken, rows: 0 };
        const days = taken.map(({ day }) => day);
        const [rows] = await together([
          storeDays(client, shop.id, days, counting, width),
          client.query({ ...finish, values: seen(shop, taken) }),
        ]);
        return { taken, rows };
      },
    );
    done.days += batch.taken.length;
    done.rows += batch.rows;
    // Each day once: one that is marked all the time must not keep this from ending.
    last = batch.taken.at(-1)?.day ?? last;
    if (batch.taken.length < daysAtOnce) return done;
    if (lockMs > 0) return { ...done, isCut: true };
  }
}

/** Days with any fact, ascending, by a loose scan over each index: a probe a day, not a row. */
async function factDays(client: Client, shop: ShopContext): Promise<Day[]> {
  const sources = [
    ["orders", "sale_day"],
    ["refund", "refund_day"],
    ["order_event", "day"],
    ["answer", "answer_day"],
    ["assignment", "due_day"],
    ["assignment", "passed_day"],
    ["visit", "day"],
  ] as const;
  const days = new Set<Day>();
  for (const [table, day] of sources) {
    const { rows } = await client.query<{ day: Day }>(
      `with recursive next as (
         select min(${day}) as day from ${table} where shop_id = $1
         union all
         select (select min(${day}) from ${table} where shop_id = $1 and ${day} > next.day)
         from next where next.day is not null
       ) select day from next where day is not null`,
      [shop.id],
    );
    for (const row of rows) days.add(row.day);
  }
  return [...days].sort();
}

/** Sets the instant of promises, and removes rows of days without facts and of unknown measures. */
async function begin(client: Client, shop: ShopContext, asOf: Date): Promise<Day[]> {
  await lockShop(client, shop);
  await client.query(moveTick, [shop.id, asOf]);
  const days = await factDays(client, shop);
  await client.query(
    `delete from measure_day where shop_id = $1
     and (day <> all($2::date[]) or measure <> all($3::text[]))`,
    [shop.id, days, storedIds],
  );
  await client.query(noteAllCounted, [shop.id]);
  return days;
}

/** One batch of a rebuild; its days' marks that were there before it are done with. */
async function rebuildDays(db: Db, shop: ShopContext, days: readonly Day[]): Promise<void> {
  await inWidth(db, shop, async (client, width) => {
    const { at, hasCostRules } = await lockShop(client, shop, { mode: "share" });
    const { rows: marked } = await client.query<Marked>(
      "select day, mark from dirty_day where shop_id = $1 and day = any($2::date[])",
      [shop.id, days],
    );
    // begin() has set the instant; only a recompute in between may have moved it on.
    await storeDays(client, shop.id, days, { asOf: at ?? new Date(0), hasCostRules }, width);
    await client.query(forget, seen(shop, marked));
    await client.query(noteCounted, [shop.id, days]);
  });
}

const rebuildAll = (db: Db, shop: ShopContext, days: readonly Day[]) =>
  inLanes(
    Array.from({ length: Math.ceil(days.length / daysAtOnce) }, (_, at) =>
      days.slice(at * daysAtOnce, (at + 1) * daysAtOnce),
    ),
    (some) => rebuildDays(db, shop, some),
  );

/** As `recompute`, for a history that was just read: its days in lanes, panels told at the end. */
export async function recomputeHistory(
  db: Db,
  shop: ShopContext,
  { asOf }: { asOf: Date },
): Promise<void> {
  const days = await inShop(db, shop.id, async (client) => {
    await tick(client, shop, (await lockShop(client, shop)).at, asOf);
    const { rows } = await client.query<{ day: Day }>(
      "select day from dirty_day where shop_id = $1 order by day",
      [shop.id],
    );
    return rows.map(({ day }) => day);
  });
  if (days.length > daysAtOnce) await rebuildAll(db, shop, days);
  await recompute(db, shop, { asOf });
  await inShop(db, shop.id, (client) => tellVersion(client, shop.id));
}

/**
 * Everything anew from the base facts: first what orders carry derived, then every day. Rows that
 * were right are not touched. Bounded transactions, so deliveries go on meanwhile.
 * @returns days with facts, measure rows now stored, seconds it took
 */
export async function rebuild(
  db: Db,
  shop: ShopContext,
  { asOf }: { asOf: Date },
): Promise<{ days: number; rows: number; seconds: number }> {
  const start = performance.now();
  await rederiveInLanes(db, shop);
  const days = await inShop(db, shop.id, (client) => begin(client, shop, asOf));
  await rebuildAll(db, shop, days);
  await recompute(db, shop, { asOf });
  return inShop(db, shop.id, async (client) => {
    await tellVersion(client, shop.id);
    const { rows } = await client.query<{ rows: bigint }>(
      "select count(*) as rows from measure_day where shop_id = $1",
      [shop.id],
    );
    const seconds = Math.round(performance.now() - start) / 1000;
    return { days: days.length, rows: Number(rows[0]?.rows ?? 0n), seconds };
  });
}
