// What the stand-in tells the app about its store: the past at once, then a live trickle.
import { fulfill, track } from "./after-sale.ts";
import type { OrderPayload } from "./payloads.ts";
import type { Store } from "./store.ts";
import type { Trade } from "./trade.ts";
import type { Delivery, Sender } from "./webhooks.ts";

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
    ...each("orders/create", store.orders.values(), updated),
    ...[...store.deliveries.values()].flatMap((events) =>
      each("fulfillment_events/create", events.slice(-1), updated),
    ),
  ];
}

export type LiveTrade = { stop(): Promise<void> };

/** A new order every few seconds; every other time an open one moves on, as in any shop. */
const everyMs = 5_000;

export function startLiveTrade(trade: Trade, sender: Sender, pauseMs = everyMs): LiveTrade {
  let turn = 0;
  let busy: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn += 1;
    busy = step(trade, sender, turn).catch(() => {});
  }, pauseMs);
  return {
    async stop() {
      clearInterval(timer);
      await busy;
    },
  };
}

async function step({ store, sell }: Trade, sender: Sender, turn: number): Promise<void> {
  const order = sell(new Date());
  if (order.source_name === "pos") fulfill(store, order, new Date(), false);
  await sender.send({ topic: "orders/create", body: order });
  if (turn % 2 === 1) return;
  const orders = [...store.orders.values()];
  const unshipped = orders.find((one) => isOpen(one) && one.fulfillments.length === 0);
  if (unshipped) {
    const fulfillment = fulfill(store, unshipped, new Date(), turn % 4 === 0);
    await sender.send({ topic: "fulfillments/create", body: fulfillment });
    await sender.send({ topic: "orders/updated", body: unshipped });
  }
  const moving = orders.find((one) => one.fulfillments[0]?.shipment_status === "in_transit");
  if (moving) {
    const event = track(store, moving, "delivered", new Date());
    await sender.send({ topic: "fulfillment_events/create", body: event });
  }
}

const isOpen = (order: OrderPayload) =>
  order.cancelled_at === null && order.financial_status !== "voided" && !order.test;
