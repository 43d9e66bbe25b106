import fc from "fast-check";
import { expect, test } from "vitest";
import { orderAmounts } from "../../../app/ingest/sources/order-amounts.ts";

const plain = { total: -1n, shipping: 0n, taxes: 0n, refunded: 0n };

test("a discount is spread over the lines by their value, the largest remainder first", () => {
  // 10.00 + 20.00 − 1.00: shares 33.33… and 66.66… cents.
  expect(orderAmounts([1000n, 2000n], { ...plain, subtotal: 2900n }).lines).toEqual([
    { gross: 1000n, discounts: 33n },
    { gross: 2000n, discounts: 67n },
  ]);
});

test("a rounding cent of either sign stays, so that the order is worth its Subtotal", () => {
  expect(orderAmounts([1000n], { ...plain, subtotal: 1001n }).lines).toEqual([
    { gross: 1000n, discounts: -1n },
  ]);
  expect(orderAmounts([1000n], { ...plain, subtotal: 999n }).lines).toEqual([
    { gross: 1000n, discounts: 1n },
  ]);
});

test("tax inside prices comes out of merchandise and discounts alike", () => {
  // 120.00 of goods, 24.00 off, 96.00 paid for them, 12.00 shipping; 18.00 tax inside 108.00.
  // Tax in Subtotal: 18 × 96 ÷ 108 = 16.00, so 80.00 remains: goods 100.00, discounts 20.00.
  const totals = { subtotal: 9600n, shipping: 1200n, total: 10800n, taxes: 1800n, refunded: 4800n };
  expect(orderAmounts([12000n], totals)).toEqual({
    lines: [{ gross: 10000n, discounts: 2000n }],
    returned: 4000n,
  });
});

test("tax on top of prices stays out of it", () => {
  const totals = { subtotal: 9600n, shipping: 1200n, total: 12600n, taxes: 1800n, refunded: 0n };
  expect(orderAmounts([9600n], totals).lines).toEqual([{ gross: 9600n, discounts: 0n }]);
});

test("a refund counts up to Subtotal: the rest is shipping and tax", () => {
  const totals = { ...plain, subtotal: 5000n, refunded: 6200n };
  expect(orderAmounts([5000n], totals).returned).toBe(5000n);
});

test("merchandise less discounts is Subtotal less its tax, whatever the amounts", () => {
  const cents = fc.bigInt({ min: 0n, max: 10_000_000n });
  fc.assert(
    fc.property(
      fc.array(cents, { minLength: 1, maxLength: 9 }),
      cents,
      cents,
      cents,
      (lines, subtotal, shipping, taxes) => {
        const sum = (side: "gross" | "discounts", totals: Parameters<typeof orderAmounts>[1]) =>
          orderAmounts(lines, totals).lines.reduce((total, line) => total + line[side], 0n);
        const open = { subtotal, shipping, taxes, total: -1n, refunded: 0n };
        expect(sum("gross", open) - sum("discounts", open)).toBe(subtotal);
        fc.pre(taxes > 0n && taxes < subtotal + shipping);
        const included = { ...open, total: subtotal + shipping };
        const net = sum("gross", included) - sum("discounts", included);
        const exact = Number(subtotal) * (1 - Number(taxes) / Number(subtotal + shipping));
        expect(Math.abs(Number(net) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
      },
    ),
  );
});
