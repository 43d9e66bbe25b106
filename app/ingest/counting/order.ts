// An order, its refunds and its fulfillments as facts, from what either door tells.
import type {
  Fact,
  FulfillmentFact,
  OrderFact,
  OrderLineFact,
  RefundFact,
} from "../../ledger/facts.ts";
import { gatewayOf } from "../../ledger/cost-rule.ts";
import { asItIs, asList, asMinor, asText, asTime, formOf } from "../../ledger/hashed-bytes.ts";
import { parcelKeyOf } from "../../ledger/label-cost.ts";
import { toMinor } from "../../ledger/money.ts";
import { channelOf } from "./channel.ts";
import { isMerchandise, isToldAlike, lineValue, orderedUnits, type LineValue } from "./line.ts";
import type { FulfillmentInput, Heard, LineInput, OrderInput, RefundInput } from "./order-input.ts";
import { refundValue } from "./refund.ts";
import { placeOf } from "./region.ts";
import { touchFacts } from "./touch.ts";
import { versionOf } from "./version.ts";

/** The doors list lines in different orders, and only one tells the customer's order index. */
type OrderContent = Omit<OrderFact, "version" | "customerOrderIndex">;
type LineContent = Omit<OrderLineFact, "position">;

const writeLine = formOf<LineContent>({
  id: asText,
  productId: asText,
  variantId: asText,
  sku: asText,
  title: asText,
  quantity: asItIs,
  gross: asMinor,
  discounts: asMinor,
  merchandise: asItIs,
  requiresShipping: asItIs,
});
const writeLines = asList(writeLine);

const byId = (a: LineContent, b: LineContent) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Mostly they are already. */
const inOrder = (lines: OrderLineFact[]) =>
  lines.every((line, at) => at === 0 || byId(lines[at - 1] ?? line, line) <= 0)
    ? lines
    : lines.toSorted(byId);

const writeOrder = formOf<OrderContent>({
  kind: asText,
  source: asText,
  id: asText,
  name: asText,
  processedAt: asTime,
  cancelledAt: asTime,
  test: asItIs,
  financialStatus: asText,
  currency: asText,
  presentment: formOf({ currency: asText, net: asMinor }),
  channel: asText,
  region: asText,
  postcode: asText,
  locationId: asText,
  customerId: asText,
  fulfilledAt: asTime,
  charged: asMinor,
  gateway: asText,
  weightGrams: asItIs,
  lines: (lines) => writeLines(inOrder(lines)),
});

type FulfillmentContent = Omit<FulfillmentFact, "version">;

const writeFulfillment = formOf<FulfillmentContent>({
  kind: asText,
  id: asText,
  orderRef: asText,
  status: asText,
  createdAt: asTime,
  inTransitAt: asTime,
  deliveredAt: asTime,
  dueAt: asTime,
  promisedAt: asTime,
  locationId: asText,
  carrier: asText,
  parcelKey: asMinor,
});

/** The order first, then its refunds and fulfillments. Money in minor units of the order's currency. */
export function orderFacts(order: OrderInput, heard: Heard): Fact[] {
  const facts: Fact[] = [orderFact(order, heard)];
  for (const refund of order.refunds) {
    facts.push(refundFact(refund, order, order.updatedAt ?? refund.createdAt, heard));
  }
  for (const each of order.fulfillments) facts.push(fulfillmentFact(each, order.id, heard));
  for (const touch of touchFacts(order)) facts.push(touch);
  return facts;
}

function orderFact(order: OrderInput, heard: Heard): OrderFact {
  const refunded = refundedUnits(order.refunds);
  const { taxesIncluded, currency } = order;
  const counted = order.lines.map((line): Counted => {
    const units = orderedUnits(line, refunded.get(line.id) ?? 0);
    return {
      line,
      units,
      value: lineValue(line, units, { taxesIncluded, currency, side: "shop" }),
    };
  });
  const channel = channelOf(order.sourceName);
  const content: OrderContent = {
    kind: "order",
    source: "api",
    id: order.id,
    name: order.name,
    processedAt: order.processedAt,
    cancelledAt: order.cancelledAt,
    test: order.test,
    financialStatus: (order.financialStatus ?? "").toLowerCase(),
    currency: order.currency,
    presentment: presentmentOf(order, counted),
    channel,
    ...placeOf(order.shippingAddress, order.billingAddress),
    // Draft and manual orders name a location too, but only by webhook; it decides nothing there.
    locationId: channel === "pos" ? order.locationId : null,
    customerId: order.customerId,
    fulfilledAt: null,
    charged: order.total == null ? null : toMinor(order.total, order.currency),
    gateway: gatewayOf(order.gateways ?? []),
    weightGrams: weightOf(order),
    lines: counted.map(lineFact),
  };
  return {
    ...content,
    customerOrderIndex: order.customerOrderIndex,
    version: versionOf(order.updatedAt, heard, content, writeOrder),
  };
}

/** Nothing weighs nothing, or 2,147 tonnes: its weight was never entered, or badly. */
const mostGrams = 2 ** 31 - 1;

function weightOf({ weightGrams: grams }: OrderInput): number | null {
  const isWeight = Number.isInteger(grams) && Number(grams) > 0 && Number(grams) <= mostGrams;
  return isWeight ? Number(grams) : null;
}

/** A line with the units that were ordered, and what they are worth to the shop. */
type Counted = { line: LineInput; units: number; value: LineValue };

function lineFact({ line, units, value }: Counted, position: number): OrderLineFact {
  return {
    id: line.id,
    position,
    productId: line.productId,
    variantId: line.variantId,
    sku: line.sku?.trim() || null,
    title: line.title,
    quantity: units,
    gross: value.gross,
    discounts: value.discounts,
    merchandise: isMerchandise(line),
    requiresShipping: line.requiresShipping,
  };
}

function presentmentOf(order: OrderInput, counted: Counted[]): OrderFact["presentment"] {
  const currency = order.presentmentCurrency;
  if (!currency || counted.some(({ line }) => line.unitPrice.presentment === null)) return null;
  const { taxesIncluded } = order;
  let net = 0n;
  for (const { line, units, value } of counted) {
    if (!isMerchandise(line)) continue;
    const { gross, discounts } =
      currency === order.currency && isToldAlike(line)
        ? value
        : lineValue(line, units, { taxesIncluded, currency, side: "presentment" });
    net += gross - discounts;
  }
  return { currency, net };
}

const noUnits: ReadonlyMap<string, number> = new Map();

function refundedUnits(refunds: RefundInput[]): ReadonlyMap<string, number> {
  if (refunds.length === 0) return noUnits;
  const units = new Map<string, number>();
  for (const line of refunds.flatMap((refund) => refund.lines)) {
    units.set(line.lineId, (units.get(line.lineId) ?? 0) + line.quantity);
  }
  return units;
}

/**
 * A refund as a fact. It has no `updated_at` of its own by webhook, so inside an order it is as new
 * as that order, and in its own delivery as new as its creation: an order read later always wins.
 */
export function refundFact(
  refund: RefundInput,
  order: { id: string; taxesIncluded: boolean; currency: string },
  updatedAt: Date | null,
  heard: Heard,
): RefundFact {
  const content: Omit<RefundFact, "version"> = {
    kind: "refund",
    source: "api",
    id: refund.id,
    orderId: order.id,
    processedAt: refund.processedAt,
    dayKnown: true,
    ...refundValue(refund, order),
  };
  return { ...content, version: versionOf(updatedAt, heard, content) };
}

/** Deliveries come as events of their own, so a fulfillment's later copy cannot unlearn them. */
export function fulfillmentFact(
  fulfillment: FulfillmentInput,
  orderId: string,
  heard: Heard,
): FulfillmentFact {
  const content: FulfillmentContent = {
    kind: "fulfillment",
    id: fulfillment.id,
    orderRef: orderId,
    status: fulfillment.status.toLowerCase(),
    createdAt: fulfillment.createdAt,
    inTransitAt: null,
    deliveredAt: null,
    dueAt: null,
    promisedAt: null,
    locationId: fulfillment.locationId,
    carrier: fulfillment.carrier?.trim() || null,
    ...parcelKeyOf(fulfillment.tracking),
  };
  return {
    ...content,
    version: versionOf(fulfillment.updatedAt, heard, content, writeFulfillment),
  };
}
