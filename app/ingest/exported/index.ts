import * as others from "./others.ts";
import * as sales from "./sales.ts";
import * as shelves from "./shelves.ts";
import type { ExportedTable } from "./table.ts";

/**
 * The tables of `fourfold export` that hold facts, in the order in which they are read: what others are
 * counted by comes first, so that nothing is counted twice. Everything else follows from them.
 */
export const exportedTables: readonly ExportedTable[] = [
  shelves.locations,
  shelves.customers,
  shelves.inventoryItems,
  shelves.products,
  shelves.costs,
  others.costRules,
  others.labelCosts,
  others.rates,
  sales.orders,
  sales.refunds,
  sales.fulfillments,
  sales.fulfillmentEvents,
  sales.fulfillmentOrders,
  sales.returns,
  sales.orderEvents,
  sales.answers,
  others.touches,
  others.spend,
  shelves.stockChanges,
  shelves.stockLevels,
  others.assignments,
  others.visits,
  others.tombstones,
  others.aliases,
];
