// Words of state that Shopify derives: of an order, its returns, a parcel.
import type { OrderPayload } from "./payloads.ts";
import type { Store } from "./store.ts";

/** Order.returnStatus: the furthest of its returns. */
export function returnStatusOf(store: Store, order: OrderPayload): string {
  const states = new Set((store.returns.get(order.id) ?? []).map((each) => each.status));
  if (states.has("open")) return "IN_PROGRESS";
  if (states.has("requested")) return "RETURN_REQUESTED";
  if (states.has("closed")) return "RETURNED";
  return "NO_RETURN";
}

/** Order.displayFulfillmentStatus. */
export function fulfillmentStatusOf(order: OrderPayload): string {
  if (order.fulfillment_status === "fulfilled") return "FULFILLED";
  return order.fulfillment_status === "partial" ? "PARTIALLY_FULFILLED" : "UNFULFILLED";
}

/** Fulfillment.displayStatus from the carrier's last news. */
export function fulfillmentStatus(lastEvent: string | undefined): string {
  return lastEvent?.toUpperCase() ?? "FULFILLED";
}
