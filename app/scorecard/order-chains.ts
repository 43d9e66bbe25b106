// Customers of a period, counted from links between orders instead of by grouping customers: each order
// knows the one before it of its customer, so an order whose link leads out of the period is its
// customer's first in it, and all others hang on theirs. No customer's id is needed for that.
import { daysBetween, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";

/** Channel and region, as the order has them. */
export type Place = readonly [channel: string, region: string];

/** The counted orders of identified customers of one day, `orderBytes` each, by time and id. */
export type OrderDay = { day: Day; places: readonly Place[]; orders: Uint8Array };

/**
 * Six bytes that tell the order from others of its day, six of the one before it, int16 days back to
 * that one (or one of `noneBefore`), uint16 place; the highest byte first.
 */
export const orderBytes = 16;
/** What stands for days back where no earlier order is known, and where Shopify tells of some. */
export const noneBefore = { new: -1, returning: -2 } as const;
/** Longer ago than this is as good as this: no period is so long. */
export const mostDaysBack = 32_000;

/** What a row of an answer is counted by. */
export type KeyOf = (order: { place: Place; isNew: boolean }) => string;

export type Row = Record<string, string | bigint>;

/** Of all days between two; what comes before the first one is not known. */
export class OrderChains {
  readonly #first: Day;
  readonly #places: Place[] = [];
  /** By order: its day after the first, days back, its place, the order before it or −1. */
  readonly #day: Uint16Array;
  readonly #back: Int16Array;
  readonly #place: Uint32Array;
  readonly #before: Int32Array;

  /** @param days in their order; those without orders may be left out */
  constructor(days: readonly OrderDay[]) {
    const count = days.reduce((sum, { orders }) => sum + orders.length / orderBytes, 0);
    this.#first = days[0]?.day ?? "1970-01-01";
    this.#day = new Uint16Array(count);
    this.#back = new Int16Array(count);
    this.#place = new Uint32Array(count);
    this.#before = new Int32Array(count).fill(-1);
    this.#link(days, this.#read(days));
  }

  /** @returns how many orders have the one before them in these days */
  #read(days: readonly OrderDay[]): number {
    let at = 0;
    let linked = 0;
    for (const { day, places, orders } of days) {
      const nth = daysBetween(this.#first, day);
      const known = this.#places.length;
      this.#places.push(...places);
      const view = viewOf(orders);
      for (let byte = 0; byte < orders.length; byte += orderBytes, at += 1) {
        const back = view.getInt16(byte + 12);
        this.#day[at] = nth;
        this.#back[at] = back;
        this.#place[at] = known + view.getUint16(byte + 14);
        if (back >= 0 && back <= nth) linked += 1;
      }
    }
    return linked;
  }

  /**
   * Finds each wanted order among all: few are wanted, so the table of these is small. An order is before
   * one other at most.
   */
  #link(days: readonly OrderDay[], linked: number): void {
    const mask = 2 ** Math.ceil(Math.log2(2 * linked + 2)) - 1;
    const wanting = new Int32Array(mask + 1).fill(-1);
    const high = new Uint32Array(mask + 1);
    const low = new Uint16Array(mask + 1);
    const eachOrder = (visit: (at: number, view: DataView, byte: number) => void) => {
      let at = 0;
      for (const { orders } of days) {
        const view = viewOf(orders);
        for (let byte = 0; byte < orders.length; byte += orderBytes) visit(at++, view, byte);
      }
    };
    eachOrder((at, view, byte) => {
      const back = this.#back[at]!;
      if (back < 0 || back > this.#day[at]!) return;
      const top = view.getUint32(byte + 6);
      let slot = top & mask;
      while (wanting[slot] !== -1) slot = (slot + 1) & mask;
      wanting[slot] = at;
      high[slot] = top;
      low[slot] = view.getUint16(byte + 10);
    });
    eachOrder((at, view, byte) => {
      const top = view.getUint32(byte);
      for (let slot = top & mask; wanting[slot] !== -1; slot = (slot + 1) & mask) {
        if (high[slot] !== top || low[slot] !== view.getUint16(byte + 4)) continue;
        const next = wanting[slot]!;
        if (this.#day[next]! - this.#back[next]! === this.#day[at]) this.#before[next] = at;
      }
    });
  }

  /** The columns of `customersOfPeriod`; the period lies inside the days. */
  customers(period: Period, keyOf: KeyOf): Row[] {
    const { keys, known, fresh } = groupsOf(this.#places, keyOf);
    const of = (order: number) =>
      (this.#back[order] === noneBefore.new ? fresh : known)[this.#place[order]!]!;
    const [from, to] = this.#inside(period);
    const root = new Int32Array(this.#day.length).fill(-1);
    const orders = new Uint16Array(this.#day.length);
    for (let at = 0; at < root.length; at += 1) {
      const day = this.#day[at]!;
      if (day < from || day >= to) continue;
      const back = this.#back[at]!;
      const before = this.#before[at]!;
      root[at] = back < 0 || back > day - from ? at : before < 0 ? -1 : root[before]!;
      if (root[at] !== -1) orders[root[at]!]! += 1;
    }
    const sums = keys.map(() => [0, 0, 0, 0, 0]);
    for (let at = 0; at < root.length; at += 1) {
      if (root[at] !== at) continue;
      const sum = sums[of(at)]!;
      const own = orders[at]!;
      sum[0]! += 1;
      if (this.#back[at] !== noneBefore.new) sum[1]! += 1;
      if (own > 1) sum[2]! += 1;
      sum[3]! += own;
      sum[4]! += own * own;
    }
    const names = ["customers", "returning", "repeating", "orders", "orders_squared"];
    return rowsOf(keys, names, sums);
  }

  #inside({ from, to }: Period): [from: number, to: number] {
    return [daysBetween(this.#first, from), daysBetween(this.#first, to)];
  }
}

/** Which group orders of each place are in: those who came again, and first ones. */
export function groupsOf(places: readonly Place[], keyOf: KeyOf) {
  const keys: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (key: string) => {
    const known = ids.get(key) ?? keys.push(key) - 1;
    ids.set(key, known);
    return known;
  };
  const known = places.map((place) => idOf(keyOf({ place, isNew: false })));
  const fresh = places.map((place) => idOf(keyOf({ place, isNew: true })));
  return { keys, known, fresh };
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

/** Keys of which anything is counted. */
export function rowsOf(
  keys: readonly string[],
  names: readonly string[],
  sums: readonly (readonly number[])[],
): Row[] {
  return keys.flatMap((key, at): Row[] => {
    const own = sums[at]!;
    if (own.every((sum) => sum === 0)) return [];
    return [{ key, ...Object.fromEntries(names.map((name, of) => [name, BigInt(own[of]!)])) }];
  });
}
