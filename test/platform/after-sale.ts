// What happens to an order after it was placed: parcels, their way, money back, edits, returns. Each
// step changes the order in place and moves its `updated_at`, as in Shopify.
import { warehouse } from "./order.ts";
import type {
  FulfillmentEventPayload,
  FulfillmentPayload,
  LinePayload,
  OrderPayload,
  RefundPayload,
  ReturnPayload,
  TimelineEvent,
} from "./payloads.ts";
import { decimals, gid, moneySet, shopTime, type Store } from "./store.ts";

export type By = TimelineEvent["by"];
export type RestockType = "return" | "no_restock" | "cancel";

const cents = (text: string) => Math.round(Number(text) * 100);
/** Ids of what belongs to an order are its own and a step for each further one of its kind. */
const step = 2_000_000;
const fulfillmentIds = 200_000_000;
const refundIds = 400_000_000;
const returnIds = 800_000_000;

/** The order that a refund's or fulfillment's id was made for. */
export function orderIdOf(store: Store, id: number, kind: "refund" | "fulfillment"): number {
  const base = kind === "refund" ? refundIds : fulfillmentIds;
  for (let index = 0; index < 50; index += 1) {
    const orderId = id - base - index * step;
    if (store.orders.has(orderId)) return orderId;
  }
  return 0;
}

function touch(order: OrderPayload, at: Date): void {
  if (Date.parse(order.updated_at) < at.getTime()) order.updated_at = shopTime(at);
}

export function note(store: Store, order: OrderPayload, action: string, at: Date, by: By): void {
  const events = store.timeline.get(order.id) ?? [];
  events.push({
    id: order.id * 100 + events.length,
    orderId: order.id,
    action,
    createdAt: at.toISOString(),
    by,
  });
  store.timeline.set(order.id, events);
}

/** Ships lines in one parcel: default all that are still there to ship. */
export function fulfill(
  store: Store,
  order: OrderPayload,
  at: Date,
  by: By,
  { lines, carrier = "DHL" }: { lines?: LinePayload[]; carrier?: string } = {},
): FulfillmentPayload {
  const id = order.id + fulfillmentIds + order.fulfillments.length * step;
  const parcel = lines ?? order.line_items.filter((line) => line.fulfillable_quantity > 0);
  for (const line of parcel) {
    line.fulfillable_quantity = 0;
    line.fulfillment_status = "fulfilled";
  }
  const fulfillment: FulfillmentPayload = {
    id,
    admin_graphql_api_id: gid("Fulfillment", id),
    order_id: order.id,
    name: `${order.name}.${order.fulfillments.length + 1}`,
    status: "success",
    shipment_status: null,
    location_id: order.location_id ?? warehouse,
    created_at: shopTime(at),
    updated_at: shopTime(at),
    tracking_company: carrier,
    tracking_numbers: [`00340${id}`],
    line_items: parcel,
  };
  order.fulfillments = [...order.fulfillments, fulfillment];
  const isWhole = order.line_items.every((line) => line.fulfillable_quantity === 0);
  order.fulfillment_status = isWhole ? "fulfilled" : "partial";
  touch(order, at);
  note(store, order, "fulfillment_success", at, by);
  return fulfillment;
}

/** A step of a parcel (default the first): in_transit, out_for_delivery, delivered. */
export function track(
  store: Store,
  order: OrderPayload,
  status: string,
  at: Date,
  fulfillment = order.fulfillments[0]!,
): FulfillmentEventPayload {
  const events = store.deliveries.get(fulfillment.id) ?? [];
  const id = fulfillment.id * 10 + events.length;
  const event: FulfillmentEventPayload = {
    id,
    admin_graphql_api_id: gid("FulfillmentEvent", id),
    fulfillment_id: fulfillment.id,
    order_id: order.id,
    status,
    happened_at: shopTime(at),
    created_at: shopTime(at),
    updated_at: shopTime(at),
  };
  store.deliveries.set(fulfillment.id, [...events, event]);
  fulfillment.shipment_status = status;
  fulfillment.updated_at = shopTime(at);
  touch(order, at);
  return event;
}

export type Back = { line: LinePayload; quantity: number };

/**
 * Gives money back: for units with their share of what was paid and of the tax, or without any a sum
 * of `goodwill` cents.
 */
export function refund(
  store: Store,
  order: OrderPayload,
  backs: Back[],
  at: Date,
  restockType: RestockType,
  { by = "user", goodwill = 0 }: { by?: By; goodwill?: number } = {},
): RefundPayload {
  const id = order.id + refundIds + order.refunds.length * step;
  const lines = backs.map(({ line, quantity }, index) => {
    const share = (text: string) => Math.round((cents(text) * quantity) / line.quantity);
    const subtotal =
      cents(line.price) * quantity - share(line.discount_allocations[0]?.amount ?? "0");
    const tax = share(line.tax_lines[0]?.price ?? "0");
    line.current_quantity = Math.max(0, line.current_quantity - quantity);
    if (restockType === "cancel") line.fulfillable_quantity = line.current_quantity;
    return {
      id: id * 10 + index,
      line_item_id: line.id,
      quantity,
      restock_type: restockType,
      location_id: order.location_id ?? warehouse,
      subtotal: subtotal / 100,
      total_tax: tax / 100,
      subtotal_set: moneySet(subtotal),
      total_tax_set: moneySet(tax),
      line_item: line,
    };
  });
  const amount = lines.reduce((sum, line) => sum + cents(String(line.subtotal)), goodwill);
  const body: RefundPayload = {
    id,
    admin_graphql_api_id: gid("Refund", id),
    order_id: order.id,
    created_at: shopTime(at),
    processed_at: shopTime(at),
    note: null,
    restock: restockType !== "no_restock",
    duties: [],
    // More went back than the (absent) lines say; Shopify writes that as a negative adjustment.
    order_adjustments: goodwill
      ? [
          {
            id: id * 10 + 8,
            kind: "refund_discrepancy",
            reason: "Refund discrepancy",
            amount: `-${decimals(goodwill)}`,
            tax_amount: "0.00",
            amount_set: moneySet(-goodwill),
            tax_amount_set: moneySet(0),
          },
        ]
      : [],
    refund_shipping_lines: [],
    refund_line_items: lines,
    transactions: [
      {
        id: id * 10 + 9,
        kind: "refund",
        status: "success",
        amount: decimals(amount),
        currency: "EUR",
        gateway: "bogus",
        processed_at: shopTime(at),
        test: false,
      },
    ],
  };
  order.refunds = [...order.refunds, body];
  const whole = order.line_items.every((item) => item.current_quantity === 0);
  order.financial_status = whole ? "refunded" : "partially_refunded";
  touch(order, at);
  note(store, order, "refund", at, by);
  return body;
}

/** Cancels before shipping; the money goes back by a refund of its own. */
export function cancel(store: Store, order: OrderPayload, at: Date, by: By = "user"): void {
  order.cancelled_at = shopTime(at);
  order.cancel_reason = "customer";
  touch(order, at);
  note(store, order, "cancelled", at, by);
}

/** Takes units off an order that is neither shipped nor paid for them: an edit, no refund. */
export function edit(store: Store, order: OrderPayload, line: LinePayload, at: Date): void {
  const value = Math.round(
    (cents(line.price) * line.quantity - cents(line.discount_allocations[0]?.amount ?? "0")) /
      line.quantity,
  );
  line.current_quantity -= 1;
  line.fulfillable_quantity -= 1;
  order.current_subtotal_price = decimals(cents(order.current_subtotal_price) - value);
  order.current_total_price = decimals(cents(order.current_total_price) - value);
  store.edited.add(order.id);
  touch(order, at);
  note(store, order, "edited", at, "user");
}

/** The body of orders/edited: what was done, not the order. */
export const editBody = (order: OrderPayload, line: LinePayload) => ({
  order_edit: {
    id: order.id * 10 + 5,
    order_id: order.id,
    committed_at: order.updated_at,
    line_items: { additions: [], removals: [{ id: line.id, delta: 1 }] },
  },
});

export function tag(store: Store, order: OrderPayload, word: string, at: Date, by: By): void {
  order.tags = `${order.tags}, ${word}`;
  touch(order, at);
  note(store, order, "tagged", at, by);
}

export function pay(store: Store, order: OrderPayload, at: Date): void {
  order.financial_status = "paid";
  touch(order, at);
  note(store, order, "sale_success", at, "shop");
}

/** Asks to send units back. */
export function requestReturn(
  store: Store,
  order: OrderPayload,
  backs: Back[],
  reason: string,
  at: Date,
): ReturnPayload {
  const known = store.returns.get(order.id) ?? [];
  const id = order.id + returnIds + known.length * step;
  const body: ReturnPayload = {
    id,
    admin_graphql_api_id: gid("Return", id),
    order_id: order.id,
    name: `${order.name}-R${known.length + 1}`,
    status: "requested",
    created_at: shopTime(at),
    closed_at: null,
    return_line_items: backs.map(({ line, quantity }, index) => ({
      id: id * 10 + index,
      line_item_id: line.id,
      quantity,
      reason,
    })),
  };
  store.returns.set(order.id, [...known, body]);
  touch(order, at);
  return body;
}

export function moveReturn(
  order: OrderPayload,
  body: ReturnPayload,
  status: ReturnPayload["status"],
  at: Date,
): void {
  body.status = status;
  if (status === "closed") body.closed_at = shopTime(at);
  touch(order, at);
}
