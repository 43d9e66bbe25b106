// What lies where, and what it costs.
import type { Version } from "./facts.ts";

export type InventoryItemFact = {
  kind: "inventory-item";
  id: string;
  version: Version;
  sku: string | null;
  tracked: boolean;
};

/** A unit cost valid from an instant on. item: `inventory:<inventory item id>` or `sku:<sku>`. */
export type CostFact = {
  kind: "cost";
  item: string;
  validFrom: Date;
  /** Minor units as a decimal string, because unit costs may carry fractions of a cent. */
  amount: string;
};

export type StockLevelFact = {
  kind: "stock-level";
  inventoryItemId: string;
  locationId: string;
  version: Version;
  active: boolean;
  available: number | null;
  onHand: number | null;
  committed: number | null;
  incoming: number | null;
};

/** A level as a file tells it: by SKU and by the name of a place, "" where it names none. */
export type StockCountFact = {
  kind: "stock-count";
  sku: string;
  place: string;
  /** triggeredAt: the instant it was counted at. */
  version: Version;
  /** False: the item is not kept at the place. */
  isStocked: boolean;
  available: number;
  onHand: number | null;
  committed: number | null;
  incoming: number | null;
};

/** How long suppliers take, how often stock is looked at, how long an order lasts. */
export type StockRuleFact = {
  kind: "stock-rule";
  rule: "lead-shop" | "lead-vendor" | "lead-sku" | "review" | "cover";
  /** The vendor or SKU; empty for the others. */
  name: string;
  /** Null: forgotten, so that the next rule holds. */
  days: number | null;
  toldAt: Date;
};

export type LocationFact = {
  kind: "location";
  id: string;
  version: Version;
  name: string;
  active: boolean;
  region: string;
  /** Plain. Default none told. */
  postcode?: string | null;
};
