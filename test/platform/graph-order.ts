// The order's own graph: everything the refetch and reconcile documents select on it.
import {
  address,
  connection,
  fulfillmentNode,
  lineNode,
  locationNode,
  orderMoney,
  refundNode,
  upper,
  utc,
  type Page,
} from "./graph.ts";
import { marketplaceApp } from "./order.ts";
import type { CustomerPayload, OrderPayload } from "./payloads.ts";
import { gid, type Store } from "./store.ts";

const hour = 3_600_000;
/** What the demo shop promises: a day and a half to the parcel, four days to the door. */
const shipWithin = 36 * hour;
const deliverWithin = 96 * hour;

export function orderNode(store: Store, order: OrderPayload) {
  const later = (ms: number) => new Date(Date.parse(order.processed_at) + ms).toISOString();
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
    edited: false,
    currencyCode: order.currency,
    presentmentCurrencyCode: order.presentment_currency,
    taxesIncluded: order.taxes_included,
    displayFinancialStatus: upper(order.financial_status),
    displayFulfillmentStatus: order.fulfillment_status ? "FULFILLED" : "UNFULFILLED",
    returnStatus: "NO_RETURN",
    sourceName: order.source_name,
    tags: [order.tags],
    discountCodes: order.discount_codes.map((part) => part.code),
    customer: () => order.customer && customerNode(store, order.customer),
    app: { id: gid("App", order.app_id ?? 580001), name: sourceLabel(order) },
    attribution: { handle: order.source_name, displayName: sourceLabel(order) },
    channelInformation: null,
    retailLocation: () => locationNode(store, order.location_id),
    ...orderMoney(order),
    shippingAddress: address(order.shipping_address),
    billingAddress: address(order.billing_address),
    customerJourneySummary: () =>
      order.source_name === "web" && {
        ready: true,
        customerOrderIndex: placeAmongOrders(store, order),
        daysToConversion: 0,
        momentsCount: { count: 1, precision: "EXACT" },
        firstVisit: null,
        lastVisit: null,
      },
    lineItems: (args: Page) =>
      connection(
        order.line_items.map((line) => lineNode(store, line)),
        args,
      ),
    fulfillments: () => order.fulfillments.map((body) => fulfillmentNode(store, body)),
    refunds: () => order.refunds.map((body) => refundNode(store, body)),
    returns: (args: Page) => connection([], args),
    transactions: [],
    agreements: (args: Page) => connection([], args),
    events: (args: Page) =>
      connection(
        (store.timeline.get(order.id) ?? []).map((event) => ({
          __typename: "BasicEvent",
          id: gid("BasicEvent", event.id),
          action: event.action,
          createdAt: event.createdAt,
          message: "",
          attributeToApp: event.byApp,
          attributeToUser: !event.byApp,
          criticalAlert: false,
          appTitle: event.byApp ? "Demo data: shipping rules" : null,
          subjectId: order.admin_graphql_api_id,
          subjectType: "ORDER",
        })),
        args,
      ),
    fulfillmentOrders: (args: Page) =>
      connection(
        order.source_name === "pos"
          ? []
          : [
              {
                __typename: "FulfillmentOrder",
                id: gid("FulfillmentOrder", order.id + 600_000_000),
                orderId: order.admin_graphql_api_id,
                status: order.fulfillment_status
                  ? "CLOSED"
                  : order.cancelled_at
                    ? "CANCELLED"
                    : "OPEN",
                createdAt: utc(order.created_at),
                updatedAt: utc(order.updated_at),
                fulfillAt: utc(order.processed_at),
                fulfillBy: later(shipWithin),
                assignedLocation: { location: () => locationNode(store, 71001) },
                deliveryMethod: {
                  id: gid("DeliveryMethod", order.id + 700_000_000),
                  methodType: "SHIPPING",
                  minDeliveryDateTime: null,
                  maxDeliveryDateTime: later(deliverWithin),
                },
              },
            ],
        args,
      ),
  };
}

function sourceLabel(order: OrderPayload): string {
  if (order.source_name === String(marketplaceApp)) return "Demo data: marketplace";
  return { web: "Online Store", pos: "Point of Sale" }[order.source_name] ?? "Draft orders";
}

function placeAmongOrders(store: Store, order: OrderPayload): number {
  let place = 1;
  for (const other of store.orders.values()) {
    if (other.id === order.id) return place;
    if (other.customer && other.customer.id === order.customer?.id) place += 1;
  }
  return place;
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
    dataSaleOptOut: false,
    firstName: body.first_name,
    lastName: body.last_name,
    email: body.email,
    phone: body.phone,
    numberOfOrders: () =>
      String([...store.orders.values()].filter((o) => o.customer?.id === body.id).length),
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
