// Orders and what became of them, from their exported tables.
import { z } from "zod";
import * as cell from "./cells.ts";
import { table } from "./table.ts";

const { text, maybeText, instant, maybeInstant, int, whole, yes, versioned, versionOf } = cell;
const source = z.enum(["api", "csv"]);
const channel = z.enum([
  ...["online", "pos", "draft", "marketplace", "subscription", "other", "unknown"],
] as const);

export const orders = table({
  table: "orders",
  row: z.object({
    ...versioned,
    ...{ source, id: text, name: text, processed_at: instant, cancelled_at: maybeInstant },
    ...{ test: yes, financial_status: text, currency: text, channel, given_region: text },
    ...{ presentment_currency: maybeText, presentment_net: cell.maybeWhole },
    ...{ postcode: maybeText, location_id: maybeText, customer_id: maybeText },
    ...{ customer_order_index: cell.maybeInt, fulfilled_at: maybeInstant },
    ...{ charged: cell.maybeWhole, payment_gateway: maybeText, weight_grams: cell.maybeInt },
  }),
  parts: { table: "order_line", of: ({ order_id: id }) => id },
  part: z.object({
    ...{ id: text, position: int, product_id: maybeText, variant_id: maybeText, sku: maybeText },
    ...{ title: text, quantity: int, gross: whole, discounts: whole },
    ...{ merchandise: yes, requires_shipping: yes },
  }),
  facts: (row, lines) => [
    {
      kind: "order",
      ...{ source: row.source, id: row.id, name: row.name, version: versionOf(row) },
      ...{ processedAt: row.processed_at, cancelledAt: row.cancelled_at, test: row.test },
      ...{ financialStatus: row.financial_status, currency: row.currency, channel: row.channel },
      presentment:
        row.presentment_currency === null || row.presentment_net === null
          ? null
          : { currency: row.presentment_currency, net: row.presentment_net },
      ...{ region: row.given_region, postcode: row.postcode, locationId: row.location_id },
      ...{ customerId: row.customer_id, customerOrderIndex: row.customer_order_index },
      ...{ fulfilledAt: row.fulfilled_at, charged: row.charged, gateway: row.payment_gateway },
      weightGrams: row.weight_grams,
      lines: lines.map((line) => ({
        ...{ id: line.id, position: line.position, sku: line.sku, title: line.title },
        ...{ productId: line.product_id, variantId: line.variant_id, quantity: line.quantity },
        ...{ gross: line.gross, discounts: line.discounts, merchandise: line.merchandise },
        requiresShipping: line.requires_shipping,
      })),
    },
  ],
});

export const refunds = table({
  table: "refund",
  row: z.object({
    ...versioned,
    ...{ source, id: text, order_id: text, processed_at: instant, day_known: yes, amount: whole },
  }),
  parts: { table: "refund_line", of: ({ refund_id: id }) => id },
  part: z.object({ line_id: text, quantity: int, restock_type: text, amount: whole }),
  facts: (row, lines) => [
    {
      kind: "refund",
      ...{ source: row.source, id: row.id, orderId: row.order_id, version: versionOf(row) },
      ...{ processedAt: row.processed_at, dayKnown: row.day_known, amount: row.amount },
      lines: lines.map((line) => ({
        ...{ lineId: line.line_id, quantity: line.quantity, amount: line.amount },
        restockType: line.restock_type,
      })),
    },
  ],
});

export const fulfillments = table({
  table: "fulfillment",
  row: z.object({
    ...versioned,
    ...{ id: text, order_ref: text, status: text, created_at: instant },
    ...{ in_transit_at: maybeInstant, delivered_at: maybeInstant, due_at: maybeInstant },
    ...{ promised_at: maybeInstant, location_id: maybeText, carrier: maybeText },
    parcel_key: cell.maybeWhole,
  }),
  facts: (row) => [
    {
      kind: "fulfillment",
      ...{ id: row.id, orderRef: row.order_ref, version: versionOf(row), status: row.status },
      ...{ createdAt: row.created_at, inTransitAt: row.in_transit_at, dueAt: row.due_at },
      ...{ deliveredAt: row.delivered_at, promisedAt: row.promised_at },
      ...{ locationId: row.location_id, carrier: row.carrier },
      ...(row.parcel_key === null ? {} : { parcelKey: row.parcel_key }),
    },
  ],
});

export const fulfillmentEvents = table({
  table: "fulfillment_event",
  row: z.object({
    ...{ id: text, fulfillment_id: text, order_id: text, status: text, happened_at: instant },
  }),
  facts: (row) => [
    {
      kind: "fulfillment-event",
      ...{ id: row.id, fulfillmentId: row.fulfillment_id, orderId: row.order_id },
      ...{ status: row.status, happenedAt: row.happened_at },
    },
  ],
});

export const fulfillmentOrders = table({
  table: "fulfillment_order",
  row: z.object({
    ...versioned,
    ...{ id: text, order_id: text, status: text },
    ...{ fulfill_by: maybeInstant, deliver_by: maybeInstant, location_id: maybeText },
  }),
  facts: (row) => [
    {
      kind: "fulfillment-order",
      ...{ id: row.id, orderId: row.order_id, version: versionOf(row), status: row.status },
      ...{ fulfillBy: row.fulfill_by, deliverBy: row.deliver_by, locationId: row.location_id },
    },
  ],
});

export const returns = table({
  table: "return",
  row: z.object({ ...versioned, id: text, order_id: text, status: text }),
  facts: (row) => [
    {
      kind: "return",
      ...{ id: row.id, orderId: row.order_id, version: versionOf(row), status: row.status },
    },
  ],
});

export const orderEvents = table({
  table: "order_event",
  row: z.object({
    ...{ id: text, order_id: text, action: text, by_app: yes, by_user: yes, created_at: instant },
  }),
  facts: (row) => [
    {
      kind: "order-event",
      ...{ id: row.id, orderId: row.order_id, action: row.action },
      ...{ byApp: row.by_app, byUser: row.by_user, createdAt: row.created_at },
    },
  ],
});

export const answers = table({
  table: "answer",
  row: z.object({
    ...{ order_ref: text, question: text, score: int, answered_at: instant, text: maybeText },
    touchpoint: z.enum(["checkout", "after-delivery", "service", "pos"]),
  }),
  facts: (row) => [
    {
      kind: "answer",
      ...{ orderRef: row.order_ref, question: row.question, touchpoint: row.touchpoint },
      ...{ score: row.score, answeredAt: row.answered_at, text: row.text },
    },
  ],
});
