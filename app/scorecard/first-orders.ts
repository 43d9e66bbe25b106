// Which customers came back after their first order. Of a day only its first orders are kept, and which
// order each order that came soon after another had before it: a tenth of what all orders take.
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import { windowDays } from "../kpis/queries/retention.ts";
import { groupsOf, noneBefore, orderBytes, rowsOf, viewOf } from "./order-chains.ts";
import type { KeyOf, OrderDay, Place, Row } from "./order-chains.ts";

/** Six bytes that tell an order from others of its day, and two more; the highest byte first. */
const markBytes = 8;

export type FirstDay = {
  day: Day;
  places: readonly Place[];
  /** Customers' first orders: six bytes each, uint16 place. */
  firsts: Uint8Array;
  /** Orders at most the window after another: six bytes of that one, uint16 days back to it. */
  followers: Uint8Array;
};

/** What of a day's orders is worth keeping apart. */
export function firstDayOf({ day, places, orders }: OrderDay): FirstDay {
  const view = viewOf(orders);
  const firsts: number[] = [];
  const followers: number[] = [];
  for (let byte = 0; byte < orders.length; byte += orderBytes) {
    const back = view.getInt16(byte + 12);
    if (back === noneBefore.new) {
      firsts.push(...orders.subarray(byte, byte + 6), ...orders.subarray(byte + 14, byte + 16));
    } else if (back >= 0 && back <= windowDays) {
      followers.push(...orders.subarray(byte + 6, byte + 14));
    }
  }
  return { day, places, firsts: Uint8Array.from(firsts), followers: Uint8Array.from(followers) };
}

/** First orders of all days between two, with whether the customer came back inside the window. */
export class FirstOrders {
  readonly #first: Day;
  readonly #places: Place[] = [];
  /** By first order: its day after the first one, its place, whether another followed it. */
  readonly #day: Uint16Array;
  readonly #place: Uint32Array;
  readonly #isBack: Uint8Array;

  /** @param days in their order; those without orders may be left out */
  constructor(days: readonly FirstDay[]) {
    const count = days.reduce((sum, { firsts }) => sum + firsts.length / markBytes, 0);
    this.#first = days[0]?.day ?? "1970-01-01";
    this.#day = new Uint16Array(count);
    this.#place = new Uint32Array(count);
    this.#isBack = new Uint8Array(count);
    this.#link(days, this.#read(days));
  }

  /** @returns finds a first order by its day and its six bytes; −1: it is none */
  #read(days: readonly FirstDay[]): (day: number, high: number, low: number) => number {
    const mask = 2 ** Math.ceil(Math.log2(2 * this.#day.length + 2)) - 1;
    const slots = new Int32Array(mask + 1).fill(-1);
    const high = new Uint32Array(this.#day.length);
    const low = new Uint16Array(this.#day.length);
    let at = 0;
    for (const { day, places, firsts } of days) {
      const nth = daysBetween(this.#first, day);
      const known = this.#places.length;
      this.#places.push(...places);
      const view = viewOf(firsts);
      for (let byte = 0; byte < firsts.length; byte += markBytes, at += 1) {
        this.#day[at] = nth;
        this.#place[at] = known + view.getUint16(byte + 6);
        high[at] = view.getUint32(byte);
        low[at] = view.getUint16(byte + 4);
        let slot = high[at]! & mask;
        while (slots[slot] !== -1) slot = (slot + 1) & mask;
        slots[slot] = at;
      }
    }
    return (day, top, rest) => {
      for (let slot = top & mask; slots[slot] !== -1; slot = (slot + 1) & mask) {
        const found = slots[slot]!;
        if (high[found] === top && low[found] === rest && this.#day[found] === day) return found;
      }
      return -1;
    };
  }

  #link(days: readonly FirstDay[], find: (day: number, high: number, low: number) => number): void {
    for (const { day, followers } of days) {
      const nth = daysBetween(this.#first, day);
      const view = viewOf(followers);
      for (let byte = 0; byte < followers.length; byte += markBytes) {
        const before = nth - view.getUint16(byte + 6);
        if (before < 0) continue;
        const found = find(before, view.getUint32(byte), view.getUint16(byte + 4));
        if (found >= 0) this.#isBack[found] = 1;
      }
    }
  }

  /** The columns of `retention90`; the days begin a window before the period and hold all of it. */
  retention(period: Period, today: Day, keyOf: KeyOf): Row[] {
    const { keys, fresh } = groupsOf(this.#places, keyOf);
    const from = daysBetween(this.#first, addDays(period.from, -windowDays));
    const to = daysBetween(this.#first, addDays(period.to, -windowDays));
    const over = daysBetween(this.#first, today) - windowDays;
    const sums = keys.map(() => [0, 0, 0]);
    for (let at = 0; at < this.#day.length; at += 1) {
      const day = this.#day[at]!;
      if (day < from || day >= to) continue;
      const sum = sums[fresh[this.#place[at]!]!]!;
      if (day >= over) sum[2]! += 1;
      else {
        sum[0]! += 1;
        sum[1]! += this.#isBack[at]!;
      }
    }
    return rowsOf(keys, ["customers", "retained", "pending"], sums);
  }
}
