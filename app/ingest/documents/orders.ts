// Reading orders again: whole, or only what was promised for them.
import { z } from "zod";
import type { Fact } from "../../ledger/facts.ts";
import type { RefundInput } from "../counting/order-input.ts";
import {
  bothFragment,
  chargeFields,
  factsOfOrder,
  fulfillmentFields,
  fulfillmentNode,
  lineFields,
  lineNode,
  orderNode,
  promiseFacts,
  promiseFields,
  promiseNode,
} from "./order-node.ts";
import type { LineNode, OrderNode } from "./order-node.ts";
import { isPending, journeyFields, journeyNode, visitsOf } from "./journey.ts";
import { touchFacts } from "../counting/touch.ts";
import { gid, gidOf, missingOf, pageInfo, readNodes } from "./reading.ts";
import type { Call, Refetcher } from "./reading.ts";
import { readRefunds } from "./refund-node.ts";

// A list has no cursor: as many elements as were asked for means that there may be more.
const taxLinesFirst = 5;
const fulfillmentsFirst = 5;
const promisesFirst = 3;
const refundsFirst = 7;

export const ordersQuery = `
query RefetchOrders($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id name updatedAt processedAt cancelledAt test displayFinancialStatus
      currencyCode presentmentCurrencyCode taxesIncluded sourceName
      customer { id } retailLocation { id } ${journeyFields} discountCodes
      ${chargeFields}
      totalTipReceivedSet { shopMoney { amount } }
      shippingAddress { countryCodeV2 provinceCode zip }
      billingAddress { countryCodeV2 provinceCode zip }
      lineItems(first: 5) {
        pageInfo { hasNextPage endCursor } nodes { ${lineFields(taxLinesFirst)} }
      }
      fulfillments(first: ${fulfillmentsFirst}) { ${fulfillmentFields} }
      fulfillmentOrders(first: ${promisesFirst}) { nodes { ${promiseFields} } }
      refunds(first: ${refundsFirst}) { id }
    }
  }
}${bothFragment}`;

export const orderLinesQuery = `
query RefetchOrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 19, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { ${lineFields(10)} }
    }
  }
}${bothFragment}`;

/** The lists of an order that has unusually many of them. */
export const orderListsQuery = `
query RefetchOrderLists($id: ID!) {
  order(id: $id) {
    fulfillments(first: 150) { ${fulfillmentFields} }
    fulfillmentOrders(first: 95) { nodes { ${promiseFields} } }
    refunds(first: 150) { id }
  }
}`;

export const promisesQuery = `
query RefetchPromises($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id ${journeyFields} discountCodes
      fulfillmentOrders(first: 10) { nodes { ${promiseFields} } }
    }
  }
}`;

export const orders: Refetcher = {
  kind: "order",
  idsPerCall: 5,
  *read(ids, _shop, readAt) {
    const variables = { ids: ids.map((id) => gidOf("Order", id)) };
    const found = readNodes(orderNode, yield { query: ordersQuery, variables });
    const facts: Fact[] = [];
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    for (const node of found) {
      const order = yield* readRest(node);
      const refunds = yield* readRefunds(order.refunds.map((each) => each.id));
      const inputs = refunds.map((each): RefundInput => each.refund);
      facts.push(...factsOfOrder(order, inputs, heard));
    }
    const pending = found.filter((each) => isPending(each.customerJourneySummary));
    return { facts, missing: missingOf(ids, found), pending: pending.map(({ id }) => id) };
  },
};

export const fulfillmentOrdersQuery = `
query RefetchFulfillmentOrders($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on FulfillmentOrder { orderId ${promiseFields} }
  }
}`;

/** What is still to be sent, by its own id. */
export const fulfillmentOrders: Refetcher = {
  kind: "fulfillment-order",
  idsPerCall: 240,
  *read(ids, _shop, readAt) {
    const variables = { ids: ids.map((id) => gidOf("FulfillmentOrder", id)) };
    const node = promiseNode.extend({ orderId: gid });
    const found = readNodes(node, yield { query: fulfillmentOrdersQuery, variables });
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    return {
      facts: found.flatMap(({ orderId, ...promise }) => promiseFacts(orderId, [promise], heard)),
      missing: missingOf(ids, found),
    };
  },
};

/** What is made with an order and stands in no webhook: the promised times, and how the buyer came. */
export const promises: Refetcher = {
  kind: "promise",
  idsPerCall: 21,
  *read(ids, _shop, readAt) {
    const variables = { ids: ids.map((id) => gidOf("Order", id)) };
    const node = z.object({
      id: gid,
      customerJourneySummary: journeyNode,
      discountCodes: z.array(z.string()).default([]),
      fulfillmentOrders: z.object({ nodes: z.array(promiseNode) }),
    });
    const found = readNodes(node, yield { query: promisesQuery, variables });
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    const pending = found.filter((each) => isPending(each.customerJourneySummary));
    return {
      facts: found.flatMap(({ id, customerJourneySummary: journey, ...each }) => [
        ...promiseFacts(id, each.fulfillmentOrders.nodes, heard),
        ...(journey
          ? touchFacts({ id, discountCodes: each.discountCodes, visits: visitsOf(journey) })
          : []),
      ]),
      missing: missingOf(ids, found),
      pending: pending.map(({ id }) => id),
    };
  },
};

function* readRest(order: OrderNode): Generator<Call, OrderNode, unknown> {
  const lines = yield* readAllLines(order);
  const whole = { ...order, lineItems: { ...order.lineItems, nodes: lines } };
  const isCut =
    order.fulfillments.length >= fulfillmentsFirst ||
    order.fulfillmentOrders.nodes.length >= promisesFirst ||
    order.refunds.length >= refundsFirst;
  if (!isCut) return whole;
  const lists = z.object({
    order: z.object({
      fulfillments: z.array(fulfillmentNode),
      fulfillmentOrders: z.object({ nodes: z.array(promiseNode) }),
      refunds: z.array(z.object({ id: gid })),
    }),
  });
  const data = yield { query: orderListsQuery, variables: { id: gidOf("Order", order.id) } };
  return { ...whole, ...lists.parse(data).order };
}

/** From the start again where a line may have more taxes than were asked for. */
function* readAllLines(order: OrderNode): Generator<Call, LineNode[], unknown> {
  const { nodes, pageInfo: first } = order.lineItems;
  const isTaxCut = nodes.some((line) => line.taxLines.length >= taxLinesFirst);
  const lines = isTaxCut ? [] : [...nodes];
  let after = isTaxCut ? null : first.endCursor;
  let hasNext = isTaxCut || first.hasNextPage;
  const page = z.object({
    order: z.object({ lineItems: z.object({ pageInfo, nodes: z.array(lineNode) }) }),
  });
  while (hasNext) {
    const data = yield {
      query: orderLinesQuery,
      variables: { id: gidOf("Order", order.id), after },
    };
    const { lineItems } = page.parse(data).order;
    lines.push(...lineItems.nodes);
    after = lineItems.pageInfo.endCursor;
    hasNext = lineItems.pageInfo.hasNextPage;
  }
  return lines;
}
