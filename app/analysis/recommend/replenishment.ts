// When somebody is due to buy a thing again: the days between their purchases of it, drawn towards the
// days that customers of the shop usually take, by as much as two intervals weigh. Assumes that a thing
// is used up at a steady rate; a thing bought once is timed by others alone.
import type { Histories } from "./purchases.ts";

/** What the shop's customers take between two purchases of an item: median days, of how many of them. */
export type Rhythm = { days: number; customers: number };

/** Of fewer customers a rhythm is hearsay. */
const leastCustomers = 5;
/** Intervals that the shop's rhythm weighs beside the customer's own. */
const shopWeighs = 2;

/** By item: the median over customers who bought it twice or more of their mean interval. */
export function rhythmsOf(histories: Histories): Map<number, Rhythm> {
  const { items, times, first, last } = histories;
  const found = new Map<number, number[]>();
  const entries = histories.starts.at(-1) ?? 0;
  for (let at = 0; at < entries; at += 1) {
    const span = last[at]! - first[at]!;
    if (times[at]! < 2 || span <= 0) continue;
    const mean = span / (times[at]! - 1);
    const known = found.get(items[at]!);
    if (known) known.push(mean);
    else found.set(items[at]!, [mean]);
  }
  const rhythms = new Map<number, Rhythm>();
  for (const [item, all] of found) {
    if (all.length < leastCustomers) continue;
    all.sort((a, b) => a - b);
    const middle = (all[(all.length - 1) >> 1]! + all[all.length >> 1]!) / 2;
    rhythms.set(item, { days: middle, customers: all.length });
  }
  return rhythms;
}

/** A customer's purchases of one item; days as whole numbers. */
export type Bought = { times: number; first: number; last: number };

/** Days this customer takes for this item; null where neither they nor the shop tell. */
export function everyDays({ times, first, last }: Bought, rhythm: Rhythm | null): number | null {
  const own = last > first ? times - 1 : 0;
  const weight = rhythm ? shopWeighs : 0;
  if (own + weight === 0) return null;
  return Math.max(1, (last - first + weight * (rhythm?.days ?? 0)) / (own + weight));
}

/**
 * How often it was bought, weighed by whether it is time: not yet below one interval since, the full
 * count up to two, then less and less, because they may have stopped. Untimed things count in full.
 */
export function dueScore(bought: Bought, rhythm: Rhythm | null, today: number): number {
  const every = everyDays(bought, rhythm);
  if (every === null) return bought.times;
  const passed = Math.max(0, today - bought.last) / every;
  return bought.times * (passed < 1 ? passed : passed <= 2 ? 1 : 2 / passed);
}
