// A refund as Shopify sends it: alone (refunds/create) or inside its order.
import { z } from "zod";
import type { RefundInput } from "../counting/order-input.ts";
import { amountOf, decimal, flag, id, list, moneySet } from "./fields.ts";
import { optionalId, optionalInstant, shopAmount, text } from "./fields.ts";

const refundLine = z
  .object({
    line_item_id: optionalId,
    quantity: z.number().int(),
    restock_type: text,
    subtotal: decimal.nullish(),
    subtotal_set: moneySet,
    total_tax: decimal.nullish(),
    total_tax_set: moneySet,
    line_item: z
      .object({
        id: optionalId,
        gift_card: flag,
        tip: z.unknown().optional(),
        tax_lines: list(z.object({ rate: z.number().nullish() })),
      })
      .nullish(),
  })
  .refine((line) => line.line_item?.id ?? line.line_item_id, {
    error: "expected the id of an order line",
    path: ["line_item_id"],
  });

const adjustment = z.object({
  kind: text,
  reason: text,
  amount: decimal.nullish(),
  amount_set: moneySet,
  tax_amount: decimal.nullish(),
  tax_amount_set: moneySet,
});

const shippingLine = z.object({ subtotal_amount_set: moneySet, tax_amount_set: moneySet });

const transaction = z.object({
  kind: text,
  status: text,
  amount: decimal.nullish(),
  amount_set: moneySet,
  currency: text,
});

export const refundBody = z
  .object({
    id,
    order_id: optionalId,
    created_at: optionalInstant,
    processed_at: optionalInstant,
    refund_line_items: z.array(refundLine).nullish(),
    order_adjustments: list(adjustment),
    refund_shipping_lines: list(shippingLine),
    duties: list(z.object({ amount_set: moneySet })),
    transactions: list(transaction),
  })
  .refine((refund) => refund.processed_at ?? refund.created_at, {
    error: "expected an instant",
    path: ["processed_at"],
  });

export type RefundBody = z.output<typeof refundBody>;

/** An empty list says "no lines"; no list says nothing, and only Shopify knows. */
export function saysItsLines(refund: RefundBody): boolean {
  return Array.isArray(refund.refund_line_items);
}

/**
 * The refund in the form that both doors share, or null when this body cannot tell its worth: no
 * lines are told, or it has none and its money is in another currency than the shop's.
 */
export function refundInput(refund: RefundBody, currency: string): RefundInput | null {
  const { refund_line_items: lines } = refund;
  const processedAt = refund.processed_at ?? refund.created_at;
  if (!lines || !processedAt) return null;
  const moneyBack = refund.transactions.filter(
    (each) => each.kind === "refund" && each.status === "success",
  );
  const foreign = (each: z.output<typeof transaction>) =>
    !each.amount_set && each.currency !== null && each.currency !== currency;
  if (lines.length === 0 && moneyBack.some(foreign)) return null;
  return {
    id: refund.id,
    createdAt: refund.created_at,
    processedAt,
    lines: lines.map((line) => ({
      // The line inside carries a gid where the id beside it may have been rounded on its way.
      lineId: line.line_item?.id ?? line.line_item_id ?? "",
      quantity: line.quantity,
      restockType: (line.restock_type ?? "no_restock").toLowerCase(),
      subtotal: shopAmount(line.subtotal_set, line.subtotal),
      tax: shopAmount(line.total_tax_set, line.total_tax),
      merchandise: !line.line_item?.gift_card && (line.line_item?.tip ?? null) === null,
    })),
    discrepancies: refund.order_adjustments.filter(isDiscrepancy).map(adjusted),
    shipping: [
      ...refund.order_adjustments.filter(isShipping).map(adjusted),
      ...refund.refund_shipping_lines.map((line) => ({
        amount: shopAmount(line.subtotal_amount_set, null),
        tax: shopAmount(line.tax_amount_set, null),
      })),
    ],
    duties: refund.duties.map((duty) => shopAmount(duty.amount_set, null)),
    moneyBack: moneyBack.map((each) => amountOf(each.amount_set, each.amount).shop),
  };
}

/** Until API 2024-10 refunded shipping was told as an adjustment, since then as a shipping line. */
function isShipping(each: z.output<typeof adjustment>): boolean {
  return each.kind === "shipping_refund";
}

/** Money that is still on its way is no discrepancy: a refund counts on its day whatever its state. */
function isDiscrepancy(each: z.output<typeof adjustment>): boolean {
  return !isShipping(each) && !/pending/i.test(`${each.kind ?? ""} ${each.reason ?? ""}`);
}

function adjusted(each: z.output<typeof adjustment>) {
  return {
    amount: shopAmount(each.amount_set, each.amount),
    tax: shopAmount(each.tax_amount_set, each.tax_amount),
  };
}
