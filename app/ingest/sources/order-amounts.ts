// What Shopify's order export tells about money, made into lines that add up. The file has the
// order's `Subtotal` (merchandise after every discount) and each line's price, but no discount a line:
// discounts are what is missing between the two, spread by value.

import { divideHalfEven, spread } from "../../ledger/money.ts";

export type OrderTotals = {
  subtotal: bigint;
  total: bigint;
  shipping: bigint;
  taxes: bigint;
  refunded: bigint;
};

export type OrderAmounts = {
  /** One a line, tax out. gross − discounts over all lines is Subtotal less its tax, exactly. */
  lines: { gross: bigint; discounts: bigint }[];
  /** Refunded Amount up to Subtotal, tax out. */
  returned: bigint;
};

/** Tax inside Subtotal: 0 where prices are without tax (definitions.md, "Files"). */
function taxInSubtotal({ subtotal, total, shipping, taxes }: OrderTotals): bigint {
  const isIncluded = taxes > 0n && total === subtotal + shipping;
  if (!isIncluded || subtotal + shipping === 0n) return 0n;
  return divideHalfEven(taxes * subtotal, subtotal + shipping);
}

/**
 * @param lineTotals price × quantity of each line, rounded once to minor units
 * A difference of a rounding cent between lines and Subtotal stays, whatever its sign, as a discount.
 */
export function orderAmounts(lineTotals: bigint[], totals: OrderTotals): OrderAmounts {
  const { subtotal, refunded } = totals;
  const listed = lineTotals.reduce((a, b) => a + b, 0n);
  const net = subtotal - taxInSubtotal(totals);
  const taxOut = (amount: bigint) =>
    subtotal === 0n ? amount : divideHalfEven(amount * net, subtotal);
  const gross = taxOut(listed);
  const grossByLine = spread(gross, lineTotals);
  const discountByLine = spread(gross - net, lineTotals);
  return {
    lines: grossByLine.map((part, index) => ({
      gross: part,
      discounts: discountByLine[index] ?? 0n,
    })),
    returned: taxOut(refunded < subtotal ? refunded : subtotal),
  };
}
