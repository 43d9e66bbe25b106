// Refunds as Shopify's sales ledger tells them: dated, per line, but without what became of the
// goods. So they count at once and are read again for the rest.
//
// Signs are nowhere stated for returned lines: sizes are taken. An adjustment is negative when more
// money went back than the lines say, as in `orderAdjustments`.
import { z } from "zod";
import type { RefundInput } from "../counting/order-input.ts";
import { gid, reference, shopMoney, time } from "../documents/reading.ts";

export const refundHead = z.object({
  id: gid,
  createdAt: time.nullish().transform((value) => value ?? null),
  processedAt: time.nullish().transform((value) => value ?? null),
  totalRefundedSet: shopMoney,
});

export type RefundHead = z.output<typeof refundHead>;

const agreementLine = z.object({ id: z.string(), reason: z.string(), refund: reference });

const saleLine = z.object({
  __parentId: z.string(),
  actionType: z.string(),
  lineType: z.string(),
  quantity: z.number().int().nullish(),
  totalAmount: shopMoney,
  totalTaxAmount: shopMoney,
  lineItem: reference,
});

type Sale = z.output<typeof saleLine>;

const noSales: ReadonlyMap<string, Sale[]> = new Map();

/** Sales of an order by the refund they belong to. */
export function refundSales(agreements: unknown[], sales: unknown[]): ReadonlyMap<string, Sale[]> {
  if (agreements.length === 0 && sales.length === 0) return noSales;
  const refundOf = new Map<string, string>();
  const byRefund = new Map<string, Sale[]>();
  for (const each of agreements) {
    const { id, refund } = agreementLine.parse(each);
    if (!refund) continue;
    refundOf.set(id, refund);
    byRefund.set(refund, []);
  }
  for (const each of sales) {
    const sale = saleLine.parse(each);
    const refund = refundOf.get(sale.__parentId);
    if (refund !== undefined) byRefund.get(refund)?.push(sale);
  }
  return byRefund;
}

const size = (amount: string) => amount.replace(/^[+-]/, "");

/** Decimal texts of Shopify's, whose decimals may differ in number: `a − b`, both positive. */
function less(a: string, b: string): string {
  const digits = Math.max(...[a, b].map((each) => (each.split(".")[1] ?? "").length));
  const scaled = (each: string) => {
    const [whole = "0", part = ""] = each.split(".");
    return BigInt(whole + part.padEnd(digits, "0"));
  };
  const difference = scaled(a) - scaled(b);
  const text = (difference < 0n ? -difference : difference).toString().padStart(digits + 1, "0");
  const sign = difference < 0n ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * A refund in the form all doors share. What became of the goods is not told: taken as returned,
 * the commonest, until the refund itself is read.
 * @param sales null where the ledger of sales does not tell this refund
 */
export function refundFromSales(
  head: RefundHead,
  sales: Sale[] | null,
  { taxesIncluded, updatedAt }: { taxesIncluded: boolean; updatedAt: Date },
): RefundInput {
  const told = sales ?? [];
  const returned = told.filter((sale) => sale.actionType === "RETURN");
  const without = (sale: Sale) => less(size(sale.totalAmount), size(sale.totalTaxAmount));
  const ofType = (type: string) => returned.filter((sale) => sale.lineType === type);
  return {
    id: head.id,
    createdAt: head.createdAt,
    processedAt: head.processedAt ?? head.createdAt ?? updatedAt,
    lines: returned
      .filter((sale) => sale.lineItem !== null)
      .map((sale) => ({
        lineId: sale.lineItem ?? "",
        quantity: Math.abs(sale.quantity ?? 0),
        restockType: "return",
        subtotal: taxesIncluded ? size(sale.totalAmount) : without(sale),
        tax: size(sale.totalTaxAmount),
        merchandise: sale.lineType === "PRODUCT",
      })),
    discrepancies: told
      .filter((sale) => sale.lineType === "ADJUSTMENT")
      .map((sale) => ({
        amount: taxesIncluded ? sale.totalAmount : signedWithout(sale),
        tax: sale.totalTaxAmount,
      })),
    shipping: ofType("SHIPPING").map((sale) => ({
      amount: without(sale),
      tax: size(sale.totalTaxAmount),
    })),
    duties: ofType("DUTY").map((sale) => size(sale.totalAmount)),
    moneyBack: [head.totalRefundedSet],
  };
}

function signedWithout(sale: Sale): string {
  const amount = less(size(sale.totalAmount), size(sale.totalTaxAmount));
  return sale.totalAmount.startsWith("-") && !amount.startsWith("-") ? `-${amount}` : amount;
}
