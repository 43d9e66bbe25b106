// purchases  all counted orders of customers (guests have no history), the first order first
// history    what each customer had bought before a day
// truth      each of these customers' first order from that day on
//
// Days are whole numbers since 1970-01-01. Typed arrays: a million purchases take some 12 MB.
import type { Groups } from "./groups.ts";

export type Purchases = {
  /** One group an order. */
  orders: Groups;
  /** Order → customer, numbered from 0. */
  customers: Int32Array;
  /** Order → day of sale. */
  days: Int32Array;
  customerCount: number;
};

/** Customer c's items are those at `starts[c]` up to `starts[c + 1]`. */
export type Histories = {
  starts: Int32Array;
  items: Int32Array;
  /** Orders of this customer that hold the item, the first day and the last of them. */
  times: Int32Array;
  first: Int32Array;
  last: Int32Array;
  /** Customer → orders. */
  orders: Int32Array;
  /** Item → orders that hold it: ever, and in the last 30 days. */
  sold: Int32Array;
  recent: Int32Array;
  /** Customers with an order. */
  users: number;
  /** The day after the last that is known. */
  until: number;
};

/** Days that count as recent (algorithms.md: popularity of the last 30 days). */
const recentDays = 30;

/** What was bought before the day `until`. */
export function historiesBefore(purchases: Purchases, until: number): Histories {
  const { orders, customers, days, customerCount } = purchases;
  const { itemCount } = orders;
  let known = 0;
  while (known < orders.count && days[known]! < until) known += 1;
  const ofCustomer = new Int32Array(customerCount);
  for (let order = 0; order < known; order += 1) ofCustomer[customers[order]!]! += 1;
  const byCustomer = ordersByCustomer(customers, known, ofCustomer);
  const sold = new Int32Array(itemCount);
  const recent = new Int32Array(itemCount);
  const room = orders.starts[known] ?? 0;
  const made = {
    starts: new Int32Array(customerCount + 1),
    items: new Int32Array(room),
    times: new Int32Array(room),
    first: new Int32Array(room),
    last: new Int32Array(room),
  };
  const place = new Int32Array(itemCount).fill(-1);
  let [used, next, users] = [0, 0, 0];
  for (let customer = 0; customer < customerCount; customer += 1) {
    const begin = used;
    made.starts[customer] = begin;
    if (ofCustomer[customer]! > 0) users += 1;
    for (const end = next + ofCustomer[customer]!; next < end; next += 1) {
      const order = byCustomer[next]!;
      const day = days[order]!;
      for (let at = orders.starts[order]!; at < orders.starts[order + 1]!; at += 1) {
        const item = orders.items[at]!;
        sold[item]! += 1;
        if (day >= until - recentDays) recent[item]! += 1;
        let entry = place[item]!;
        if (entry < begin) {
          entry = place[item] = used++;
          made.items[entry] = item;
          made.first[entry] = day;
        }
        made.times[entry]! += 1;
        made.last[entry] = day;
      }
    }
  }
  made.starts[customerCount] = used;
  return { ...made, orders: ofCustomer, sold, recent, users, until };
}

/** The first `known` orders, customer after customer, each customer's first order first. */
function ordersByCustomer(customers: Int32Array, known: number, counts: Int32Array): Int32Array {
  const next = new Int32Array(counts.length);
  for (let customer = 1; customer < counts.length; customer += 1) {
    next[customer] = next[customer - 1]! + counts[customer - 1]!;
  }
  const sorted = new Int32Array(known);
  for (let order = 0; order < known; order += 1) sorted[next[customers[order]!]!++] = order;
  return sorted;
}

export type Truth = { customer: number; items: readonly number[] };

/**
 * The first order in [from, until) of everybody with a history, without what was never sold before;
 * an order that holds nothing else is passed over.
 */
export function firstBasketsAfter(
  purchases: Purchases,
  histories: Histories,
  { from, until }: { from: number; until: number },
): Truth[] {
  const { orders, customers, days } = purchases;
  const found: Truth[] = [];
  const isDone = new Uint8Array(purchases.customerCount);
  for (let order = 0; order < orders.count && days[order]! < until; order += 1) {
    const customer = customers[order]!;
    if (days[order]! < from || isDone[customer] || histories.orders[customer] === 0) continue;
    const basket = orders.items.subarray(orders.starts[order], orders.starts[order + 1]);
    const items = [...basket].filter((item) => histories.sold[item]! > 0);
    if (items.length === 0) continue;
    isDone[customer] = 1;
    found.push({ customer, items });
  }
  return found;
}
