// The shop floor: what a button in the stand-in's admin, or the live trickle, makes happen. Each is a
// change of the store, and whatever Shopify would send of it is sent.
import type { OrderPayload } from "./payloads.ts";
import type { Trade } from "./trade.ts";
import type { Sender } from "./webhooks.ts";

export const floorActions = ["order", "ship", "refund"] as const;
export type FloorAction = (typeof floorActions)[number];

export type Floor = {
  /** A sentence that says what happened, or why nothing could. */
  act(action: FloorAction): string;
  /** A new order, now and then a parcel, and all that was due meanwhile. */
  trickle(): void;
};

export function createFloor(trade: Trade, sender: Sender): Floor {
  const { store, life } = trade;
  let turn = 0;
  trade.listen((topic, body, triggeredAt) => sender.deliver({ topic, body, triggeredAt }));

  const isOpen = (order: OrderPayload) =>
    order.cancelled_at === null && order.financial_status !== "voided" && !order.test;
  const worth = (order: OrderPayload) => `€${order.total_price}`;

  function ship(): string {
    for (const order of store.orders.values()) {
      if (!isOpen(order) || order.source_name === "pos") continue;
      const parcel = life.ship(order, new Date(), turn % 2 === 0 ? "app" : "user");
      if (parcel) return `Demo data: ${order.name} shipped with ${parcel.tracking_company}.`;
    }
    return "Demo data: nothing is left to ship. Place an order first.";
  }

  function refund(): string {
    for (const order of [...store.orders.values()].toReversed()) {
      const line = order.line_items.find((each) => each.current_quantity > 0);
      if (!isOpen(order) || order.financial_status === "pending" || !line) continue;
      life.giveBack(order, [{ line, quantity: 1 }], new Date(), "return");
      const { amount } = order.refunds.at(-1)!.transactions[0]!;
      return `Demo data: €${amount} of ${order.name} refunded.`;
    }
    return "Demo data: there is no paid order to refund. Place an order first.";
  }

  /** A test order counts nowhere, so an order that does follows it at once. */
  function place(): string {
    let order = trade.sell(new Date());
    while (order.test) order = trade.sell(new Date());
    return `Demo data: ${order.name} placed, ${worth(order)}.`;
  }

  return {
    act(action) {
      turn += 1;
      trade.advance(new Date());
      return { order: place, ship, refund }[action]();
    },
    trickle() {
      turn += 1;
      trade.advance(new Date());
      place();
      if (turn % 3 === 0) ship();
    },
  };
}

/** A new order every few seconds. */
const everyMs = 5_000;

export function startLiveTrade(
  floor: Floor,
  sender: Sender,
  pauseMs = everyMs,
): { stop(): Promise<void> } {
  const timer = setInterval(() => floor.trickle(), pauseMs);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.race([
        sender.settle(),
        new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
      ]);
    },
  };
}
