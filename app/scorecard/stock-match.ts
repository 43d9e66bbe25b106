// Which level a sale was of: the variant's, else the SKU's; at the place it left from, else at the item's
// main place, where most of it sells or, without sales, lies.
import type { Sold } from "../analysis/forecast/gather.ts";
import type { SoldWeeks, StockedLevel } from "../ledger/stock/demand.server.ts";

type Item = { at: number; place: string; weight: number }[];
type Numbers = Uint8Array | Int32Array | Float64Array;

/** Numbers behind one another: as arrays and objects of their own, two years' sales take ten times as much. */
class Column<N extends Numbers> {
  length = 0;
  values: N;
  private make: (size: number) => N;

  constructor(make: (size: number) => N) {
    this.make = make;
    this.values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.make(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }
}
const whole = () => new Column((size) => new Int32Array(size));

/** Takes what was sold row by row; then hands out, as often as asked, which level each was of. */
export class MatchedSales implements Iterable<Sold> {
  private byVariant = new Map<string, Item>();
  private bySku = new Map<string, Item>();
  /** A row's level where that is known, and its item; the end of its weeks among all weeks. */
  private own = whole();
  private item = whole();
  private end = whole();
  private net = new Column((size) => new Float64Array(size));
  private firstDay = whole();
  private lastDay = whole();
  private back = new Column((size) => new Uint8Array(size));
  private units = whole();
  private items: Item[] = [];
  private numberOf = new Map<Item, number>();
  private days: string[] = [];
  private numberOfDay = new Map<string, number>();

  constructor(levels: readonly StockedLevel[]) {
    const items = new Map<string, Item>();
    levels.forEach(({ item, place, variantId, sku, available }, at) => {
      const places = items.get(item) ?? [];
      // Stock weighs less than any sale.
      places.push({ at, place, weight: Math.max(0, available) / 1e12 });
      items.set(item, places);
      if (variantId !== null) this.byVariant.set(variantId, places);
      if (sku !== null && !this.bySku.has(sku)) this.bySku.set(sku, places);
    });
  }

  add({ variantId, sku, place, back, units, firstDay, lastDay, net }: SoldWeeks): void {
    const item =
      (variantId === null ? undefined : this.byVariant.get(variantId)) ??
      (sku === null ? undefined : this.bySku.get(sku));
    if (!item) return;
    const own = item.find((each) => each.place === place);
    if (own) own.weight += units.reduce((sum, each) => sum + each, 0);
    back.forEach((week, at) => {
      this.back.push(week);
      this.units.push(units[at]!);
    });
    this.own.push(own?.at ?? -1);
    this.item.push(numbered(item, this.items, this.numberOf));
    this.end.push(this.back.length);
    this.net.push(Number(net));
    this.firstDay.push(numbered(firstDay, this.days, this.numberOfDay));
    this.lastDay.push(numbered(lastDay, this.days, this.numberOfDay));
  }

  *[Symbol.iterator](): Iterator<Sold> {
    let start = 0;
    for (let row = 0; row < this.own.length; row += 1) {
      const item = this.items[this.item.values[row]!]!;
      const main = item.reduce((best, each) => (each.weight > best.weight ? each : best));
      const own = this.own.values[row]!;
      const end = this.end.values[row]!;
      yield {
        at: own < 0 ? main.at : own,
        back: this.back.values.subarray(start, end),
        units: this.units.values.subarray(start, end),
        firstDay: this.days[this.firstDay.values[row]!]!,
        lastDay: this.days[this.lastDay.values[row]!]!,
        net: this.net.values[row]!,
      };
      start = end;
    }
  }
}

/** Its place among those that are known. */
function numbered<T>(each: T, known: T[], numberOf: Map<T, number>): number {
  let number = numberOf.get(each);
  if (number === undefined) {
    number = known.length;
    known.push(each);
    numberOf.set(each, number);
  }
  return number;
}
