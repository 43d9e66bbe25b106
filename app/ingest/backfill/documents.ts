// What a backfill asks Shopify for. Bulk operations take a plain query: only edges/node, no
// variables, no fragments, at most five connections two deep, and an `id` first in every parent.
//
// Orders come without the sales ledger; sales come for refunded orders only, because every other
// order would carry a second copy of its own lines. What stands in neither is read again by id.
import {
  chargeFields,
  fulfillmentFields,
  lineFields,
  promiseFields,
} from "../documents/order-node.ts";
import { journeyFields } from "../documents/journey.ts";
import { levelFields } from "../documents/inventory-items.ts";
import type { BackfillKind } from "./kinds.ts";

const both = "{ shopMoney { amount } presentmentMoney { amount } }";
const shop = "{ shopMoney { amount } }";

/** A list has no cursor: an order that fills one is read again whole. */
export const listsFirst = { taxLines: 10, fulfillments: 50, refunds: 50 };

const orders = `{
  orders {
    edges { node {
      id name updatedAt processedAt cancelledAt test displayFinancialStatus
      currencyCode presentmentCurrencyCode taxesIncluded sourceName
      customer { id } retailLocation { id } ${journeyFields} discountCodes
      ${chargeFields} totalTipReceivedSet ${shop}
      shippingAddress { countryCodeV2 provinceCode zip }
      billingAddress { countryCodeV2 provinceCode zip }
      fulfillments(first: ${listsFirst.fulfillments}) { ${fulfillmentFields} }
      refunds(first: ${listsFirst.refunds}) { id createdAt processedAt totalRefundedSet ${shop} }
      lineItems { edges { node { ${lineFields(listsFirst.taxLines).replaceAll("{ ...Both }", both)} } } }
    } }
  }
}`;

const sales = `{
  orders(query: "financial_status:partially_refunded OR financial_status:refunded") {
    edges { node {
      id
      agreements { edges { node {
        id reason happenedAt
        ... on RefundAgreement { refund { id } }
        sales { edges { node {
          id actionType lineType quantity totalAmount ${shop} totalTaxAmount ${shop}
          ... on ProductSale { lineItem { id } }
        } } }
      } } }
    } }
  }
}`;

const products = `{
  products {
    edges { node {
      id title handle vendor productType status tags isGiftCard publishedAt updatedAt
      variants { edges { node {
        id position title sku price compareAtPrice
        inventoryItem {
          id sku tracked updatedAt unitCost { amount }
          inventoryLevels { edges { node {
            id updatedAt isActive item { id } location { id }
            quantities(names: ["available", "on_hand", "committed", "incoming"]) { name quantity }
          } } }
        }
      } } }
    } }
  }
}`;

const customers = `{
  customers {
    edges { node {
      id createdAt updatedAt state dataSaleOptOut firstName lastName
      defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
    } }
  }
}`;

const fulfillmentOrders = `{
  orders {
    edges { node {
      id fulfillmentOrders { edges { node { ${promiseFields} } } }
    } }
  }
}`;

const withReturns = [
  "return_requested",
  "in_progress",
  "inspection_complete",
  "returned",
  "return_failed",
]
  .map((status) => `return_status:${status}`)
  .join(" OR ");

const returns = `{
  orders(query: "${withReturns}") {
    edges { node {
      id returns { edges { node { id status } } }
    } }
  }
}`;

export const bulkQueries: Readonly<Record<BackfillKind, string>> = {
  products,
  customers,
  "fulfillment-orders": fulfillmentOrders,
  returns,
  sales,
  orders,
};

export const runBulk = `
mutation RunBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id status }
    userErrors { field message code }
  }
}`;

export const pollBulk = `
query PollBulk($id: ID!) {
  bulkOperation(id: $id) { id status errorCode objectCount url partialDataUrl }
}`;

export const orderEvents = `
query ReadOrderEvents($query: String!, $after: String) {
  events(first: 250, after: $after, query: $query, sortKey: CREATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id action createdAt attributeToApp attributeToUser
      ... on BasicEvent { subjectId }
    }
  }
}`;

/** Closed ones too, and those of fulfillment services: old orders name them. */
export const locationsQuery = `
query ReadLocations($after: String) {
  locations(first: 50, after: $after, includeInactive: true, includeLegacy: true) {
    pageInfo { hasNextPage endCursor }
    nodes { id name isActive updatedAt address { countryCode provinceCode zip } }
  }
}`;

const changed = (name: string, field: string, { first = 250, also = "" } = {}) => `
query ${name}($query: String!, $after: String) {
  ${field}(first: ${first}, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor } nodes { id updatedAt ${also} }
  }
}`;

/** As many parcels and orders as a question may cost: 1,000 points, one for each. */
const parcels = { first: 150, also: "fulfillments(first: 5) { id deliveredAt }" };

export const changedSince = {
  orders: changed("ChangedOrders", "orders", parcels),
  products: changed("ChangedProducts", "products"),
  customers: changed("ChangedCustomers", "customers"),
};

/** Levels of one place, whole: no webhook but their own tells of them. */
export const changedLevels = `
query ChangedLevels($id: ID!, $query: String!, $after: String) {
  location(id: $id) {
    inventoryLevels(first: 100, after: $after, query: $query, includeInactive: true) {
      pageInfo { hasNextPage endCursor } nodes { item { id } ${levelFields} }
    }
  }
}`;

/** Where the returns of some orders stand. */
export const returnsOfOrders = `
query ReturnsOfOrders($query: String!, $after: String) {
  orders(first: 25, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor } nodes { id returns(first: 20) { nodes { id status } } }
  }
}`;
export const returnsById = `
query ReturnsById($ids: [ID!]!) { nodes(ids: $ids) { ... on Return { id status order { id } } } }`;

const count = (name: string, field: string) => `
query ${name}($query: String!) { ${field}(query: $query, limit: null) { count } }`;
const ids = (name: string, field: string) => `
query ${name}($query: String!) {
  ${field}(first: 250, query: $query, sortKey: ID) { nodes { id } }
}`;

/** How many there are, which of some are left, where the oldest order that is shown begins. */
export const counts = {
  orders: count("CountOrders", "ordersCount"),
  products: count("CountProducts", "productsCount"),
  customers: count("CountCustomers", "customersCount"),
};
export const idsOf = {
  orders: ids("OrderIds", "orders"),
  products: ids("ProductIds", "products"),
  customers: ids("CustomerIds", "customers"),
};
export const firstOrder = `
query FirstOrder { orders(first: 1, sortKey: ID) { nodes { id } } }`;
export const stillThere = `
query StillThere($ids: [ID!]!) { nodes(ids: $ids) { id } }`;

/** All of them, for the tests that hold them valid and within the scopes asked for. */
export const backfillDocuments: readonly string[] = [
  ...Object.values(bulkQueries),
  runBulk,
  pollBulk,
  orderEvents,
  locationsQuery,
  ...Object.values(changedSince),
  ...[changedLevels, returnsOfOrders, returnsById],
  ...Object.values(counts),
  ...Object.values(idsOf),
  ...[firstOrder, stillThere],
];
