// An order as the Admin GraphQL API tells it, brought into the form that both doors share.
import { z } from "zod";
import type { Fact, FulfillmentEventFact, FulfillmentOrderFact } from "../../ledger/facts.ts";
import type {
  AddressInput,
  Heard,
  LineInput,
  OrderInput,
  RefundInput,
} from "../counting/order-input.ts";
import { orderFacts } from "../counting/order.ts";
import { versionOf } from "../counting/version.ts";
import { journeyNode, visitsOf } from "./journey.ts";
import { tipLineIds } from "./tip.ts";
import { bothMoneys, gid, optionalTime, pageInfo, reference, shopMoney, time } from "./reading.ts";

export const lineFields = (taxLines: number) => `
  id title sku quantity currentQuantity isGiftCard requiresShipping product { id } variant { id }
  originalUnitPriceSet { ...Both }
  discountAllocations { allocatedAmountSet { ...Both } }
  taxLines(first: ${taxLines}) { rate priceSet { ...Both } }`;

export const bothFragment = `
fragment Both on MoneyBag { shopMoney { amount } presentmentMoney { amount } }`;

export const fulfillmentFields = `
  id status createdAt updatedAt inTransitAt deliveredAt location { id } trackingInfo(first: 1) { company number }`;

export const promiseFields = `id status updatedAt fulfillBy deliveryMethod { maxDeliveryDateTime }
  assignedLocation { location { id } }`;

export const lineNode = z.object({
  id: gid,
  title: z.string(),
  sku: z.string().nullish(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  requiresShipping: z.boolean(),
  product: reference,
  variant: reference,
  originalUnitPriceSet: bothMoneys,
  discountAllocations: z.array(z.object({ allocatedAmountSet: bothMoneys })),
  taxLines: z.array(z.object({ rate: z.number().nullish(), priceSet: bothMoneys })),
});

export type LineNode = z.output<typeof lineNode>;

export const fulfillmentNode = z.object({
  id: gid,
  status: z.string(),
  createdAt: time,
  updatedAt: time,
  inTransitAt: optionalTime,
  deliveredAt: optionalTime,
  location: reference,
  trackingInfo: z.array(z.object({ company: z.string().nullish(), number: z.string().nullish() })),
});

export const promiseNode = z.object({
  id: gid,
  status: z.string(),
  updatedAt: time,
  fulfillBy: optionalTime,
  deliveryMethod: z.object({ maxDeliveryDateTime: optionalTime }).nullish(),
  // A location that is gone is null; its name stays beside.
  assignedLocation: z.object({ location: reference }).nullish(),
});

const addressNode = z
  .object({
    countryCodeV2: z.string().nullish(),
    provinceCode: z.string().nullish(),
    zip: z.string().nullish(),
  })
  .nullish()
  .transform((value): AddressInput | null =>
    value
      ? {
          country: value.countryCodeV2 ?? null,
          province: value.provinceCode ?? null,
          postcode: value.zip ?? null,
        }
      : null,
  );

/** What the order costs the shop beside its goods: what was charged, by whom, what it weighs. */
export const chargeFields = `totalPriceSet { shopMoney { amount } } paymentGatewayNames totalWeight`;

const chargeNode = {
  totalPriceSet: shopMoney.nullish(),
  paymentGatewayNames: z.array(z.string()).default([]),
  // UnsignedInt64, which Shopify writes as text.
  totalWeight: z.union([z.string(), z.number()]).nullish(),
};

export const orderNode = z.object({
  id: gid,
  name: z.string(),
  updatedAt: time,
  processedAt: time,
  cancelledAt: optionalTime,
  test: z.boolean(),
  displayFinancialStatus: z.string().nullish(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  taxesIncluded: z.boolean(),
  sourceName: z.string().nullish(),
  customer: reference,
  retailLocation: reference,
  customerJourneySummary: journeyNode,
  discountCodes: z.array(z.string()).default([]),
  ...chargeNode,
  totalTipReceivedSet: shopMoney,
  shippingAddress: addressNode,
  billingAddress: addressNode,
  lineItems: z.object({ pageInfo, nodes: z.array(lineNode) }),
  fulfillments: z.array(fulfillmentNode),
  fulfillmentOrders: z.object({ nodes: z.array(promiseNode) }),
  refunds: z.array(z.object({ id: gid })),
});

export type OrderNode = z.output<typeof orderNode>;

/** All facts of an order that was read whole: every line, every refund with its lines. */
export function factsOfOrder(order: OrderNode, refunds: RefundInput[], heard: Heard): Fact[] {
  const facts = orderFacts(orderInput(order, refunds), heard);
  for (const each of order.fulfillments) {
    for (const event of deliveryEvents(each, order.id)) facts.push(event);
  }
  const promises = promiseFacts(order.id, order.fulfillmentOrders.nodes, heard);
  for (const promise of promises) facts.push(promise);
  return facts;
}

function orderInput(order: OrderNode, refunds: RefundInput[]): OrderInput {
  const tips = tipLineIds(order.lineItems.nodes, order.totalTipReceivedSet, order.currencyCode);
  const journey = order.customerJourneySummary;
  const input: OrderInput = {
    id: order.id,
    name: order.name,
    updatedAt: order.updatedAt,
    processedAt: order.processedAt,
    cancelledAt: order.cancelledAt,
    test: order.test,
    financialStatus: order.displayFinancialStatus ?? null,
    currency: order.currencyCode,
    presentmentCurrency: order.presentmentCurrencyCode,
    taxesIncluded: order.taxesIncluded,
    sourceName: order.sourceName ?? null,
    locationId: order.retailLocation,
    customerId: order.customer,
    customerOrderIndex: order.customerJourneySummary?.customerOrderIndex ?? null,
    discountCodes: order.discountCodes,
    total: order.totalPriceSet ?? null,
    gateways: order.paymentGatewayNames,
    weightGrams: order.totalWeight == null ? null : Number(order.totalWeight),
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
    lines: order.lineItems.nodes.map((line) => lineInput(line, tips.has(line.id))),
    refunds: refunds.map((refund) => ({
      ...refund,
      lines: refund.lines.map((line) => ({
        ...line,
        merchandise: line.merchandise && !tips.has(line.lineId),
      })),
    })),
    fulfillments: order.fulfillments.map((each) => ({
      id: each.id,
      status: each.status,
      createdAt: each.createdAt,
      updatedAt: each.updatedAt,
      locationId: each.location,
      carrier: each.trackingInfo[0]?.company ?? null,
      tracking: each.trackingInfo[0]?.number ?? null,
    })),
  };
  if (journey) input.visits = visitsOf(journey);
  return input;
}

function lineInput(line: LineNode, tip: boolean): LineInput {
  return {
    id: line.id,
    productId: line.product,
    variantId: line.variant,
    sku: line.sku ?? null,
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    giftCard: line.isGiftCard,
    tip,
    requiresShipping: line.requiresShipping,
    unitPrice: line.originalUnitPriceSet,
    allocations: line.discountAllocations.map((each) => each.allocatedAmountSet),
    taxes: line.taxLines.map((tax) => ({ amount: tax.priceSet, rate: tax.rate ?? null })),
  };
}

/**
 * The carrier's latest news as events. A fulfillment's webhook has no such instants, so they are no
 * part of the fulfillment; the id is made from the fulfillment's, so that news told twice is once.
 */
function deliveryEvents(
  { id, inTransitAt, deliveredAt }: z.output<typeof fulfillmentNode>,
  orderId: string,
): FulfillmentEventFact[] {
  const events: FulfillmentEventFact[] = [];
  const tell = (status: string, happenedAt: Date | null) => {
    if (!happenedAt) return;
    const kind = "fulfillment-event";
    events.push({ kind, id: `${id}:${status}`, fulfillmentId: id, orderId, status, happenedAt });
  };
  tell("in_transit", inTransitAt);
  tell("delivered", deliveredAt);
  return events;
}

export function promiseFacts(
  orderId: string,
  promises: z.output<typeof promiseNode>[],
  heard: Heard,
): FulfillmentOrderFact[] {
  return promises.map((promise) => {
    const content: Omit<FulfillmentOrderFact, "version"> = {
      kind: "fulfillment-order",
      id: promise.id,
      orderId,
      status: promise.status.toLowerCase(),
      fulfillBy: promise.fulfillBy,
      deliverBy: promise.deliveryMethod?.maxDeliveryDateTime ?? null,
      locationId: promise.assignedLocation?.location ?? null,
    };
    return { ...content, version: versionOf(promise.updatedAt, heard, content) };
  });
}
