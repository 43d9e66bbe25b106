// The order's own graph: everything the refetch, bulk and reconcile documents select on it.
import { journeyOf } from "./marketing.ts";
import {
  agreementNodes,
  fulfillmentNode,
  orderMoney,
  refundNode,
  returnNode,
} from "./graph-after.ts";
import { fulfillmentStatusOf, returnStatusOf } from "./graph-status.ts";
import {
  address,
  connection,
  lineNode,
  list,
  locationNode,
  upper,
  utc,
  type Page,
} from "./graph.ts";
import { marketplaceApp } from "./order.ts";
import type { CustomerPayload, OrderPayload, TimelineEvent } from "./payloads.ts";
import { gid, type Store } from "./store.ts";

const hour = 3_600_000;
/** What the demo shop promises: a day and a half to the parcel, four days to the door. */
const shipWithin = 36 * hour;
const deliverWithin = 96 * hour;

export function orderNode(store: Store, order: OrderPayload) {
  return {
    __typename: "Order",
    id: order.admin_graphql_api_id,
    legacyResourceId: String(order.id),
    name: order.name,
    createdAt: utc(order.created_at),
    processedAt: utc(order.processed_at),
    updatedAt: utc(order.updated_at),
    cancelledAt: utc(order.cancelled_at),
    cancelReason: upper(order.cancel_reason),
    closedAt: utc(order.closed_at),
    test: order.test,
    edited: store.edited.has(order.id),
    currencyCode: order.currency,
    presentmentCurrencyCode: order.presentment_currency,
    taxesIncluded: order.taxes_included,
    displayFinancialStatus: upper(order.financial_status),
    displayFulfillmentStatus: fulfillmentStatusOf(order),
    returnStatus: returnStatusOf(store, order),
    sourceName: order.source_name,
    tags: order.tags.split(", "),
    discountCodes: order.discount_codes.map((part) => part.code),
    paymentGatewayNames: order.payment_gateway_names,
    totalWeight: String(order.total_weight),
    customer: () => order.customer && customerNode(store, order.customer),
    app: { id: gid("App", order.app_id ?? 580001), name: sourceLabel(order) },
    attribution: { handle: order.source_name, displayName: sourceLabel(order) },
    channelInformation: null,
    retailLocation: () => locationNode(store, order.location_id),
    ...orderMoney(order),
    shippingAddress: address(order.shipping_address),
    billingAddress: address(order.billing_address),
    customerJourneySummary: () =>
      order.source_name === "web"
        ? {
            ready: true,
            customerOrderIndex: placeAmongOrders(store, order),
            daysToConversion: 0,
            momentsCount: { count: 1, precision: "EXACT" },
            ...journeyOf(order.order_number),
          }
        : null,
    lineItems: (args: Page) => connection(order.line_items, args, (line) => lineNode(store, line)),
    fulfillments: list(order.fulfillments, (body) => fulfillmentNode(store, body)),
    refunds: list(order.refunds, (body) => refundNode(store, body)),
    returns: (args: Page) =>
      connection(store.returns.get(order.id) ?? [], args, (body) => returnNode(store, order, body)),
    transactions: [],
    agreements: (args: Page) => connection(agreementNodes(store, order), args),
    events: (args: Page) =>
      connection(store.timeline.get(order.id) ?? [], args, (event) => eventNode(store, event)),
    fulfillmentOrders: (args: Page) =>
      connection(order.source_name === "pos" ? [] : [fulfillmentOrderNode(store, order)], args),
  };
}

/** The id of what is to be sent of an order, and the order of such an id. */
const toSendOf = (orderId: number) => orderId + 600_000_000;
export const orderIdToSend = (id: number) => id - 600_000_000;

export function fulfillmentOrderNode(store: Store, order: OrderPayload) {
  const later = (ms: number) => new Date(Date.parse(order.processed_at) + ms).toISOString();
  const promised = store.promises.get(order.id) ?? {
    fulfillBy: later(shipWithin),
    deliverBy: later(deliverWithin),
  };
  const isDone = order.fulfillment_status === "fulfilled";
  return {
    __typename: "FulfillmentOrder",
    id: gid("FulfillmentOrder", toSendOf(order.id)),
    orderId: order.admin_graphql_api_id,
    status: isDone ? "CLOSED" : order.cancelled_at ? "CANCELLED" : "OPEN",
    createdAt: utc(order.created_at),
    updatedAt: utc(order.updated_at),
    fulfillAt: utc(order.processed_at),
    fulfillBy: promised.fulfillBy,
    assignedLocation: { location: () => locationNode(store, 71001) },
    deliveryMethod: {
      id: gid("DeliveryMethod", order.id + 700_000_000),
      methodType: "SHIPPING",
      minDeliveryDateTime: null,
      maxDeliveryDateTime: promised.deliverBy,
    },
  };
}

/** An entry of an order's timeline; exactly one of the two attributions holds, or neither. */
export function eventNode(store: Store, event: TimelineEvent) {
  return {
    __typename: "BasicEvent",
    id: gid("BasicEvent", event.id),
    action: event.action,
    createdAt: event.createdAt,
    message: "",
    attributeToApp: event.by === "app",
    attributeToUser: event.by === "user",
    criticalAlert: false,
    hasAdditionalContent: false,
    appTitle: event.by === "app" ? "Demo data: shipping rules" : null,
    subjectId: store.orders.get(event.orderId)?.admin_graphql_api_id ?? gid("Order", event.orderId),
    subjectType: "ORDER",
  };
}

function sourceLabel(order: OrderPayload): string {
  if (order.source_name === String(marketplaceApp)) return "Demo data: marketplace";
  return { web: "Online Store", pos: "Point of Sale" }[order.source_name] ?? "Draft orders";
}

/** Orders of each customer in the order they came, kept up as the store grows. */
const ordersOf = new WeakMap<Store, { seen: number; byCustomer: Map<number, number[]> }>();

function ordersOfCustomer(store: Store, customerId: number): number[] {
  let known = ordersOf.get(store);
  if (!known || known.seen > store.orders.size) known = { seen: 0, byCustomer: new Map() };
  if (known.seen < store.orders.size) {
    for (const { id, customer } of [...store.orders.values()].slice(known.seen)) {
      if (!customer) continue;
      const ids = known.byCustomer.get(customer.id) ?? [];
      known.byCustomer.set(customer.id, ids);
      ids.push(id);
    }
    known.seen = store.orders.size;
    ordersOf.set(store, known);
  }
  return known.byCustomer.get(customerId) ?? [];
}

function placeAmongOrders(store: Store, order: OrderPayload): number {
  return order.customer ? ordersOfCustomer(store, order.customer.id).indexOf(order.id) + 1 : 1;
}

export function customerNode(store: Store, body: CustomerPayload) {
  return {
    __typename: "Customer",
    id: body.admin_graphql_api_id,
    createdAt: utc(body.created_at),
    updatedAt: utc(body.updated_at),
    state: upper(body.state),
    locale: "en",
    tags: [],
    dataSaleOptOut: store.saleOptOuts.has(body.id),
    firstName: body.first_name,
    lastName: body.last_name,
    email: body.email,
    phone: body.phone,
    numberOfOrders: () => String(ordersOfCustomer(store, body.id).length),
    amountSpent: { amount: "0.0", currencyCode: body.currency },
    statistics: { rfmGroup: null, predictedSpendTier: null },
    defaultAddress: address(body.default_address),
    defaultEmailAddress: {
      emailAddress: body.email,
      marketingState: "NOT_SUBSCRIBED",
      marketingOptInLevel: null,
      marketingUpdatedAt: null,
    },
    defaultPhoneNumber: null,
  };
}
