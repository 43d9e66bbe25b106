// Which level a sale was of: the variant's, else the SKU's; at the place it left from, else at the item's
// main place, where most of it sells or, without sales, lies. An item's levels stand beside one another, as
// they are read: so its first one's number is all that needs to be known of it.
import type { Sold } from "../analysis/forecast/gather.ts";
import type { SoldWeeks, StockedLevel } from "../ledger/stock/demand.server.ts";

type Numbers = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Numbers behind one another: as arrays and objects of their own, two years' sales take ten times as much. */
class Column<N extends Numbers> {
  length = 0;
  values: N;
  private over: (buffer: ArrayBuffer) => N;

  constructor(over: (buffer: ArrayBuffer) => N) {
    this.over = over;
    this.values = over(new ArrayBuffer(8192));
  }

  push(value: number): void {
    // Its memory grows where it is, or moves: what it was leaves nothing for a collector to find.
    if (this.length === this.values.length) {
      const { buffer } = this.values;
      this.values = this.over(buffer.transfer(2 * buffer.byteLength));
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  free(): void {
    this.values = this.over(this.values.buffer.transfer(0));
    this.length = 0;
  }
}
const whole = () => new Column((buffer) => new Int32Array(buffer));

/** Levels by item and place. */
export class LevelIndex {
  readonly count: number;
  private levels: readonly StockedLevel[];
  private firstOf = new Map<string, number>();

  /** @param levels an item's beside one another */
  constructor(levels: readonly StockedLevel[]) {
    this.levels = levels;
    this.count = levels.length;
    levels.forEach(({ item }, at) => {
      if (!this.firstOf.has(item)) this.firstOf.set(item, at);
    });
  }

  first(item: string): number {
    return this.firstOf.get(item) ?? -1;
  }

  /** Among those of an item, given by its first; -1 where it is not kept at the place. */
  at(first: number, place: string): number {
    if (first < 0) return -1;
    const { item } = this.levels[first]!;
    for (let at = first; this.levels[at]?.item === item; at += 1) {
      if (this.levels[at]!.place === place) return at;
    }
    return -1;
  }

  find(item: string, place: string): number {
    return this.at(this.first(item), place);
  }

  /** Of an item, given by its first, the level that weighs most; of equals the first. */
  main(first: number, weights: Float64Array): number {
    const { item } = this.levels[first]!;
    let best = first;
    for (let at = first + 1; this.levels[at]?.item === item; at += 1) {
      if (weights[at]! > weights[best]!) best = at;
    }
    return best;
  }
}

/** Takes what was sold row by row; then hands out, as often as asked, which level each was of. */
export class MatchedSales implements Iterable<Sold> {
  private index: LevelIndex;
  private weights: Float64Array;
  /** First levels. */
  private byVariant = new Map<string, number>();
  private bySku = new Map<string, number>();
  /** A row's level where that is known, and its item's first; the end of its weeks among all weeks. */
  private own = whole();
  private first = whole();
  private end = whole();
  private net = new Column((buffer) => new Float64Array(buffer));
  private firstDay = whole();
  private lastDay = whole();
  private back = new Column((buffer) => new Uint8Array(buffer));
  private units = whole();
  private days: string[] = [];
  private numberOfDay = new Map<string, number>();

  constructor(levels: readonly StockedLevel[], index: LevelIndex) {
    this.index = index;
    // Stock weighs less than any sale.
    this.weights = Float64Array.from(levels, ({ available }) => Math.max(0, available) / 1e12);
    for (const { item, variantId, sku } of levels) {
      const first = index.first(item);
      if (variantId !== null) this.byVariant.set(variantId, first);
      if (sku !== null && !this.bySku.has(sku)) this.bySku.set(sku, first);
    }
  }

  add({ variantId, sku, place, back, units, firstDay, lastDay, net }: SoldWeeks): void {
    const first =
      (variantId === null ? undefined : this.byVariant.get(variantId)) ??
      (sku === null ? undefined : this.bySku.get(sku));
    if (first === undefined) return;
    const own = this.index.at(first, place);
    if (own >= 0) this.weights[own]! += units.reduce((sum, each) => sum + each, 0);
    back.forEach((week, at) => {
      this.back.push(week);
      this.units.push(units[at]!);
    });
    this.own.push(own);
    this.first.push(first);
    this.end.push(this.back.length);
    this.net.push(Number(net));
    this.firstDay.push(this.numberedDay(firstDay));
    this.lastDay.push(this.numberedDay(lastDay));
  }

  *[Symbol.iterator](): Iterator<Sold> {
    let start = 0;
    for (let row = 0; row < this.own.length; row += 1) {
      const own = this.own.values[row]!;
      const end = this.end.values[row]!;
      yield {
        at: own < 0 ? this.index.main(this.first.values[row]!, this.weights) : own,
        back: this.back.values.subarray(start, end),
        units: this.units.values.subarray(start, end),
        firstDay: this.days[this.firstDay.values[row]!]!,
        lastDay: this.days[this.lastDay.values[row]!]!,
        net: this.net.values[row]!,
      };
      start = end;
    }
  }

  /** Gives back at once what it holds; it hands out nothing afterwards. */
  free(): void {
    for (const column of [this.own, this.first, this.end, this.net]) column.free();
    for (const column of [this.firstDay, this.lastDay, this.back, this.units]) column.free();
  }

  private numberedDay(day: string): number {
    let number = this.numberOfDay.get(day);
    if (number === undefined) {
      number = this.days.push(day) - 1;
      this.numberOfDay.set(day, number);
    }
    return number;
  }
}
