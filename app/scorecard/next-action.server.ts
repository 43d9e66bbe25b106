// The next best action for a customer with its reason, and what they are likely to bring in within four
// weeks by what the shop's past says. One row by key beside what the page has read already.
import { adviceFor, type Advice } from "../analysis/preferences/next-action.ts";
import {
  chanceOf,
  featuresAt,
  horizonDays,
  type NextOrder,
  type NextOrderCard,
} from "../analysis/preferences/next-order.ts";
import { fewest } from "../analysis/preferences/pattern.ts";
import { inShop, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { readPattern } from "../ledger/patterns.server.ts";
import type { FoundPreferences } from "./preferences.server.ts";
import { dayNumber } from "./recommend-learn.server.ts";
import type { CustomerLists } from "./recommend-customer.server.ts";

export type NextAction = Advice & {
  /** Days that chance and value are of. */
  days: number;
  /** Of an order in them; null while too few came again to learn from. */
  chance: number | null;
  /** Mean of their orders after discounts, and chance times it; major units. */
  orderValue: string;
  expected: string | null;
  /** How well chances foretold the last four weeks. */
  card: NextOrderCard | null;
};

/** What becomes due so soon is reminded of now, unless an interval has gone by since: they may have stopped. */
const soonDays = 7;
/** Orders that hold a thing, from which on they are said to buy it at intervals. */
const leastTimes = 2;

type Given = { found: FoundPreferences; lists: CustomerLists | null; now: Date };

/** Null for who has not ordered. */
export async function nextAction(
  db: Db,
  shop: ShopContext,
  { found: { preferences, history }, lists, now }: Given,
): Promise<NextAction | null> {
  const last = history.at(-1);
  if (!last) return null;
  const today = dayIn(now, shop.timeZone);
  const kept = await inShop(db, shop.id, (client) =>
    readPattern<NextOrder | null>(client, shop, "next-order"),
  );
  const features = featuresAt(history, dayNumber(today) + 1);
  const learned = kept?.value ?? null;
  const chance = learned && features ? chanceOf(learned.weights, features) : null;
  const mean = history.reduce((sum, { value }) => sum + value, 0) / history.length;
  const { interval } = preferences;
  const advice = adviceFor({
    ...{ orders: preferences.orders, sinceLast: dayNumber(today) - last.day },
    usualDays: interval && interval.n >= fewest.intervals ? interval.days : null,
    nextDue: preferences.nextDue,
    discounted: preferences.discount.orders,
    best: lists?.fresh.items[0]?.title ?? null,
    due: dueSoon(lists, today),
  });
  return {
    ...advice,
    ...{ days: horizonDays, chance, card: learned?.card ?? null },
    orderValue: formatMinor(BigInt(Math.round(mean)), shop.currency),
    expected:
      chance === null ? null : formatMinor(BigInt(Math.round(mean * chance)), shop.currency),
  };
}

function dueSoon(lists: CustomerLists | null, today: Day) {
  const soon = addDays(today, soonDays);
  const due = (lists?.again.items ?? []).flatMap(({ title, evidence }) => {
    const { due: day, everyDays, count } = evidence;
    if (!day || !everyDays || (count ?? 0) < leastTimes) return [];
    const isNow = day <= soon && addDays(day, Math.round(everyDays)) >= today;
    return isNow ? [{ title, day, everyDays }] : [];
  });
  return due.sort((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null;
}
