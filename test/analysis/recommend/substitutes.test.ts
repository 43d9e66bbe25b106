// Substitutes against chance on a real store. online-retail has no product types: things whose names end in
// the same word (… BAG, … MUG, … CLOCK) are taken as one, where there are at least ten of them.
import { expect, test } from "vitest";
import { groupBuilder } from "../../../app/analysis/recommend/groups.ts";
import { firstBasketsAfter, historiesBefore } from "../../../app/analysis/recommend/purchases.ts";
import {
  measureSubstitutes,
  substitutesOf,
  type Described,
} from "../../../app/analysis/recommend/substitutes.ts";
import { dayNumber, hasData, numbered, readPurchases, readRows } from "./data.ts";

const fewestOfType = 10;

/** Each thing by its number in `readPurchases`: its first name, its commonest price. */
function describe(): (Described | null)[] {
  const names = new Map<string, string>();
  const prices = new Map<string, Map<number, number>>();
  for (const row of readRows("online-retail/transactions_2010-12_2011-08.csv.gz")) {
    const { StockCode = "", Description = "", CustomerID = "" } = row;
    const price = Math.round(Number(row["UnitPrice"]) * 100);
    if (!CustomerID || !(Number(row["Quantity"]) > 0 && price > 0)) continue;
    if (!/^\d{5}/.test(StockCode)) continue;
    if (!names.has(StockCode)) names.set(StockCode, Description.trim());
    const counts = prices.get(StockCode) ?? new Map<number, number>();
    prices.set(StockCode, counts.set(price, (counts.get(price) ?? 0) + 1));
  }
  const wordOf = (code: string) => names.get(code)!.split(" ").at(-1)!;
  const sizes = new Map<string, number>();
  for (const code of names.keys()) sizes.set(wordOf(code), (sizes.get(wordOf(code)) ?? 0) + 1);
  return numbered(names.keys()).names.map((code) => {
    const category = wordOf(code);
    if (sizes.get(category)! < fewestOfType) return null;
    const [[price] = [0]] = [...prices.get(code)!].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return { category, title: names.get(code)!, price };
  });
}

test.skipIf(!hasData)(
  "online-retail: three substitutes meet what is taken next of a type more often than three by chance",
  { timeout: 60_000 },
  () => {
    const purchases = readPurchases();
    const described = describe();
    expect(described).toHaveLength(purchases.orders.itemCount);
    const cut = { from: dayNumber("2011-07-01"), until: dayNumber("2011-09-01") };
    const histories = historiesBefore(purchases, cut.from);
    const truths = firstBasketsAfter(purchases, histories, cut);
    const builder = groupBuilder();
    for (let customer = 0; customer + 1 < histories.starts.length; customer += 1) {
      builder.add(
        histories.items.slice(histories.starts[customer], histories.starts[customer + 1]),
      );
    }
    const customers = { ...builder.build(), itemCount: purchases.orders.itemCount };
    const card = measureSubstitutes(histories, truths, {
      ...{ described, substitutes: substitutesOf(customers, described), seed: 1 },
    })!;
    expect(card.n).toBeGreaterThan(300);
    expect(card.interval![0]).toBeGreaterThan(0);
    expect(card.hit).toBeGreaterThan(1.5 * card.random);
  },
);
