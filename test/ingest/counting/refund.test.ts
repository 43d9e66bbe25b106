import { expect, test } from "vitest";
import { looksTaxIncluded, refundValue } from "../../../app/ingest/counting/refund.ts";
import { orderFacts, refundFact } from "../../../app/ingest/counting/order.ts";
import { heard, only, order, refund, refundLine } from "./given.ts";

const usd = { taxesIncluded: false, currency: "USD" };
const eur = { taxesIncluded: true, currency: "EUR" };

test("a partial refund is its lines' subtotals", () => {
  // 2 × 8.00 and 1 × 5.00; added tax is no part of the subtotal.
  const value = refundValue(
    refund({
      lines: [
        refundLine({ lineId: "1", quantity: 2, subtotal: "16.00", tax: "1.60" }),
        refundLine({ lineId: "2", subtotal: "5.00", tax: "0.50" }),
      ],
    }),
    usd,
  );
  expect(value.amount).toBe(2100n);
  expect(value.lines.map((line) => [line.lineId, line.quantity, line.amount])).toEqual([
    ["1", 2, 1600n],
    ["2", 1, 500n],
  ]);
});

test("a refund line of a tax-included shop loses its tax", () => {
  // 11.90 with 1.90 tax in it.
  const value = refundValue(
    refund({ lines: [refundLine({ subtotal: "11.90", tax: "1.90" })] }),
    eur,
  );
  expect(value.amount).toBe(1000n);
});

test("less money than the lines say is a discrepancy in the merchant's favour and is taken off", () => {
  // Lines 100.00, 80.00 went back: Shopify writes +20.00.
  const value = refundValue(
    refund({
      lines: [refundLine({ subtotal: "100.00" })],
      discrepancies: [{ amount: "20.00", tax: "0.00" }],
    }),
    usd,
  );
  expect(value.amount).toBe(8000n);
});

test("more money than the lines say is a negative discrepancy and is added", () => {
  // Lines 100.00, 105.00 went back: Shopify writes −5.00.
  const value = refundValue(
    refund({
      lines: [refundLine({ subtotal: "100.00" })],
      discrepancies: [{ amount: "-5.00", tax: "0.00" }],
    }),
    usd,
  );
  expect(value.amount).toBe(10500n);
});

test("refunded shipping is out, beside lines and without them", () => {
  const shipping = [{ amount: "8.00", tax: "0.80" }];
  const withLines = refund({ lines: [refundLine()], shipping, moneyBack: ["18.80"] });
  expect(refundValue(withLines, usd).amount).toBe(1000n);
  // 18.80 went back, 8.00 + 0.80 of it for shipping: 10.00.
  expect(refundValue(refund({ shipping, moneyBack: ["18.80"] }), usd).amount).toBe(1000n);
});

test("a refund without lines is the money that went back less tax, shipping and duties", () => {
  // 30.00 + 12.00 back; tax 2.00 of the discrepancy; shipping −5.00 and −0.50 by the older form;
  // duties 1.50. 42.00 − 2.00 − 5.50 − 1.50 = 33.00. The discrepancy is the same money again.
  const value = refundValue(
    refund({
      discrepancies: [{ amount: "-33.00", tax: "-2.00" }],
      shipping: [{ amount: "-5.00", tax: "-0.50" }],
      duties: ["1.50"],
      moneyBack: ["30.00", "12.00"],
    }),
    usd,
  );
  expect(value).toEqual({ amount: 3300n, lines: [] });
});

test("a refund without lines whose money has not gone back yet is worth nothing yet", () => {
  expect(refundValue(refund(), usd)).toEqual({ amount: 0n, lines: [] });
});

test("refunded gift cards and tips are no returns", () => {
  const gift = refundLine({ lineId: "9", subtotal: "50.00", merchandise: false });
  expect(refundValue(refund({ lines: [gift] }), usd)).toEqual({ amount: 0n, lines: [] });
  const both = refundValue(refund({ lines: [gift, refundLine()] }), usd);
  expect(both.amount).toBe(1000n);
  expect(both.lines).toHaveLength(1);
});

test("a cancelled line is money back and keeps its restock type", () => {
  const value = refundValue(refund({ lines: [refundLine({ restockType: "cancel" })] }), usd);
  expect(value.amount).toBe(1000n);
  expect(value.lines[0]?.restockType).toBe("cancel");
});

test("a refund of another period keeps its own instant", () => {
  const processedAt = new Date("2026-05-02T09:00:00Z");
  const facts = orderFacts(
    order({ refunds: [refund({ processedAt, lines: [refundLine()] })] }),
    heard,
  );
  expect(only(facts, "refund")).toMatchObject({ processedAt, dayKnown: true, amount: 1000n });
});

test("the same refund inside its order replaces the one of its own delivery, never the reverse", () => {
  const createdAt = new Date("2026-03-10T11:59:59Z");
  const input = refund({ createdAt, lines: [refundLine()] });
  const alone = refundFact(input, { id: "100", ...usd }, createdAt, heard);
  const inside = only(orderFacts(order({ refunds: [input] }), heard), "refund");
  expect(inside.version.hash).toBe(alone.version.hash);
  expect(inside.version.updatedAt.getTime()).toBeGreaterThan(alone.version.updatedAt.getTime());
});

test("whether a subtotal holds its tax shows in the rate", () => {
  // 19 %: added tax on 100.00 is 19.00; included in 119.00 it is 19.00 too, 15.97 % of it.
  expect(looksTaxIncluded([{ subtotal: "119.00", tax: "19.00", rate: 0.19 }])).toBe(true);
  expect(looksTaxIncluded([{ subtotal: "100.00", tax: "19.00", rate: 0.19 }])).toBe(false);
  expect(looksTaxIncluded([{ subtotal: "100.00", tax: "0.00", rate: null }])).toBe(false);
});
