import { expect, test } from "vitest";
import { orderFacts } from "../../../app/ingest/counting/order.ts";
import { heard, line, money, only, order, refund, refundLine, worth } from "./given.ts";

test("a USD shop with a EUR buyer counts dollars and keeps the euros beside them", () => {
  // Shop: 2 × 12.50 = 25.00, less 2.50 = 22.50. Buyer: 2 × 11.41 = 22.82, less 2.28 = 20.54.
  const facts = orderFacts(
    order({
      presentmentCurrency: "EUR",
      lines: [
        line({
          quantity: 2,
          unitPrice: money("12.50", "11.41"),
          allocations: [money("2.50", "2.28")],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 2500n, discounts: 250n, units: 2 });
  expect(only(facts, "order").presentment).toEqual({ currency: "EUR", net: 2054n });
});

test("a JPY shop has no decimals", () => {
  // 3 × ¥1,980 = ¥5,940, less ¥594.
  const facts = orderFacts(
    order({
      currency: "JPY",
      lines: [line({ quantity: 3, unitPrice: money("1980"), allocations: [money("594.0")] })],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 5940n, discounts: 594n, units: 3 });
});

test("a KWD shop has three decimals", () => {
  // 3 × 1.125 = 3.375 dinars = 3,375 fils, less 0.338.
  const facts = orderFacts(
    order({
      currency: "KWD",
      lines: [line({ quantity: 3, unitPrice: money("1.125"), allocations: [money("0.338")] })],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 3375n, discounts: 338n, units: 3 });
});

test("a unit price with three decimals is rounded once, after the quantity, half to even", () => {
  // 5 × 0.125 = 0.625 → 0.62 (62.5 cents lie between 62 and 63: even). Rounding each unit first
  // would give 5 × 0.12 = 0.60. 3 × 0.125 = 0.375 → 0.38 (37.5: even is 38).
  const facts = orderFacts(
    order({
      lines: [
        line({ id: "1", quantity: 5, unitPrice: money("0.125") }),
        line({ id: "2", quantity: 3, unitPrice: money("0.125") }),
      ],
    }),
    heard,
  );
  expect(only(facts, "order").lines.map((each) => each.gross)).toEqual([62n, 38n]);
});

test("gift cards and tips are kept and are no merchandise", () => {
  // 10.00 of merchandise; 50.00 of gift card and 2.00 of tip stay out.
  const facts = orderFacts(
    order({
      lines: [
        line({ id: "1" }),
        line({ id: "2", giftCard: true, unitPrice: money("50.00") }),
        line({ id: "3", tip: true, unitPrice: money("2.00") }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 1000n, discounts: 0n, units: 1 });
  expect(only(facts, "order").lines.map((each) => each.merchandise)).toEqual([true, false, false]);
  expect(only(facts, "order").presentment).toEqual({ currency: "USD", net: 1000n });
});

test("an order-level discount counts on the lines it was allocated to", () => {
  // 10 % of 30.00 + 10.00 = 4.00, allocated 3.00 and 1.00; the first line has 1.50 of its own too.
  const facts = orderFacts(
    order({
      lines: [
        line({
          id: "1",
          unitPrice: money("30.00"),
          allocations: [money("1.50"), money("3.00")],
        }),
        line({ id: "2", allocations: [money("1.00")] }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 4000n, discounts: 550n, units: 2 });
});

test("a 100 % discount leaves merchandise of its full value and a net of zero", () => {
  const facts = orderFacts(
    order({ lines: [line({ quantity: 2, allocations: [money("20.00")] })] }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 2000n, discounts: 2000n, units: 2 });
});

test("test and voided orders say so and keep their worth", () => {
  const fact = only(orderFacts(order({ test: true, financialStatus: "VOIDED" }), heard), "order");
  expect(fact).toMatchObject({ test: true, financialStatus: "voided" });
});

test("in a tax-included shop tax comes out of merchandise and discounts alike", () => {
  // 2 × 59.50 = 119.00 with 19 % in it, less 11.90: 107.10 with tax, of which Shopify says 17.10.
  // Net = 107.10 − 17.10 = 90.00. Discount = 11.90 ÷ 1.19 = 10.00. Merchandise = 100.00.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      currency: "EUR",
      lines: [
        line({
          quantity: 2,
          unitPrice: money("59.50"),
          allocations: [money("11.90")],
          taxes: [{ amount: money("17.10"), rate: 0.19 }],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 10000n, discounts: 1000n, units: 2 });
});

test("several included rates add up, and the rounding cent goes to merchandise", () => {
  // Canada: 5 % GST + 9.975 % QST. 49.99 less 5.00 = 44.99 with tax. GST 1.96, QST 3.90.
  // Net = 44.99 − 5.86 = 39.13. Discount = 5.00 ÷ 1.14975 = 4.3488 → 4.35. Merchandise = 43.48.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      currency: "CAD",
      lines: [
        line({
          unitPrice: money("49.99"),
          allocations: [money("5.00")],
          taxes: [
            { amount: money("1.96"), rate: 0.05 },
            { amount: money("3.90"), rate: 0.09975 },
          ],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 4348n, discounts: 435n, units: 1 });
});

test("an undiscounted tax-included line shows no discount, whatever the tax was rounded to", () => {
  // 9.99 with 7 % in it: 9.99 ÷ 1.07 = 9.3364, but the tax line says 0.66, so net is 9.33.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      lines: [line({ unitPrice: money("9.99"), taxes: [{ amount: money("0.66"), rate: 0.07 }] })],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 933n, discounts: 0n, units: 1 });
});

test("a tax line without a rate takes the share that the tax itself shows", () => {
  // 12.00 less 6.00 = 6.00 with tax, 1.00 of it tax: net 5.00, share 5 ÷ 6. Discount 6.00 × 5 ÷ 6 = 5.00.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      lines: [
        line({
          unitPrice: money("12.00"),
          allocations: [money("6.00")],
          taxes: [{ amount: money("1.00"), rate: null }],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 1000n, discounts: 500n, units: 1 });
});

test("a 100 % discount in a tax-included shop is worth the price without tax", () => {
  // 11.90 − 11.90 = 0, no tax. Discount = 11.90 ÷ 1.19 = 10.00 = merchandise.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      lines: [
        line({
          unitPrice: money("11.90"),
          allocations: [money("11.90")],
          taxes: [{ amount: money("0.00"), rate: 0.19 }],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 1000n, discounts: 1000n, units: 1 });
});

test("an edit that removes units without a refund restates the sale", () => {
  // Ordered 4 × 10.00 with 4.00 off; 1 removed: 3 units, 30.00, and 4.00 × 3 ÷ 4 = 3.00 off.
  const facts = orderFacts(
    order({ lines: [line({ quantity: 4, currentQuantity: 3, allocations: [money("4.00")] })] }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 3000n, discounts: 300n, units: 3 });
});

test("refunded units stay sold: only what an edit removed beyond them is restated", () => {
  // Ordered 5, now 2: 2 of the 3 missing were refunded, so 1 was removed by an edit: 4 sold.
  const facts = orderFacts(
    order({
      lines: [line({ quantity: 5, currentQuantity: 2 })],
      refunds: [refund({ lines: [refundLine({ quantity: 2, subtotal: "20.00" })] })],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 4000n, discounts: 0n, units: 4 });
  expect(only(facts, "refund").amount).toBe(2000n);
});

test("an edit in a tax-included shop scales the tax with the units", () => {
  // Ordered 3 × 11.90 with 5.70 tax; 1 removed: 23.80 with 5.70 × 2 ÷ 3 = 3.80 tax, net 20.00.
  const facts = orderFacts(
    order({
      taxesIncluded: true,
      lines: [
        line({
          quantity: 3,
          currentQuantity: 2,
          unitPrice: money("11.90"),
          taxes: [{ amount: money("5.70"), rate: 0.19 }],
        }),
      ],
    }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 2000n, discounts: 0n, units: 2 });
});

test("a line that an edit removed wholly is worth nothing", () => {
  const facts = orderFacts(
    order({ lines: [line({ quantity: 1, currentQuantity: 0, allocations: [money("1.00")] })] }),
    heard,
  );
  expect(worth(facts)).toEqual({ gross: 0n, discounts: 0n, units: 0 });
});
