// What one order line is worth: merchandise before discounts and the discounts on it, tax out.
//
// In a tax-included shop the price holds the tax. Shopify's tax lines say exactly how much of the
// discounted price is tax, so merchandise − discounts = price − discounts − Σ tax lines, to the
// minor unit. The discount's own tax is discount − discount ÷ (1 + Σ rates); the rounding cent goes
// to merchandise, so a line without discount never shows one.
import { divideHalfEven, toMinor } from "../../ledger/money.ts";
import type { Amount, LineInput, TaxInput } from "./order-input.ts";

export type LineValue = { gross: bigint; discounts: bigint };

/** Rates are compared as integers of 10⁻¹²: finer than any tax law, coarser than a float's noise. */
const rateScale = 1_000_000_000_000n;

/** Units ordered: an edit that removed units without a refund restates the sale. */
export function orderedUnits(line: LineInput, refundedUnits: number): number {
  if (line.currentQuantity === null) return line.quantity;
  return line.quantity - Math.max(0, line.quantity - line.currentQuantity - refundedUnits);
}

/** Merchandise is what is neither a gift card nor a tip. */
export function isMerchandise(line: Pick<LineInput, "giftCard" | "tip">): boolean {
  return !line.giftCard && !line.tip;
}

/** Every amount is the same in the shop's money and in the buyer's. */
export function isToldAlike({ unitPrice, allocations, taxes }: LineInput): boolean {
  const isAlike = ({ shop, presentment }: Amount) => shop === presentment;
  return (
    isAlike(unitPrice) && allocations.every(isAlike) && taxes.every(({ amount }) => isAlike(amount))
  );
}

/**
 * Worth of `units` of a line in minor units of `currency`.
 * @param side which money of the line: `shop` for every number, `presentment` for what is kept beside
 */
export function lineValue(
  line: LineInput,
  units: number,
  order: { taxesIncluded: boolean; currency: string; side: keyof Amount },
): LineValue {
  const { currency, side } = order;
  const minor = (amount: Amount) => toMinor(amount[side] ?? "0", currency);
  const ofUnits = (whole: bigint) =>
    line.quantity === units ? whole : divideHalfEven(whole * BigInt(units), BigInt(line.quantity));

  const total = toMinor(line.unitPrice[side] ?? "0", currency, units);
  const discounts = line.allocations.length === 0 ? 0n : ofUnits(sum(line.allocations.map(minor)));
  if (!order.taxesIncluded) return { gross: total, discounts };

  const tax = ofUnits(sum(line.taxes.map((each) => minor(each.amount))));
  const net = total - discounts - tax;
  const discountsWithoutTax = withoutTax(discounts, line.taxes, { net, tax });
  return { gross: net + discountsWithoutTax, discounts: discountsWithoutTax };
}

/** `amount` ÷ (1 + Σ rates); a tax line without a rate leaves the share that the tax itself shows. */
function withoutTax(
  amount: bigint,
  taxes: TaxInput[],
  shown: { net: bigint; tax: bigint },
): bigint {
  if (amount === 0n || taxes.length === 0) return amount;
  if (taxes.every((tax) => tax.rate !== null)) {
    const rates = taxes.map((tax) => BigInt(Math.round((tax.rate ?? 0) * Number(rateScale))));
    return divideHalfEven(amount * rateScale, rateScale + sum(rates));
  }
  const withTax = shown.net + shown.tax;
  return withTax > 0n ? divideHalfEven(amount * shown.net, withTax) : amount;
}

export function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
