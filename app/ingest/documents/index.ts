// Every published document, and who reads what again. Tests hold the documents valid on the Admin
// schema, free of deprecated fields, within the cost of one call, and within the scopes asked for.
import { customers, customersQuery } from "./customers.ts";
import { flowTriggerQuery } from "./flow.ts";
import { inventoryItems, inventoryItemsQuery, inventoryLevelsQuery } from "./inventory-items.ts";
import { metafieldQuery, metafieldsDeleteQuery, metafieldsSetQuery } from "./metafields.ts";
import { orderLinesQuery, orderListsQuery, orders, ordersQuery } from "./orders.ts";
import { fulfillmentOrders, fulfillmentOrdersQuery, promises, promisesQuery } from "./orders.ts";
import { products, productsQuery, productVariantsQuery } from "./products.ts";
import { refunds } from "./refunds.ts";
import { refundLinesQuery, refundsQuery } from "./refund-node.ts";
import { shopQuery } from "./shop.ts";
import type { Refetcher } from "./reading.ts";
import type { RefetchKind } from "../topics/topic.ts";

export { readShop, shopQuery } from "./shop.ts";
export type { ShopReading } from "./shop.ts";
export type { Call, Reading, Refetcher } from "./reading.ts";

export const refetchers: Readonly<Record<RefetchKind, Refetcher>> = {
  order: orders,
  promise: promises,
  "fulfillment-order": fulfillmentOrders,
  refund: refunds,
  customer: customers,
  product: products,
  "inventory-item": inventoryItems,
};

/** Query texts with the ids a call may carry (1 where it takes one id or none). */
export const documents: readonly { query: string; idsPerCall: number }[] = [
  { query: ordersQuery, idsPerCall: orders.idsPerCall },
  { query: orderLinesQuery, idsPerCall: 1 },
  { query: orderListsQuery, idsPerCall: 1 },
  { query: promisesQuery, idsPerCall: promises.idsPerCall },
  { query: fulfillmentOrdersQuery, idsPerCall: fulfillmentOrders.idsPerCall },
  { query: refundsQuery, idsPerCall: refunds.idsPerCall },
  { query: refundLinesQuery, idsPerCall: 1 },
  { query: customersQuery, idsPerCall: customers.idsPerCall },
  { query: productsQuery, idsPerCall: products.idsPerCall },
  { query: productVariantsQuery, idsPerCall: 1 },
  { query: inventoryItemsQuery, idsPerCall: inventoryItems.idsPerCall },
  { query: inventoryLevelsQuery, idsPerCall: 1 },
  { query: shopQuery, idsPerCall: 1 },
  { query: flowTriggerQuery, idsPerCall: 1 },
  { query: metafieldsSetQuery, idsPerCall: 1 },
  { query: metafieldsDeleteQuery, idsPerCall: 1 },
  { query: metafieldQuery, idsPerCall: 1 },
];
