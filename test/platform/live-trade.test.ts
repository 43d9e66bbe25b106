import { expect, test } from "vitest";
import { createFloor, startLiveTrade } from "./floor.ts";
import { generateStore } from "./trade.ts";
import type { Delivery, Sender } from "./webhooks.ts";

test("orders trickle in until the trade is stopped, each told as Shopify would", async () => {
  const trade = generateStore({ orders: 40, seed: 6, now: new Date() });
  const known = new Set(trade.store.orders.keys());
  const sent: Delivery[] = [];
  const sender = {
    deliver: (delivery: Delivery) => void sent.push(delivery),
    settle: async () => {},
  } as Sender;
  const live = startLiveTrade(createFloor(trade, sender), sender, 5);
  const placed = () => [...trade.store.orders.keys()].filter((id) => !known.has(id));
  await expect.poll(() => placed().length).toBeGreaterThan(3);
  await live.stop();
  const told = sent.filter(({ topic }) => topic === "orders/create");
  expect(told.map(({ body }) => (body as { id: number }).id)).toEqual(placed());
});
