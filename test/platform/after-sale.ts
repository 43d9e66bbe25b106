// What happens to an order after it was placed: parcels, their way, money back. Each step changes the
// order in place and moves its `updated_at`, as in Shopify.
import { warehouse } from "./order.ts";
import type {
  FulfillmentEventPayload,
  FulfillmentPayload,
  OrderPayload,
  RefundPayload,
} from "./payloads.ts";
import { decimals, gid, moneySet, shopTime, type Store } from "./store.ts";

function touch(order: OrderPayload, at: Date): void {
  if (Date.parse(order.updated_at) < at.getTime()) order.updated_at = shopTime(at);
}

function note(store: Store, order: OrderPayload, action: string, at: Date, byApp: boolean): void {
  const events = store.timeline.get(order.id) ?? [];
  events.push({
    id: order.id * 100 + events.length,
    orderId: order.id,
    action,
    createdAt: at.toISOString(),
    byApp,
  });
  store.timeline.set(order.id, events);
}

/** Ships everything in one parcel. */
export function fulfill(
  store: Store,
  order: OrderPayload,
  at: Date,
  byApp: boolean,
): FulfillmentPayload {
  const id = order.id + 200_000_000;
  const fulfillment: FulfillmentPayload = {
    id,
    admin_graphql_api_id: gid("Fulfillment", id),
    order_id: order.id,
    name: `${order.name}.1`,
    status: "success",
    shipment_status: null,
    location_id: order.location_id ?? warehouse,
    created_at: shopTime(at),
    updated_at: shopTime(at),
    tracking_company: "DHL",
    tracking_numbers: [`00340${id}`],
    line_items: order.line_items,
  };
  order.fulfillments = [fulfillment];
  order.fulfillment_status = "fulfilled";
  for (const line of order.line_items) {
    line.fulfillable_quantity = 0;
    line.fulfillment_status = "fulfilled";
  }
  touch(order, at);
  note(store, order, "fulfillment_success", at, byApp);
  return fulfillment;
}

/** A step of the parcel: in_transit, out_for_delivery, delivered. */
export function track(
  store: Store,
  order: OrderPayload,
  status: string,
  at: Date,
): FulfillmentEventPayload {
  const fulfillment = order.fulfillments[0]!;
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

/** Takes `quantity` units of a line back, with their share of what was paid and of the tax. */
export function refund(
  store: Store,
  order: OrderPayload,
  lineIndex: number,
  quantity: number,
  at: Date,
  restockType: "return" | "no_restock" | "cancel",
): RefundPayload {
  const line = order.line_items[lineIndex]!;
  const share = (text: string) =>
    Math.round((Math.round(Number(text) * 100) * quantity) / line.quantity);
  const price = Math.round(Number(line.price) * 100) * quantity;
  const subtotal = price - share(line.discount_allocations[0]?.amount ?? "0");
  const tax = share(line.tax_lines[0]?.price ?? "0");
  const id = order.id + 400_000_000;
  const body: RefundPayload = {
    id,
    admin_graphql_api_id: gid("Refund", id),
    order_id: order.id,
    created_at: shopTime(at),
    processed_at: shopTime(at),
    note: null,
    restock: restockType !== "no_restock",
    duties: [],
    order_adjustments: [],
    refund_shipping_lines: [],
    refund_line_items: [
      {
        id: id * 10,
        line_item_id: line.id,
        quantity,
        restock_type: restockType,
        location_id: warehouse,
        subtotal: subtotal / 100,
        total_tax: tax / 100,
        subtotal_set: moneySet(subtotal),
        total_tax_set: moneySet(tax),
        line_item: line,
      },
    ],
    transactions: [
      {
        id: id * 10 + 1,
        kind: "refund",
        status: "success",
        amount: decimals(subtotal),
        currency: "EUR",
        gateway: "bogus",
        processed_at: shopTime(at),
        test: false,
      },
    ],
  };
  order.refunds = [...order.refunds, body];
  line.current_quantity = Math.max(0, line.current_quantity - quantity);
  const whole = order.line_items.every((item) => item.current_quantity === 0);
  order.financial_status = whole ? "refunded" : "partially_refunded";
  touch(order, at);
  note(store, order, "refund", at, false);
  return body;
}

/** Cancels before shipping and gives everything back. */
export function cancel(store: Store, order: OrderPayload, at: Date): void {
  order.cancelled_at = shopTime(at);
  order.cancel_reason = "customer";
  touch(order, at);
  note(store, order, "cancelled", at, false);
}
