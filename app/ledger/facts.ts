// Glossary of everything that can happen in a shop, as the doors hand it to the ledger.
//
// fact       something that happened, keyed by Shopify's id; a newer version replaces an older one
// version    which of two copies of a fact is newer: updatedAt, then triggeredAt, then hash
// order ref  how a file or a survey names an order: its id, or its name without the leading #
//
// Every id is text (Shopify's exceed 2^53), every instant a Date, money bigint minor units of the
// shop's currency. Parsing is done at the door: a fact holds no raw payload.

import type { CostRuleFact } from "./cost-rule.ts";
import type { LabelCostFact } from "./label-cost.ts";
import type { OrderTouchFact, RateFact, SpendFact } from "./marketing-facts.ts";
import type {
  CostFact,
  InventoryItemFact,
  LocationFact,
  StockCountFact,
  StockLevelFact,
  StockRuleFact,
} from "./stock-facts.ts";
import type { AssignmentFact, VisitFact } from "./team-facts.ts";

export type * from "./stock-facts.ts";

/** Compared in this order; CSV rows carry the epoch as `updatedAt`, so they lose to any API copy. */
export type Version = { updatedAt: Date; triggeredAt: Date; hash: string };

export type Channel =
  "online" | "pos" | "draft" | "marketplace" | "subscription" | "other" | "unknown";

export type OrderLineFact = {
  id: string;
  /** 0-based place in the order. */
  position: number;
  productId: string | null;
  variantId: string | null;
  sku: string | null;
  title: string;
  /** Ordered units: quantity less the units an edit removed without refund. */
  quantity: number;
  /** Merchandise before discounts, tax out, for `quantity` units. */
  gross: bigint;
  /** Line and order discounts that fall on this line, tax out. */
  discounts: bigint;
  /** False for gift cards and tips: kept, never counted. */
  merchandise: boolean;
  requiresShipping: boolean;
};

export type OrderFact = {
  kind: "order";
  source: "api" | "csv";
  id: string;
  name: string;
  version: Version;
  processedAt: Date;
  cancelledAt: Date | null;
  test: boolean;
  /** Lower case: paid, pending, authorized, voided, expired, … */
  financialStatus: string;
  currency: string;
  presentment: { currency: string; net: bigint } | null;
  channel: Channel;
  /** `CC-PROV`, `CC` or `unknown`. */
  region: string;
  /** Of the same address, plain; for regions by postcode alone. Default none told. */
  postcode?: string | null;
  locationId: string | null;
  customerId: string | null;
  /** 1-based place among the customer's orders as Shopify says it; null when it does not say. */
  customerOrderIndex: number | null;
  /** Ship time as an order file tells it; used only while no fulfillment is known. */
  fulfilledAt: Date | null;
  /** What the buyer was charged, tax and shipping in, minor units. Default not told. */
  charged?: bigint | null;
  /** As `gatewayOf` writes it. Default not told. */
  gateway?: string | null;
  /** Default not told. */
  weightGrams?: number | null;
  lines: OrderLineFact[];
};

export type RefundLineFact = {
  lineId: string;
  quantity: number;
  /** return · cancel · no_restock · legacy_restock. `cancel` is money back, not a returned unit. */
  restockType: string;
  /** Subtotal, tax out. */
  amount: bigint;
};

export type RefundFact = {
  kind: "refund";
  source: "api" | "csv";
  id: string;
  orderId: string;
  version: Version;
  processedAt: Date;
  /** False when a file names an amount but no day. */
  dayKnown: boolean;
  /** Everything that counts as returns: lines plus discrepancies, or the money of a refund without lines. */
  amount: bigint;
  lines: RefundLineFact[];
};

export type FulfillmentFact = {
  kind: "fulfillment";
  id: string;
  orderRef: string;
  version: Version;
  /** Lower case: success, pending, cancelled, error, failure, open. */
  status: string;
  createdAt: Date;
  inTransitAt: Date | null;
  deliveredAt: Date | null;
  dueAt: Date | null;
  promisedAt: Date | null;
  locationId: string | null;
  carrier: string | null;
  /** As `parcelKeyOf` makes it. Default not told. */
  parcelKey?: bigint;
};

export type FulfillmentEventFact = {
  kind: "fulfillment-event";
  id: string;
  fulfillmentId: string;
  orderId: string;
  /** Lower case: in_transit, delivered, … */
  status: string;
  happenedAt: Date;
};

/** Shopify's fulfillment order: the promise, and what is still to be sent; read by refetch and backfill only. */
export type FulfillmentOrderFact = {
  kind: "fulfillment-order";
  id: string;
  orderId: string;
  version: Version;
  status: string;
  fulfillBy: Date | null;
  deliverBy: Date | null;
  /** Where it is to be sent from. */
  locationId?: string | null;
};

export type ReturnFact = {
  kind: "return";
  id: string;
  orderId: string;
  version: Version;
  status: string;
};

export type OrderEventFact = {
  kind: "order-event";
  id: string;
  orderId: string;
  action: string;
  byApp: boolean;
  byUser: boolean;
  createdAt: Date;
};

export type VariantFact = {
  id: string;
  position: number;
  title: string;
  sku: string | null;
  price: bigint | null;
  compareAtPrice: bigint | null;
  inventoryItemId: string | null;
};

/** A product with all its variants: those it no longer names are gone. */
export type ProductFact = {
  kind: "product";
  id: string;
  version: Version;
  title: string;
  handle: string;
  vendor: string;
  productType: string;
  /** active · draft · archived */
  status: string;
  tags: string[];
  publishedAt: Date | null;
  giftCard: boolean;
  variants: VariantFact[];
};

/** What a person may be reached by. Goes sealed into one table and nowhere else. */
export type ContactDetails = {
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
};

export type CustomerFact = {
  kind: "customer";
  id: string;
  version: Version;
  createdAt: Date | null;
  state: string;
  contact: ContactDetails | null;
  /**
   * Whether they forbade that their data is sold or shared. No part of the hash, because no webhook
   * tells it. Default not told.
   */
  saleOptOut?: { isOut: boolean; toldAt: Date };
};

export type CustomerMergeFact = { kind: "customer-merge"; fromId: string; toId: string };

export type AnswerFact = {
  kind: "answer";
  orderRef: string;
  /** nps (0–10) · csat (1–5) */
  question: string;
  touchpoint: "checkout" | "after-delivery" | "service" | "pos";
  score: number;
  answeredAt: Date;
  text: string | null;
};

/** A thing that is gone: a tombstone stays, whatever arrives later. */
export type DeletedFact = {
  kind: "deleted";
  what: "order" | "product" | "customer" | "inventory-item" | "stock-level";
  /** For a stock level `<inventory item id>@<location id>`. */
  id: string;
  at: Date;
};

export type Fact =
  | OrderFact
  | RefundFact
  | FulfillmentFact
  | FulfillmentEventFact
  | FulfillmentOrderFact
  | ReturnFact
  | OrderEventFact
  | ProductFact
  | InventoryItemFact
  | CostFact
  | StockLevelFact
  | StockCountFact
  | StockRuleFact
  | LocationFact
  | CustomerFact
  | CustomerMergeFact
  | AnswerFact
  | SpendFact
  | RateFact
  | CostRuleFact
  | LabelCostFact
  | OrderTouchFact
  | AssignmentFact
  | VisitFact
  | DeletedFact;

export type FactKind = Fact["kind"];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** The bound shop, as every writer and reader needs it. */
export type ShopContext = {
  id: bigint;
  domain: string;
  /** IANA name. */
  timeZone: string;
  /** ISO 4217, upper case. */
  currency: string;
};
