// Which level a sale was of: the variant's, else the SKU's; at the place it left from, else at the item's
// main place, where most of it sells or, without sales, lies.
import type { Sold } from "../analysis/forecast/gather.ts";
import type { SoldWeeks, StockedLevel } from "../ledger/stock/demand.server.ts";

type Item = { at: number; place: string; weight: number }[];

export function matchSold(levels: readonly StockedLevel[], sold: readonly SoldWeeks[]): Sold[] {
  const byVariant = new Map<string, Item>();
  const bySku = new Map<string, Item>();
  const items = new Map<string, Item>();
  levels.forEach(({ item, place, variantId, sku, available }, at) => {
    const places = items.get(item) ?? [];
    // Stock weighs less than any sale.
    places.push({ at, place, weight: Math.max(0, available) / 1e12 });
    items.set(item, places);
    if (variantId !== null) byVariant.set(variantId, places);
    if (sku !== null && !bySku.has(sku)) bySku.set(sku, places);
  });
  const itemOf = ({ variantId, sku }: SoldWeeks) =>
    (variantId === null ? undefined : byVariant.get(variantId)) ??
    (sku === null ? undefined : bySku.get(sku));
  const placed = sold.flatMap((sale) => {
    const item = itemOf(sale);
    if (!item) return [];
    const own = item.find(({ place }) => place === sale.place);
    if (own) own.weight += sale.units.reduce((sum, units) => sum + units, 0);
    return [{ sale, item, own }];
  });
  return placed.map(({ sale, item, own }): Sold => {
    const { back, units, firstDay, lastDay, net } = sale;
    const main = item.reduce((best, each) => (each.weight > best.weight ? each : best));
    return { at: (own ?? main).at, back, units, firstDay, lastDay, net: Number(net) };
  });
}
