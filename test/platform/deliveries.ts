// What the stand-in tells the app about its store's past, all at once.
import { levelBody } from "./life.ts";
import type { Store } from "./store.ts";
import type { Delivery } from "./webhooks.ts";

/**
 * The whole store as signed deliveries: things before the orders that name them, of each parcel's
 * way only how it stands now.
 */
export function history(store: Store): Delivery[] {
  const each = <T>(topic: string, bodies: Iterable<T>, at: (body: T) => string): Delivery[] =>
    [...bodies].map((body) => ({ topic, body, triggeredAt: new Date(at(body)) }));
  const updated = (body: { updated_at: string }) => body.updated_at;
  return [
    ...each("locations/create", store.locations.values(), updated),
    ...each("inventory_items/create", store.inventoryItems.values(), updated),
    ...each("products/create", store.products.values(), updated),
    ...each("inventory_levels/connect", [...store.levels.values()].map(levelBody), updated),
    ...each("orders/create", store.orders.values(), updated),
    ...[...store.deliveries.values()].flatMap((events) =>
      each("fulfillment_events/create", events.slice(-1), updated),
    ),
    ...each(
      "returns/update",
      [...store.returns.values()].flat(),
      (body) => body.closed_at ?? body.created_at,
    ),
  ];
}
