// Stock that goes down with each sale and comes back by orders from suppliers. Some suppliers are
// late, and then a shelf is empty: every such time is part of the truth.
import { articles, places } from "./catalogue.ts";
import type { VariantPayload } from "./payloads.ts";
import type { Random } from "./random.ts";
import { isStocked } from "./shelves.ts";
import { levelKey, shopTime, type Store } from "./store.ts";

const day = 86_400_000;

/** What lay on a shelf at the end of a shop day on which it changed. */
export type ShelfDay = {
  sku: string;
  locationId: number;
  day: string;
  available: number;
  onHand: number;
};

export type Outage = { sku: string; locationId: number; from: string; to: string | null };

export type Stockroom = {
  available(variant: VariantPayload, locationId: number): number;
  /** Takes units off a shelf at an instant; committed until `ship`. */
  take(variant: VariantPayload, locationId: number, units: number, at: Date): void;
  ship(itemId: number, locationId: number, units: number, at: Date): void;
  giveBack(itemId: number, locationId: number, units: number, at: Date): void;
  /** Lets deliveries come that were due. */
  until(at: Date): void;
  outages: Outage[];
  /** Oldest first. */
  days(): ShelfDay[];
};

/** @param ordersADay of the whole shop, so that shelves of any size of shop empty as often */
export function createStockroom(
  store: Store,
  random: Random,
  { start, ordersADay }: { start: Date; ordersADay: number },
): Stockroom {
  const outages: Outage[] = [];
  const days = new Map<string, ShelfDay>();
  const due: { at: number; key: string; units: number }[] = [];
  const shelves = new Map<
    string,
    {
      variant: VariantPayload;
      reorderAt: number;
      fillTo: number;
      late: boolean;
      out: Outage | null;
    }
  >();
  const weights = articles.flatMap(([, , , choices]) => choices.map((choice) => choice[3]));
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  let number = 0;
  for (const product of store.products.values()) {
    for (const variant of product.variants) {
      const weight = weights[number++]!;
      if (!isStocked(product)) continue;
      // One variant in seven has a supplier that is often late.
      const late = random.chance(1 / 7);
      for (const { id } of places) {
        const share = id === places[0].id ? 0.8 : 0.1;
        const perDay = ordersADay * 2 * (weight / total) * share;
        const key = levelKey(variant.inventory_item_id, id);
        // Ten days of a supplier's time with a reserve of eight, then four weeks.
        const reorderAt = Math.ceil(perDay * 18) + 4;
        const fillTo = Math.ceil(perDay * 46) + 12;
        shelves.set(key, { variant, reorderAt, fillTo, late, out: null });
        change(key, random.whole(reorderAt + 1, fillTo), start);
      }
    }
  }

  function change(key: string, units: number, at: Date): void {
    const level = store.levels.get(key)!;
    const shelf = shelves.get(key)!;
    level.available += units;
    level.updatedAt = shopTime(at);
    shelf.variant.inventory_quantity += units;
    note(key, at);
    if (level.available <= 0 && !shelf.out) {
      shelf.out = {
        sku: shelf.variant.sku,
        locationId: level.locationId,
        from: at.toISOString(),
        to: null,
      };
      outages.push(shelf.out);
    } else if (level.available > 0 && shelf.out) {
      shelf.out.to = at.toISOString();
      shelf.out = null;
    }
    if (level.available > shelf.reorderAt || level.incoming > 0) return;
    level.incoming = shelf.fillTo - level.available;
    const wait = shelf.late && random.chance(0.5) ? random.around(34, 0.3) : random.around(9, 0.25);
    due.push({ at: at.getTime() + wait * day, key, units: level.incoming });
    due.sort((a, b) => a.at - b.at);
  }

  function note(key: string, at: Date): void {
    const { locationId, available, committed } = store.levels.get(key)!;
    const { sku } = shelves.get(key)!.variant;
    const day = shopTime(at).slice(0, 10);
    days.set(`${key} ${day}`, { sku, locationId, day, available, onHand: available + committed });
  }

  const levelOf = (itemId: number, locationId: number) =>
    store.levels.get(levelKey(itemId, locationId));

  return {
    outages,
    days: () => [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
    available: (variant, locationId) =>
      levelOf(variant.inventory_item_id, locationId)?.available ?? Number.POSITIVE_INFINITY,
    take(variant, locationId, units, at) {
      const level = levelOf(variant.inventory_item_id, locationId);
      if (!level) return;
      level.committed += units;
      change(levelKey(level.itemId, locationId), -units, at);
    },
    ship(itemId, locationId, units, at) {
      const level = levelOf(itemId, locationId);
      if (!level) return;
      level.committed = Math.max(0, level.committed - units);
      note(levelKey(itemId, locationId), at);
      if (Date.parse(level.updatedAt) < at.getTime()) level.updatedAt = shopTime(at);
    },
    giveBack(itemId, locationId, units, at) {
      if (levelOf(itemId, locationId)) change(levelKey(itemId, locationId), units, at);
    },
    until(at) {
      while (due[0] && due[0].at <= at.getTime()) {
        const { at: came, key, units } = due.shift()!;
        store.levels.get(key)!.incoming = 0;
        change(key, units, new Date(came));
      }
    },
  };
}
