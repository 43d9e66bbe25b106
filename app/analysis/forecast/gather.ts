// From levels, sales by week and empty shelves to the columns that a forecast reads.
import { addDays, daysBetween, type Day } from "../../ledger/day.ts";
import type { Items } from "./forecast.ts";
import { uncensored } from "./in-stock.ts";

/** Two years: a season, and one more to test it on. */
export const historyWeeks = 104;

/** An item, or an item at a place, that is forecast. */
export type Known = {
  available: number;
  incoming: number;
  knownFrom: Day;
  price: number | null;
  cost: number | null;
  leadDays: number;
};

/** What was sold of one of them. */
export type Sold = {
  at: number;
  back: readonly number[] | Uint8Array;
  units: readonly number[] | Int32Array;
  firstDay: Day;
  lastDay: Day;
  /** Minor units. */
  net: number;
};

/** `at` had none available from `from` up to before `to`. */
export type Out = { at: number; from: Day; to: Day };

export type Gathered = {
  known: readonly Known[];
  sold: Iterable<Sold>;
  /** In the order of their days for each. */
  outs: readonly Out[];
  /** The day after the last that counts, and the first day of the shop's orders. */
  cut: Day;
  historyFrom: Day;
  reviewDays: number;
  coverDays: number;
};

/** Weeks begin at the cut and run backwards; the one that history begins in is left out. */
export function gatherItems(given: Gathered): Items {
  const { known, sold, outs, cut, historyFrom, reviewDays, coverDays } = given;
  const count = known.length;
  const whole = Math.floor(Math.max(0, daysBetween(historyFrom, cut)) / 7);
  const weeks = Math.max(1, Math.min(historyWeeks, whole));
  const units = new Float32Array(count * weeks);
  const firstDays: Day[] = known.map(({ knownFrom }) => knownFrom);
  const lastSale: (Day | null)[] = known.map(() => null);
  const paid = { net: new Float64Array(count), units: new Float64Array(count) };
  for (const { at, back, units: sales, firstDay, lastDay, net } of sold) {
    if (firstDay < firstDays[at]!) firstDays[at] = firstDay;
    if (lastSale[at] === null || lastDay > lastSale[at]!) lastSale[at] = lastDay;
    paid.net[at]! += net;
    back.forEach((week, place) => {
      const each = sales[place]!;
      paid.units[at]! += each;
      if (week < weeks) units[at * weeks + weeks - 1 - week]! += each;
    });
  }
  const weekOf = (day: Day) => weeks - 1 - Math.floor((daysBetween(day, cut) - 1) / 7);
  const first = Int32Array.from(firstDays, (day) => Math.min(weeks - 1, Math.max(0, weekOf(day))));
  fillIn(units, outs, { weeks, cut });
  const column = (of: (each: Known) => number) => known.map(of);
  return {
    ...{ count, weeks, units, first, reviewDays, coverDays },
    leadDays: Float32Array.from(column(({ leadDays }) => leadDays)),
    available: Int32Array.from(column(({ available }) => available)),
    incoming: Int32Array.from(column(({ incoming }) => incoming)),
    quietDays: Int32Array.from(known, ({ knownFrom }, at) => {
      const since = lastSale[at] ?? (knownFrom > historyFrom ? knownFrom : historyFrom);
      return Math.max(0, daysBetween(since, cut));
    }),
    price: Float64Array.from(known, ({ price }, at) =>
      paid.units[at]! > 0 ? paid.net[at]! / paid.units[at]! : (price ?? Number.NaN),
    ),
    cost: Float64Array.from(column(({ cost }) => cost ?? Number.NaN)),
  };
}

/** Days on which an item was out from morning to evening are taken out of their weeks. */
function fillIn(
  units: Float32Array,
  outs: readonly Out[],
  { weeks, cut }: { weeks: number; cut: Day },
): void {
  const lost = new Map<number, number>();
  let before: Out | null = null;
  for (const out of outs) {
    // On the day it sold out it was there; a level that changes below 0 was out before.
    const goesOn = before?.at === out.at && before.to === out.from;
    const from = goesOn ? out.from : addDays(out.from, 1);
    for (
      let back = daysBetween(from, cut) - 1;
      back >= Math.max(0, daysBetween(out.to, cut));
      back -= 1
    ) {
      const week = weeks - 1 - Math.floor(back / 7);
      if (week < 0) continue;
      const place = out.at * weeks + week;
      lost.set(place, (lost.get(place) ?? 0) + 1);
    }
    before = out;
  }
  for (const [place, days] of lost) {
    units[place] = uncensored(units[place]!, { daysIn: 7 - days, days: 7 });
  }
}
