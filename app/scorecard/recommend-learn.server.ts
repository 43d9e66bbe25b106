// Learns how a shop's lists are made best, from its own purchases, and keeps it with its report card.
import { groupBuilder } from "../analysis/recommend/groups.ts";
import { defaultChoice } from "../analysis/recommend/choose.ts";
import type { Learned, LearnTask } from "../analysis/recommend/learn.ts";
import type { Purchases } from "../analysis/recommend/purchases.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, dayIn, daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { putLearned, readModel, type LearnedRow } from "../ledger/recommend/learned.server.ts";
import { markAllUnplaced } from "../ledger/recommend/placement.server.ts";
import { readItems, readOrders, type ReadItem } from "../ledger/recommend/purchases.server.ts";
import { readCounted } from "../ledger/recommend/state.server.ts";
import { learnAside } from "./recommend-aside.server.ts";
import type { Card } from "./recommend-card.server.ts";

const epoch: Day = "1970-01-01";
export const dayNumber = (day: Day): number => daysBetween(epoch, day);
export const dayOf = (number: number): Day => addDays(epoch, number);

/** One seed for all: two reports on the same orders agree to the last digit. */
export const reportSeed = 20261122;
/** Days that a report looks at, at most and at most this part of all: the rest is to learn from. */
const reportDays = 60;
const reportPart = 4;

export type Read = { purchases: Purchases; items: ReadItem[] };

export async function readPurchases(client: Client, shop: ShopContext): Promise<Read> {
  await client.query(`set local enable_seqscan to default; set local work_mem = '128MB'`);
  const items = await readItems(client, shop);
  const place = new Map(items.map(({ number }, at) => [number, at]));
  const builder = groupBuilder();
  const numberOf = new Map<string, number>();
  const [customers, days]: [number[], number[]] = [[], []];
  for await (const orders of readOrders(client, shop)) {
    for (const { customerId, day, items: held } of orders) {
      builder.add(held.map((number) => place.get(number)!).sort((a, b) => a - b));
      let customer = numberOf.get(customerId);
      if (customer === undefined) numberOf.set(customerId, (customer = numberOf.size));
      customers.push(customer);
      days.push(day);
    }
  }
  const purchases = {
    orders: { ...builder.build(), itemCount: items.length },
    customers: Int32Array.from(customers),
    days: Int32Array.from(days),
    customerCount: numberOf.size,
  };
  return { purchases, items };
}

export const taskOf = (
  { purchases, items }: Read,
  { cut, until }: { cut: number; until: number },
): LearnTask => ({
  purchases,
  described: items.map(({ category, title, price }) =>
    category === "" ? null : { category, title, price },
  ),
  wish: { cut, until, seed: reportSeed },
});

/** Whether it is time to learn: never yet, another day of the shop, or twice the orders. */
export function isLearningDue(db: Db, shop: ShopContext, now: Date): Promise<boolean> {
  return inShop(db, shop.id, async (client) => {
    const counted = await readCounted(client, shop);
    if (!counted || counted.orders === 0) return false;
    const model = await readModel(client, shop);
    if (!model) return true;
    return model.day < dayIn(now, shop.timeZone) || counted.orders >= 2 * model.orders;
  });
}

export type LearnReport = { served: string; customers: number; items: number };

/**
 * Learns and keeps. Null when no customer ordered anything yet. Throws what the database or the thread
 * throws, or that `signal` was given: then what was learned before stays.
 */
export async function learnRecommendations(
  db: Db,
  shop: ShopContext,
  { now, signal }: { now: Date; signal?: AbortSignal | undefined },
): Promise<LearnReport | null> {
  const [read, counted] = await inShop(db, shop.id, async (client) => [
    await readPurchases(client, shop),
    await readCounted(client, shop),
  ]);
  const { days, customerCount } = read.purchases;
  const first = days[0] ?? 0;
  const until = (days.at(-1) ?? 0) + 1;
  const cut = until - Math.min(reportDays, Math.floor((until - first) / reportPart));
  const learned = await learnAside(taskOf(read, { cut, until }), signal);
  signal?.throwIfAborted();
  const { report, substitutes } = learned;
  const choice = report?.choice ?? defaultChoice;
  const card: Card | null = report && {
    ...report,
    substitutes,
    cut: dayOf(cut),
    until: dayOf(until),
  };
  await inShop(db, shop.id, async (client) => {
    await putLearned(client, shop, {
      model: {
        ...choice,
        day: dayIn(now, shop.timeZone),
        learnedAt: now,
        orders: counted?.orders ?? 0,
      },
      card,
      rows: rowsOf(learned, read.items),
    });
    await markAllUnplaced(client, shop);
  });
  return {
    served: report?.served ?? "default",
    customers: customerCount,
    items: read.items.length,
  };
}

/** One row an item that anything was learned of, under the numbers of recommend_item. */
function rowsOf(
  { weights: learned, rhythms, instead }: Learned,
  items: readonly ReadItem[],
): LearnedRow[] {
  const number = (at: number) => items[at]!.number;
  return items.flatMap((item, at) => {
    const weights = learned.get(at);
    const rhythm = rhythms.get(at);
    const others = instead.get(at);
    if (!weights && !rhythm && !others) return [];
    return {
      item: item.number,
      others: Array.from(weights?.items ?? [], number),
      weights: weights?.weights ?? [],
      everyDays: rhythm?.days ?? null,
      everyOf: rhythm?.customers ?? 0,
      instead: others?.map((one) => number(one.item)) ?? [],
      insteadScore: others?.map(({ score }) => score) ?? [],
    };
  });
}
