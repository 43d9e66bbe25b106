import { expect, test } from "vitest";
import { history } from "./deliveries.ts";
import { shopTime } from "./store.ts";
import { generateStore } from "./trade.ts";

const now = new Date("2026-11-22T12:00:00Z");
const draw = (seed: number) => generateStore({ orders: 400, seed, now }).store;

test("the same seed draws the same store, another seed another", () => {
  const bodies = (seed: number) => JSON.stringify(history(draw(seed)));
  expect(bodies(1)).toBe(bodies(1));
  expect(bodies(2)).not.toBe(bodies(1));
});

test("an order's money adds up: lines less discounts are its subtotal, tax is inside", () => {
  for (const order of draw(1).orders.values()) {
    const cents = (text: string) => Math.round(Number(text) * 100);
    const gross = order.line_items.reduce(
      (sum, line) => sum + cents(line.price) * line.quantity,
      0,
    );
    expect(gross - cents(order.total_discounts)).toBe(cents(order.subtotal_price));
    expect(
      cents(order.subtotal_price) + cents(order.total_shipping_price_set.shop_money.amount),
    ).toBe(cents(order.total_price));
    expect(cents(order.total_tax)).toBeLessThan(cents(order.subtotal_price));
  }
});

test("nothing happens in the future and nothing before its order", () => {
  const store = draw(1);
  for (const order of store.orders.values()) {
    for (const { created_at } of [...order.fulfillments, ...order.refunds]) {
      expect(Date.parse(created_at)).toBeGreaterThanOrEqual(Date.parse(order.processed_at));
      expect(Date.parse(created_at)).toBeLessThanOrEqual(now.getTime());
    }
  }
});

test("times carry the shop's offset, summer and winter", () => {
  expect(shopTime(new Date("2026-07-01T10:00:00Z"))).toBe("2026-07-01T12:00:00+02:00");
  expect(shopTime(new Date("2026-12-01T10:00:00Z"))).toBe("2026-12-01T11:00:00+01:00");
  expect(shopTime(new Date("2026-12-01T10:00:00Z"), "America/St_Johns")).toBe(
    "2026-12-01T06:30:00-03:30",
  );
});
