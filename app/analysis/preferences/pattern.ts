// What somebody, or a whole store, buys and when: counts over the lines of their orders, nothing fitted.
// Each count says what it stands on; below `fewest` the words are "too little data". Lines count units of
// what was ordered, days and hours are the shop's, prices are per unit before discounts.
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import type { Interval } from "../stats/interval.ts";
import { quantile, type Ranked } from "../stats/ranked.ts";
import { wilson } from "../stats/wilson.ts";

export type BoughtLine = {
  /** The product; what is not in the catalogue goes by its SKU or name. */
  item: string;
  title: string;
  /** Null where no catalogue names one. */
  category: string | null;
  /** Of the variant: "M", "Black". */
  options: readonly string[];
  units: number;
  /** Minor units of the whole line, before discounts, and the discounts. */
  gross: number;
  discounts: number;
};

export type BoughtOrder = {
  /** Null: a guest, whose orders tell no interval. */
  customer: string | null;
  /** Days since 1970-01-01. */
  day: number;
  /** 0 is Monday. */
  weekday: number;
  /** 0 to 23. */
  hour: number;
  lines: readonly BoughtLine[];
};

/** How often, of `n` in all; `n` stands beside them. */
export type Shares = { n: number; top: { name: string; count: number }[] };
/** Two products by key and title, and how many orders hold both. */
export type Pair = { items: [string, string]; titles: [string, string]; orders: number };

export type Pattern = {
  orders: number;
  lines: number;
  /** Units of lines that name one. */
  categories: Shares;
  options: Shares;
  /** Over lines, minor units: a quarter of them is below low, half below middle, a quarter above high. */
  price: { n: number; low: number; middle: number; high: number } | null;
  /** Orders on each day from Monday on, and in each hour. */
  weekdays: number[];
  hours: number[];
  /** Days from one order of a customer to their next; the median. */
  interval: { n: number; days: number } | null;
  /** Orders with a discount, and how much of what was bought before discounts it was. */
  discount: { n: number; orders: number; interval: Interval | null; share: number | null };
  /** Orders of two products or more; null where they are not counted. */
  pairs: { n: number; top: Pair[] } | null;
};

/** How little says nothing: units, lines, orders, intervals, orders that hold both. */
export const fewest = { units: 5, lines: 5, orders: 5, intervals: 2, together: 2 };

/** Names shown of each kind. */
const shownNames = 5;

const bump = <Key>(counts: Map<Key, number>, key: Key, by = 1) =>
  counts.set(key, (counts.get(key) ?? 0) + by);

const bumpAt = (counts: number[], at: number, by: number) => (counts[at] = (counts[at] ?? 0) + by);

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function sharesOf(counts: Map<string, number>, n: number): Shares {
  const top = [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || byText(a.name, b.name));
  return { n, top: top.slice(0, shownNames) };
}

/** Values with how often each came. */
function ranked(counts: Map<number, number>): Ranked {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  return {
    n,
    at(rank) {
      let before = 0;
      for (const [value, count] of sorted) if ((before += count) >= rank) return value;
      return NaN;
    },
  };
}

/** Counts orders given in the order of their sales. */
export function patternOf(orders: Iterable<BoughtOrder>): Pattern {
  const builder = patternBuilder();
  for (const order of orders) builder.add(order);
  return builder.build();
}

/** All of a pattern but its pairs, of lines and orders that somebody may have counted already. */
export function patternTally() {
  const [categories, options] = [new Map<string, number>(), new Map<string, number>()];
  const [prices, intervals] = [new Map<number, number>(), new Map<number, number>()];
  const [weekdays, hours] = [Array<number>(7).fill(0), Array<number>(24).fill(0)];
  const sums = { orders: 0, lines: 0, named: 0, chosen: 0, gross: 0, off: 0, offOrders: 0 };
  return {
    /** Lines that are alike: units and gross of each, the discounts of all together. */
    addLines(
      { category, options: chosen, units, gross, discounts }: Omit<BoughtLine, "item" | "title">,
      lines: number,
    ): void {
      sums.lines += lines;
      sums.gross += gross * lines;
      sums.off += discounts;
      if (units <= 0) return;
      bump(prices, gross / units, lines);
      if (category !== null) {
        sums.named += units * lines;
        bump(categories, category, units * lines);
      }
      if (chosen.length > 0) sums.chosen += units * lines;
      for (const option of new Set(chosen)) bump(options, option, units * lines);
    },
    /** Orders of one day of the week and hour, and those of them with a discount. */
    addOrders(
      some: Pick<BoughtOrder, "weekday" | "hour"> & { orders: number; discounted: number },
    ): void {
      sums.orders += some.orders;
      sums.offOrders += some.discounted;
      bumpAt(weekdays, some.weekday, some.orders);
      bumpAt(hours, some.hour, some.orders);
    },
    /** Days from an order to its customer's next, and how often. */
    addGaps(days: number, times: number): void {
      bump(intervals, days, times);
    },
    told(): Omit<Pattern, "pairs"> {
      const [price, gap] = [ranked(prices), ranked(intervals)];
      const at = (p: number) => quantile(price, p) ?? 0;
      return {
        ...{ orders: sums.orders, lines: sums.lines, weekdays, hours },
        categories: sharesOf(categories, sums.named),
        options: sharesOf(options, sums.chosen),
        price:
          price.n === 0 ? null : { n: price.n, low: at(0.25), middle: at(0.5), high: at(0.75) },
        interval: gap.n === 0 ? null : { n: gap.n, days: quantile(gap, 0.5) ?? 0 },
        discount: {
          ...{ n: sums.orders, orders: sums.offOrders },
          interval: wilson(sums.offOrders, sums.orders),
          share: sums.gross > 0 ? sums.off / sums.gross : null,
        },
      };
    },
  };
}

export function patternBuilder() {
  const tally = patternTally();
  const lastDay = new Map<string, number>();
  const titles = new Map<string, string>();
  const together = new Map<string, Pair>();
  let many = 0;

  function addPairs(items: readonly string[]) {
    for (const [at, first] of items.entries()) {
      for (const second of items.slice(at + 1)) {
        const key = JSON.stringify([first, second]);
        const pair = together.get(key);
        if (pair) pair.orders += 1;
        else together.set(key, { items: [first, second], titles: ["", ""], orders: 1 });
      }
    }
  }

  return {
    add({ customer, day, weekday, hour, lines }: BoughtOrder): void {
      const discounted = lines.some(({ discounts }) => discounts > 0) ? 1 : 0;
      tally.addOrders({ weekday, hour, orders: 1, discounted });
      for (const line of lines) {
        tally.addLines(line, 1);
        titles.set(line.item, line.title);
      }
      if (customer !== null) {
        const before = lastDay.get(customer);
        if (before !== undefined) tally.addGaps(day - before, 1);
        lastDay.set(customer, day);
      }
      const items = [...new Set(lines.map(({ item }) => item))].sort(byText);
      if (items.length > 1) many += 1;
      addPairs(items);
    },
    build(): Pattern {
      const top = [...together.values()]
        .sort((a, b) => b.orders - a.orders || byText(a.items.join(), b.items.join()))
        .slice(0, shownNames)
        .map((pair) => ({ ...pair, titles: titlesOf(pair.items) }));
      return { ...tally.told(), pairs: { n: many, top } };
    },
  };
  function titlesOf([first, second]: Pair["items"]): Pair["titles"] {
    return [titles.get(first) ?? first, titles.get(second) ?? second];
  }
}

/**
 * The day of the week that has more orders than chance gives one of seven (binomial, times seven for
 * having looked at seven days, at most 5 %); null while none does.
 */
export function likedWeekday(weekdays: readonly number[]): number | null {
  const n = weekdays.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...weekdays);
  if (n < fewest.orders) return null;
  const chance = 7 * (1 - binomialCdf(most - 1, n, 1 / 7));
  return chance <= 0.05 ? weekdays.indexOf(most) : null;
}

/** Three hours in a row with the most orders, over midnight if need be; the earliest of equals. */
export function busiestHours(hours: readonly number[]): { from: number; orders: number } {
  const inThree = hours.map((_, at) =>
    [0, 1, 2].reduce((sum, more) => sum + (hours[(at + more) % 24] ?? 0), 0),
  );
  const orders = Math.max(...inThree);
  return { from: inThree.indexOf(orders), orders };
}
