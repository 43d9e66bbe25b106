// Which level a sale was of: the variant's, else the SKU's; at the place it left from, else at the item's
// main place, where most of it sells or, without sales, lies.
import type { Sold } from "../analysis/forecast/gather.ts";
import type { SoldWeeks, StockedLevel } from "../ledger/stock/demand.server.ts";

type Item = { at: number; place: string; weight: number }[];
type Row = {
  item: Item;
  own: Item[number] | undefined;
  /** Where its weeks begin and end among all weeks. */
  start: number;
  end: number;
} & Pick<Sold, "firstDay" | "lastDay" | "net">;

/** Weeks with sales of all rows behind one another: as arrays of their own they would take ten times as much. */
class Weeks {
  length = 0;
  back = new Uint8Array(1024);
  units = new Int32Array(1024);

  push(back: number, units: number): void {
    if (this.length === this.back.length) {
      const [before, sold] = [this.back, this.units];
      this.back = new Uint8Array(2 * before.length);
      this.units = new Int32Array(2 * before.length);
      this.back.set(before);
      this.units.set(sold);
    }
    this.back[this.length] = back;
    this.units[this.length] = units;
    this.length += 1;
  }
}

/** Takes what was sold row by row; then hands out, as often as asked, which level each was of. */
export class MatchedSales implements Iterable<Sold> {
  private byVariant = new Map<string, Item>();
  private bySku = new Map<string, Item>();
  private rows: Row[] = [];
  private weeks = new Weeks();
  /** Days are few: each is held once. */
  private days = new Map<string, string>();

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
    const start = this.weeks.length;
    back.forEach((week, at) => this.weeks.push(week, units[at]!));
    this.rows.push({
      ...{ item, own, start, end: this.weeks.length, net: Number(net) },
      ...{ firstDay: this.once(firstDay), lastDay: this.once(lastDay) },
    });
  }

  *[Symbol.iterator](): Iterator<Sold> {
    const { back, units } = this.weeks;
    for (const { item, own, start, end, firstDay, lastDay, net } of this.rows) {
      const main = item.reduce((best, each) => (each.weight > best.weight ? each : best));
      yield {
        ...{ at: (own ?? main).at, firstDay, lastDay, net },
        ...{ back: back.subarray(start, end), units: units.subarray(start, end) },
      };
    }
  }

  private once(day: string): string {
    const known = this.days.get(day);
    if (known === undefined) this.days.set(day, day);
    return known ?? day;
  }
}
