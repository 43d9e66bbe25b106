// What a refund takes back from sales.
//
// Lines: Σ subtotals, tax out where the price holds it. Discrepancies: Shopify's amount is positive
// in the merchant's favour (less went back than the lines say), so it is taken off; negative adds.
// Shipping, duties and tax are no sales and never come back as such. A refund without lines is the
// money that went back less its tax, shipping and duties; its discrepancy is that same money told a
// second time and is not added.
import { toMinor } from "../../ledger/money.ts";
import type { RefundLineFact } from "../../ledger/facts.ts";
import { sum } from "./line.ts";
import type { RefundInput, RefundLineInput } from "./order-input.ts";

export type RefundValue = { amount: bigint; lines: RefundLineFact[] };

/** Amounts in minor units of `currency`, the shop's. */
export function refundValue(
  refund: RefundInput,
  order: { taxesIncluded: boolean; currency: string },
): RefundValue {
  const minor = (amount: string) => toMinor(amount, order.currency);
  const withoutTax = (amount: string, tax: string) =>
    order.taxesIncluded ? minor(amount) - minor(tax) : minor(amount);

  if (refund.lines.length === 0) return { amount: moneyBack(refund, minor), lines: [] };

  const lines = refund.lines
    .filter((line) => line.merchandise)
    .map((line) => ({
      lineId: line.lineId,
      quantity: line.quantity,
      restockType: line.restockType,
      amount: withoutTax(line.subtotal, line.tax),
    }))
    .sort(byContent);
  if (lines.length === 0) return { amount: 0n, lines: [] };

  const discrepancies = refund.discrepancies.map((each) => withoutTax(each.amount, each.tax));
  return { amount: sum(lines.map((line) => line.amount)) - sum(discrepancies), lines };
}

/** A refund line has no id of its own in the ledger: content orders them the same by every door. */
function byContent(a: RefundLineFact, b: RefundLineFact): number {
  const key = (line: RefundLineFact) =>
    [line.lineId, line.restockType, String(line.quantity), String(line.amount)].join(" ");
  return key(a) < key(b) ? -1 : 1;
}

function moneyBack(refund: RefundInput, minor: (amount: string) => bigint): bigint {
  const size = (amount: bigint) => (amount < 0n ? -amount : amount);
  const back = sum(refund.moneyBack.map(minor));
  const taxes = refund.discrepancies.map((each) => size(minor(each.tax)));
  const shipping = refund.shipping.map((each) => size(minor(each.amount)) + size(minor(each.tax)));
  const rest = back - sum(taxes) - sum(shipping) - sum(refund.duties.map(minor));
  return rest > 0n ? rest : 0n;
}

/**
 * Does the price hold the tax? A refund's own webhook does not say, but each line's subtotal, tax
 * and rate do: added tax is subtotal × rate, included tax is subtotal × rate ÷ (1 + rate). The
 * larger lines decide, because a cent's rounding hides the difference on small ones.
 */
export function looksTaxIncluded(
  lines: (Pick<RefundLineInput, "subtotal" | "tax"> & { rate: number | null })[],
): boolean {
  let missIncluded = 0;
  let missAdded = 0;
  for (const line of lines) {
    if (line.rate === null || line.rate <= 0) continue;
    const subtotal = Number(line.subtotal);
    const tax = Number(line.tax);
    missAdded += Math.abs(subtotal * line.rate - tax);
    missIncluded += Math.abs((subtotal * line.rate) / (1 + line.rate) - tax);
  }
  return missIncluded < missAdded;
}
