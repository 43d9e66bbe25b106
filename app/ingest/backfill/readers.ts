// Who reads which result. Sales have no reader of their own: they are read with their orders.
import type { BackfillKind } from "./kinds.ts";
import { orders } from "./orders.ts";
import { customers, fulfillmentOrders, returns } from "./plain.ts";
import { products } from "./products.ts";
import type { BulkReader } from "./read.ts";

export const bulkReaders: Readonly<Record<Exclude<BackfillKind, "sales">, BulkReader>> = {
  products,
  customers,
  "fulfillment-orders": fulfillmentOrders,
  returns,
  orders,
};
