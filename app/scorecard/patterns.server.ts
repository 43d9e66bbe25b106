// What all of a shop's customers buy and when, and which of them buy what: counted each night from the
// last 365 days, and read as it was kept.
import { judgeGroups, type JudgedCell } from "../analysis/groups/lift.ts";
import type { PastWeeks } from "../analysis/experiments/plan.ts";
import { patternTally, type Pattern } from "../analysis/preferences/pattern.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { readLineCells, readOrderCells } from "../ledger/bought-cells.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import {
  putPattern,
  readGroupCells,
  readHistories,
  readLeft,
  readPattern,
  readTopPairs,
} from "../ledger/patterns.server.ts";
import type { Period } from "../ledger/period.ts";
import { readCounted } from "../ledger/recommend/state.server.ts";
import { groupsTold, tierLabel, type GroupLabel, type GroupRow } from "./groups.ts";
import { labelsOf } from "./labels.server.ts";
import { nextOrderAside } from "./next-order-aside.server.ts";
import { lineOf, shownPattern, type Preferences } from "./preferences.server.ts";
import { dayNumber, reportSeed } from "./recommend-learn.server.ts";

const lookedAtDays = 365;
/** As many as a page of them holds. */
const keptPairs = 10;
/** Whole weeks; enough for a variance, and of how the shop sells now. */
const leftDays = 28;

/** Whole years hold every season once; to the end of yesterday. */
function periodAt(now: Date, shop: ShopContext): Period {
  const to = dayIn(now, shop.timeZone);
  return { from: addDays(to, -lookedAtDays), to };
}

/** Two years: how regularly somebody comes takes longer to see than what they buy. */
const learnedFrom = ({ from, to }: Period): Period => ({ from: addDays(from, -lookedAtDays), to });

/** `orders`: that recommendations had counted by then, which tell how much a shop has grown since. */
type KeptCells = { orders: number; cells: JudgedCell[] };

/** Whether it is time to count: never yet, another day of the shop, or twice the orders. */
export function arePatternsDue(db: Db, shop: ShopContext, now: Date): Promise<boolean> {
  return inShop(db, shop.id, async (client) => {
    const counted = await readCounted(client, shop);
    if (!counted || counted.orders === 0) return false;
    const kept = await readPattern<KeptCells>(client, shop, "groups");
    if (kept === null || kept.to < dayIn(now, shop.timeZone)) return true;
    return counted.orders >= 2 * kept.value.orders;
  });
}

async function storePattern(client: Client, shop: ShopContext, period: Period) {
  const tally = patternTally();
  for await (const cells of readLineCells(client, shop, period)) {
    for (const { lines, ...cell } of cells) tally.addLines(lineOf(cell), lines);
  }
  const { hours, gaps } = await readOrderCells(client, shop, period);
  for (const hour of hours) tally.addOrders(hour);
  for (const { days, times } of gaps) tally.addGaps(days, times);
  return tally.told();
}

/** Counts and keeps these, and what tells who orders next. Reads a year's lines from end to end: for a job, not for a page. */
export async function keepPatterns(
  db: Db,
  shop: ShopContext,
  { now, signal }: { now: Date; signal?: AbortSignal | undefined },
): Promise<{ orders: number; cells: number }> {
  const period = periodAt(now, shop);
  return inShop(db, shop.id, async (client) => {
    // A year is read from end to end, sorted and hashed in memory rather than on disk.
    await client.query(`set local enable_seqscan to default; set local work_mem = '128MB'`);
    const store = await storePattern(client, shop, period);
    signal?.throwIfAborted();
    // A store's pairs are many: they lie counted already, of all orders.
    const pairs = await readTopPairs(client, shop, keptPairs);
    await putPattern(client, shop, { name: "store", period, value: { ...store, pairs } });
    const cells = judgeGroups(await readGroupCells(client, shop, period));
    const histories = await readHistories(client, shop, learnedFrom(period));
    const task = { histories, end: dayNumber(period.to), seed: reportSeed };
    const next = await nextOrderAside(task, signal);
    await putPattern(client, shop, { name: "next-order", period, value: next });
    const weeks = { from: addDays(period.to, -leftDays), to: period.to };
    const left: PastWeeks = { ...(await readLeft(client, shop, weeks)), days: leftDays };
    await putPattern(client, shop, { name: "left-lately", period: weeks, value: left });
    const { orders } = (await readCounted(client, shop)) ?? { orders: 0 };
    await putPattern(client, shop, { name: "groups", period, value: { orders, cells } });
    return { orders: store.orders, cells: cells.length };
  });
}

/** Channels, regions and customer kinds as everywhere else. */
async function groupLabels(client: Client, shop: ShopContext): Promise<GroupLabel> {
  const named = ["customer-kind", "region", "channel"] as const;
  const labels = new Map<string, (key: string) => string>();
  for (const kind of named) labels.set(kind, await labelsOf(client, shop, kind, []));
  return (kind, group) => labels.get(kind)?.(group) ?? tierLabel(kind, group);
}

export type KeptGroups = {
  /** Of the orders they were counted from; the day after the last. */
  from: Day;
  to: Day;
  rows: GroupRow[];
};
export type KnownPatterns = {
  store: { from: Day; to: Day; preferences: Preferences } | null;
  groups: KeptGroups | null;
};

/**
 * As kept; null while nothing was counted. Two rows by key.
 * @param rowsOfKind the most telling of each kind of group. Default all.
 */
export function knownPatterns(
  db: Db,
  shop: ShopContext,
  rowsOfKind = Infinity,
): Promise<KnownPatterns> {
  return inShop(db, shop.id, async (client) => {
    const store = await readPattern<Pattern>(client, shop, "store");
    const groups = await readPattern<KeptCells>(client, shop, "groups");
    return {
      store: store && {
        ...{ from: store.from, to: store.to },
        preferences: shownPattern(store.value, shop, null),
      },
      groups: groups && {
        ...{ from: groups.from, to: groups.to },
        rows: groupsTold(groups.value.cells, await groupLabels(client, shop), rowsOfKind),
      },
    };
  });
}
