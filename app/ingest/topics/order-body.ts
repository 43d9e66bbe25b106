// The body of orders/* as Shopify sends it, brought into the form that both doors share.
import { z } from "zod";
import type { LineInput, OrderInput, RefundInput } from "../counting/order-input.ts";
import type { Visit } from "../../ledger/marketing-channel.ts";
import { address, amountOf, decimal, flag, id, instant, list } from "./fields.ts";
import { moneySet, optionalId, optionalInstant, text } from "./fields.ts";
import { customerBody } from "./customer-body.ts";
import { fulfillmentBody, fulfillmentInput } from "./fulfillment-body.ts";
import { refundBody, refundInput, saysItsLines } from "./refund-body.ts";

const taxLine = z.object({
  price: decimal.nullish(),
  price_set: moneySet,
  rate: z.number().nullish(),
});

const allocation = z.object({ amount: decimal.nullish(), amount_set: moneySet });

const lineBody = z.object({
  id,
  product_id: optionalId,
  variant_id: optionalId,
  sku: text,
  title: text,
  name: text,
  quantity: z.number().int(),
  current_quantity: z.number().int().nullish(),
  gift_card: flag,
  tip: z.unknown().optional(),
  requires_shipping: flag,
  price: decimal.nullish(),
  price_set: moneySet,
  discount_allocations: list(allocation),
  tax_lines: list(taxLine),
});

export const orderBody = z
  .object({
    id,
    name: text,
    created_at: optionalInstant,
    processed_at: optionalInstant,
    updated_at: optionalInstant,
    cancelled_at: optionalInstant,
    test: flag,
    financial_status: text,
    currency: z.string(),
    presentment_currency: text,
    taxes_included: flag,
    source_name: text,
    location_id: optionalId,
    customer: customerBody.nullish(),
    shipping_address: address,
    billing_address: address,
    line_items: z.array(lineBody),
    refunds: list(refundBody),
    fulfillments: list(fulfillmentBody),
    landing_site: text,
    referring_site: text,
    discount_codes: list(z.object({ code: text })),
    fulfillment_status: text,
    total_price: decimal.nullish(),
    total_price_set: moneySet,
    payment_gateway_names: list(z.string()),
    total_weight: z.number().int().nullish(),
  })
  .refine((order) => order.processed_at ?? order.created_at, {
    error: "expected an instant",
    path: ["processed_at"],
  });

export type OrderBody = z.output<typeof orderBody>;

/** Refunds that the body names without their lines are left out: `refundsWithoutLines` has them. */
export function orderInput(body: OrderBody): OrderInput {
  const lines = body.line_items.map(lineInput);
  const notMerchandise = new Set(
    lines.filter((line) => line.giftCard || line.tip).map((line) => line.id),
  );
  const soldAt = body.processed_at ?? body.created_at;
  if (!soldAt) throw new Error("got an order without an instant, expected its schema to refuse it");
  return {
    id: body.id,
    name: body.name ?? "",
    updatedAt: body.updated_at,
    processedAt: soldAt,
    cancelledAt: body.cancelled_at,
    test: body.test,
    financialStatus: body.financial_status,
    currency: body.currency,
    presentmentCurrency: body.presentment_currency ?? body.currency,
    taxesIncluded: body.taxes_included,
    sourceName: body.source_name,
    locationId: body.location_id,
    customerId: body.customer?.id ?? null,
    customerOrderIndex: null,
    shippingAddress: body.shipping_address,
    billingAddress: body.billing_address,
    lines,
    refunds: body.refunds
      .map((refund) => refundInput(refund, body.currency))
      .filter((refund): refund is RefundInput => refund !== null)
      .map((refund) => withoutGiftsAndTips(refund, notMerchandise)),
    fulfillments: body.fulfillments.map(fulfillmentInput),
    total: body.total_price_set?.shop_money.amount ?? body.total_price ?? null,
    gateways: body.payment_gateway_names,
    weightGrams: body.total_weight ?? null,
    discountCodes: body.discount_codes.flatMap(({ code }) => code ?? []),
    visits: { grade: 2, seen: [landingVisit(body)] },
  };
}

/** The visit that ended in the order, which a webhook knows of the online store's orders alone. */
function landingVisit(body: OrderBody): Visit | null {
  const { landing_site: landingPage, referring_site: referrer } = body;
  return landingPage === null ? null : { landingPage, referrer: referrer || null, utm: null };
}

/** Ids of refunds that must be read again because the body holds them without their lines. */
export function refundsWithoutLines(body: OrderBody): string[] {
  return body.refunds
    .filter((refund) => !saysItsLines(refund) || !refundInput(refund, body.currency))
    .map((refund) => refund.id);
}

function lineInput(line: z.output<typeof lineBody>): LineInput {
  return {
    id: line.id,
    productId: line.product_id,
    variantId: line.variant_id,
    sku: line.sku,
    title: line.title ?? line.name ?? "",
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? null,
    giftCard: line.gift_card,
    // Shopify adds a `tip` object to the lines that are tips, and to no others.
    tip: line.tip !== undefined && line.tip !== null,
    requiresShipping: line.requires_shipping,
    unitPrice: amountOf(line.price_set, line.price),
    allocations: line.discount_allocations.map((each) => amountOf(each.amount_set, each.amount)),
    taxes: line.tax_lines.map((tax) => ({
      amount: amountOf(tax.price_set, tax.price),
      rate: tax.rate ?? null,
    })),
  };
}

function withoutGiftsAndTips(refund: RefundInput, notMerchandise: Set<string>): RefundInput {
  return {
    ...refund,
    lines: refund.lines.map((line) => ({
      ...line,
      merchandise: line.merchandise && !notMerchandise.has(line.lineId),
    })),
  };
}
