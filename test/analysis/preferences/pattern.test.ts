import { expect, test } from "vitest";
import {
  busiestHours,
  likedWeekday,
  patternOf,
  patternTally,
  type BoughtOrder,
} from "../../../app/analysis/preferences/pattern.ts";
import { hasData, readRows } from "../recommend/data.ts";

const line = (item: string, changes: Partial<BoughtOrder["lines"][number]> = {}) => ({
  ...{ item, title: item.toUpperCase(), category: null, options: [], units: 1 },
  ...{ gross: 1000, discounts: 0, ...changes },
});

test("counts of three orders, by hand", () => {
  const tea = line("tea", { category: "Tea", options: ["Green", "L"], units: 2, gross: 3000 });
  const orders: BoughtOrder[] = [
    { customer: "a", day: 10, weekday: 1, hour: 23, lines: [tea, line("cup")] },
    { customer: "b", day: 11, weekday: 2, hour: 0, lines: [line("cup", { discounts: 250 })] },
    { customer: "a", day: 17, weekday: 1, hour: 1, lines: [tea, line("cup"), line("cup")] },
  ];
  const pattern = patternOf(orders);
  expect(pattern).toMatchObject({
    ...{ orders: 3, lines: 6 },
    categories: { n: 4, top: [{ name: "Tea", count: 4 }] },
    options: {
      n: 4,
      top: [
        { name: "Green", count: 4 },
        { name: "L", count: 4 },
      ],
    },
    // 1000 four times, 1500 twice: ranks 2.25, 3.5 and 4.75.
    price: { n: 6, low: 1000, middle: 1000, high: 1375 },
    weekdays: [0, 2, 1, 0, 0, 0, 0],
    interval: { n: 1, days: 7 },
    discount: { n: 3, orders: 1, share: 250 / 10_000 },
    pairs: { n: 2, top: [{ items: ["cup", "tea"], titles: ["CUP", "TEA"], orders: 2 }] },
  });
  expect(busiestHours(pattern.hours)).toEqual({ from: 23, orders: 3 });
  expect(patternOf([])).toMatchObject({
    ...{ price: null, interval: null, categories: { n: 0, top: [] } },
    discount: { n: 0, interval: null, share: null },
  });
});

// P(B(5, 1/7) ≥ 3) = 0.0233, seven times 0.163; ≥ 4: 0.00184, 0.0129.
test("a day of the week is liked where chance would rarely give so many", () => {
  expect(likedWeekday([1, 3, 1, 0, 0, 0, 0])).toBeNull();
  expect(likedWeekday([1, 4, 0, 0, 0, 0, 0])).toBe(1);
  expect(likedWeekday([0, 4, 0, 0, 0, 0, 0])).toBeNull();
});

type Sale = Record<"InvoiceNo" | "StockCode" | "Description" | "CustomerID", string> & {
  at: Date;
  units: number;
  price: number;
  list: number;
};

let read: Sale[] | undefined;
/** Sales of known customers. The list price is the highest that the thing was ever sold for. */
const salesOf = () => (read ??= readSales());
function readSales(): Sale[] {
  const rows = readRows("online-retail/transactions_2010-12_2011-08.csv.gz");
  const sales = rows.flatMap((row) => {
    const { InvoiceNo = "", StockCode = "", Description = "", CustomerID = "" } = row;
    const [units, price] = [Number(row["Quantity"]), Math.round(Number(row["UnitPrice"]) * 100)];
    const at = new Date(`${(row["InvoiceDate"] ?? "").replace(" ", "T")}Z`);
    const isSale = units > 0 && price > 0 && CustomerID !== "";
    return isSale ? [{ InvoiceNo, StockCode, Description, CustomerID, at, units, price }] : [];
  });
  const highest = new Map<string, number>();
  for (const { StockCode, price } of sales) {
    highest.set(StockCode, Math.max(price, highest.get(StockCode) ?? 0));
  }
  return sales.map((sale) => ({ ...sale, list: highest.get(sale.StockCode)! }));
}

const ordersOf = (sales: Sale[]): BoughtOrder[] =>
  [...Map.groupBy(sales, ({ InvoiceNo }) => InvoiceNo).values()].map((lines) => ({
    customer: lines[0]!.CustomerID,
    day: Math.floor(lines[0]!.at.getTime() / 86_400_000),
    weekday: (lines[0]!.at.getUTCDay() + 6) % 7,
    hour: lines[0]!.at.getUTCHours(),
    lines: lines.map(({ StockCode, Description, units, price, list }) => ({
      ...{ item: StockCode, title: Description, units },
      category: Description.trim().split(" ").at(-1) || null,
      options: StockCode.match(/[A-Z]+$/) ?? [],
      gross: list * units,
      discounts: (list - price) * units,
    })),
  }));

/** The same numbers once more, from the rows, by what they mean. */
function secondWay(sales: Sale[]) {
  const invoices = [...new Set(sales.map(({ InvoiceNo }) => InvoiceNo))];
  const first = invoices.map((no) => sales.find(({ InvoiceNo }) => InvoiceNo === no)!);
  const units = (some: Sale[]) => some.reduce((sum, sale) => sum + sale.units, 0);
  const most = (names: (string | undefined)[]) => {
    const all = [...new Set(names.filter((name) => name !== undefined && name !== ""))];
    const counts = all.map((name) => ({
      name: name!,
      count: units(sales.filter((_, at) => names[at] === name)),
    }));
    counts.sort((a, b) => (a.count === b.count ? (a.name < b.name ? -1 : 1) : b.count - a.count));
    return { n: units(sales.filter((_, at) => names[at])), top: counts.slice(0, 5) };
  };
  const middle = (values: number[], part: number) => {
    const sorted = values.toSorted((a, b) => a - b);
    const place = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below * (1 - (place % 1)) + above * (place % 1);
  };
  const days = first.map(({ at }) => at.toISOString().slice(0, 10));
  const gaps = days
    .slice(1)
    .map((day, at) => (Date.parse(day) - Date.parse(days[at]!)) / 86_400_000);
  const off = invoices.filter((no) =>
    sales.some((sale) => sale.InvoiceNo === no && sale.price < sale.list),
  );
  const paid = sales.reduce((sum, { price, units: count }) => sum + price * count, 0);
  const listed = sales.reduce((sum, { list, units: count }) => sum + list * count, 0);
  const prices = sales.map(({ list }) => list);
  const on = (name: string) =>
    first.filter(({ at }) => at.toLocaleDateString("en", { weekday: "short", timeZone: "UTC" }) === name); // prettier-ignore
  return {
    orders: invoices.length,
    lines: sales.length,
    categories: most(sales.map(({ Description }) => /\S*$/.exec(Description.trim())![0])),
    options: most(sales.map(({ StockCode }) => /[A-Z]+$/.exec(StockCode)?.[0])),
    price: [prices.length, ...[0.25, 0.5, 0.75].map((part) => middle(prices, part))],
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((name) => on(name).length),
    noon: first.filter(({ at }) => at.toISOString().slice(11, 13) === "12").length,
    interval: gaps.length === 0 ? null : { n: gaps.length, days: middle(gaps, 0.5) },
    discounted: off.length,
    discountShare: 1 - paid / listed,
    strongest: strongestPair(invoices.map((no) => sales.filter((sale) => sale.InvoiceNo === no))),
  };
}

function strongestPair(baskets: Sale[][]): number {
  const counts: Record<string, number> = {};
  for (const basket of baskets) {
    const codes = [...new Set(basket.map(({ StockCode }) => StockCode))];
    for (const a of codes) {
      for (const b of codes) if (a < b) counts[`${a} ${b}`] = (counts[`${a} ${b}`] ?? 0) + 1;
    }
  }
  return Math.max(0, ...Object.values(counts));
}

test.skipIf(!hasData)("customers of online-retail: equal to a second way of counting", () => {
  const byCustomer = [...Map.groupBy(salesOf(), ({ CustomerID }) => CustomerID).values()];
  const some = byCustomer.filter((sales) => sales.length < 500).slice(0, 50);
  expect(some).toHaveLength(50);
  for (const sales of some) {
    const { pairs, price, hours, discount, ...pattern } = patternOf(ordersOf(sales));
    const { strongest, noon, discounted, discountShare, ...expected } = secondWay(sales);
    expect({ ...pattern, price: [price!.n, price!.low, price!.middle, price!.high] }).toEqual({
      ...expected,
      price: expected.price.map((value) => expect.closeTo(value, 6)),
    });
    expect(hours[12]).toBe(noon);
    expect(discount).toMatchObject({ n: expected.orders, orders: discounted });
    expect(discount.share).toBeCloseTo(discountShare, 9);
    expect(pairs!.top[0]?.orders ?? 0).toBe(strongest);
  }
});

test.skipIf(!hasData)("the store of online-retail: the same orders, hours and units", () => {
  const sales = salesOf();
  const counts = patternTally();
  for (const { weekday, hour, lines } of ordersOf(sales)) {
    counts.addOrders({ weekday, hour, orders: 1, discounted: 0 });
    for (const each of lines) counts.addLines(each, 1);
  }
  const pattern = counts.told();
  const invoices = new Set(sales.map(({ InvoiceNo }) => InvoiceNo));
  expect(pattern).toMatchObject({ orders: invoices.size, lines: sales.length });
  const tally = Array<number>(24).fill(0);
  const seen = new Set<string>();
  for (const { InvoiceNo, at } of sales) {
    if (!seen.has(InvoiceNo)) tally[at.getUTCHours()]! += 1;
    seen.add(InvoiceNo);
  }
  expect(pattern.hours).toEqual(tally);
  const holders = sales
    .filter(({ Description }) => Description.trim().endsWith(" HOLDER"))
    .reduce((sum, { units }) => sum + units, 0);
  expect(pattern.categories.top.find(({ name }) => name === "HOLDER")?.count).toBe(holders);
});
