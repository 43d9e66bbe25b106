// Stock items, their dated unit costs and their levels as facts, from what either door tells.
import type { CostFact, InventoryItemFact, StockLevelFact } from "../../ledger/facts.ts";
import type { Heard } from "./order-input.ts";
import { minorDecimal } from "./unit-cost.ts";
import { trustedTime, versionOf } from "./version.ts";

export type InventoryItemInput = {
  id: string;
  updatedAt: Date | null;
  sku: string | null;
  tracked: boolean;
  /** Unit cost in major units of the shop's currency; null is unknown, never 0. */
  cost: string | null;
};

/** The item, and its cost from the instant on at which the item was changed. */
export function inventoryItemFacts(
  item: InventoryItemInput,
  currency: string,
  heard: Heard,
): (InventoryItemFact | CostFact)[] {
  const content: Omit<InventoryItemFact, "version"> = {
    kind: "inventory-item",
    id: item.id,
    sku: item.sku?.trim() || null,
    tracked: item.tracked,
  };
  const fact = { ...content, version: versionOf(item.updatedAt, heard, content) };
  if (item.cost === null) return [fact];
  return [
    fact,
    {
      kind: "cost",
      item: `inventory:${item.id}`,
      validFrom: trustedTime(item.updatedAt, heard),
      amount: minorDecimal(item.cost, currency),
    },
  ];
}

export type StockLevelInput = Omit<StockLevelFact, "kind" | "version"> & { updatedAt: Date | null };

export function stockLevelFact(level: StockLevelInput, heard: Heard): StockLevelFact {
  const { updatedAt, ...rest } = level;
  const { inventoryItemId, locationId, active, available } = rest;
  // The webhook knows no other quantity, so no other can tell a change.
  const content = { kind: "stock-level", inventoryItemId, locationId, active, available } as const;
  return { ...content, ...rest, version: versionOf(updatedAt, heard, content) };
}

/** A level as the Admin API has it, whichever document asked. */
export type LevelNode = {
  updatedAt: Date;
  isActive: boolean;
  location: { id: string };
  quantities: { name: string; quantity: number }[];
};

export function levelFactOf(itemId: string, level: LevelNode, heard: Heard): StockLevelFact {
  const quantity = (name: string) =>
    level.quantities.find((each) => each.name === name)?.quantity ?? null;
  return stockLevelFact(
    {
      inventoryItemId: itemId,
      locationId: level.location.id,
      active: level.isActive,
      available: level.isActive ? quantity("available") : null,
      onHand: quantity("on_hand"),
      committed: quantity("committed"),
      incoming: quantity("incoming"),
      updatedAt: level.updatedAt,
    },
    heard,
  );
}
