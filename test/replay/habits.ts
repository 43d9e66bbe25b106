// When a store's orders come and what stands in the same ones, counted from the rows by what they mean.
import type { Sale } from "./store.ts";

const named = 10;
/** Rows of a list's page. */
const listed = 25;
const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Orders on each day from Monday on and in each hour there; the ten pairs that the most orders hold. */
export function secondWay(sales: readonly Sale[], timeZone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ weekday: "short", hour: "2-digit", hourCycle: "h23", timeZone },
  });
  const [weekdays, hours] = [Array<number>(7).fill(0), Array<number>(24).fill(0)];
  const baskets = sales.map(({ lines }) => [
    ...new Set(lines.map(({ sku, title }) => sku || title)),
  ]);
  for (const { at } of sales) {
    const parts = format.formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)!.value;
    weekdays[weekdayNames.indexOf(part("weekday"))]! += 1;
    hours[Number(part("hour"))]! += 1;
  }
  return {
    ...{ weekdays, hours },
    orders: baskets.filter(({ length }) => length > 1).length,
    pairs: pairsOf(baskets),
  };
}

/** A pair stands in no more orders than either of its two: pairs of what sells little are left out. */
function pairsOf(baskets: readonly string[][]): [string, string, number][] {
  const sold = new Map<string, number>();
  for (const basket of baskets)
    for (const item of basket) sold.set(item, (sold.get(item) ?? 0) + 1);
  const bySales = [...sold].sort(([, a], [, b]) => b - a);
  for (let some = 100; ; some *= 2) {
    const counts = new Map<string, number>();
    const looked = new Set(bySales.slice(0, some).map(([item]) => item));
    for (const basket of baskets) {
      const items = basket.filter((item) => looked.has(item)).sort();
      items.forEach((a, at) => {
        for (const b of items.slice(at + 1)) {
          counts.set(`${a}\n${b}`, (counts.get(`${a}\n${b}`) ?? 0) + 1);
        }
      });
    }
    const top = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, named);
    const isWhole = (bySales[some]?.[1] ?? 0) < (top.at(-1)?.[1] ?? 0);
    if (isWhole || some >= bySales.length) {
      return top.map(([pair, orders]) => [...(pair.split("\n") as [string, string]), orders]);
    }
  }
}

/**
 * The products that sold for most, as [SKU, units, money], and the customers who spent most, as [id,
 * orders, money], summed over a store's sale rows, of which none went back.
 */
export function bestOf(sales: readonly Sale[]) {
  const products = new Map<string, Sum>();
  const customers = new Map<string, Sum>();
  for (const { customer, lines, subtotal } of sales) {
    for (const { sku, title, quantity, price } of lines) {
      add(products, sku || title, {
        count: quantity,
        cents: Math.round(quantity * Number(price) * 100),
      });
    }
    if (customer) add(customers, customer, { count: 1, cents: Math.round(Number(subtotal) * 100) });
  }
  return { products: ranked(products), customers: ranked(customers) };
}

type Sum = { count: number; cents: number };

function add(sums: Map<string, Sum>, key: string, { count, cents }: Sum): void {
  const sum = sums.get(key) ?? { count: 0, cents: 0 };
  sums.set(key, { count: sum.count + count, cents: sum.cents + cents });
}

const ranked = (sums: ReadonlyMap<string, Sum>) =>
  [...sums]
    .sort(([a, one], [b, other]) => other.cents - one.cents || (a < b ? 1 : -1))
    .slice(0, listed)
    .map(([key, { count, cents }]) => [key, count, (cents / 100).toFixed(2)]);
