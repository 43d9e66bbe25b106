// kind       one bulk operation: what it reads
// operation  the bulk operation at Shopify
// root       a line of the result without a parent; everything else belongs to one
//
// Merged in this order: what an order depends on comes first, so that each order is written once.

export const backfillKinds = [
  "products",
  "customers",
  "fulfillment-orders",
  "returns",
  "sales",
  "orders",
] as const;

export type BackfillKind = (typeof backfillKinds)[number];

export type KindState = "waiting" | "running" | "ready" | "loading" | "done" | "failed";

/** The scope without which Shopify refuses an operation, for the sentence that says what to do. */
export const scopeOf: Readonly<Record<BackfillKind, string>> = {
  products: "read_products and read_inventory",
  customers: "read_customers",
  "fulfillment-orders":
    "read_merchant_managed_fulfillment_orders or read_third_party_fulfillment_orders",
  returns: "read_returns",
  sales: "read_orders",
  orders: "read_orders",
};
