// A refund as the Admin GraphQL API tells it.
import { z } from "zod";
import type { RefundInput, RefundLineInput } from "../counting/order-input.ts";
import { gid, gidOf, optionalTime, pageInfo, readNodes } from "./reading.ts";
import { reference, shopMoney, time } from "./reading.ts";
import type { Call } from "./reading.ts";
import { tipLineIds } from "./tip.ts";

const shopFragment = `
fragment Shop on MoneyBag { shopMoney { amount } }`;

const lineFields = `
  quantity restockType subtotalSet { ...Shop } totalTaxSet { ...Shop }
  lineItem {
    id title sku quantity isGiftCard requiresShipping product { id } variant { id }
    originalUnitPriceSet { ...Shop }
  }`;

export const refundsQuery = `
query RefetchRefunds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Refund {
      id createdAt processedAt
      order { id updatedAt currencyCode taxesIncluded totalTipReceivedSet { ...Shop } }
      refundLineItems(first: 10) { pageInfo { hasNextPage endCursor } nodes { ${lineFields} } }
      orderAdjustments(first: 5) {
        nodes { reason amountSet { ...Shop } taxAmountSet { ...Shop } }
      }
      refundShippingLines(first: 5) {
        nodes { subtotalAmountSet { ...Shop } taxAmountSet { ...Shop } }
      }
      duties { amountSet { ...Shop } }
      transactions(first: 10) { nodes { kind status amountSet { ...Shop } } }
    }
  }
}${shopFragment}`;

export const refundLinesQuery = `
query RefetchRefundLines($id: ID!, $after: String) {
  refund(id: $id) {
    refundLineItems(first: 90, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { ${lineFields} }
    }
  }
}${shopFragment}`;

/** Refunds of one `RefetchRefunds` call. */
export const refundsPerCall = 4;

const refundLineNode = z.object({
  quantity: z.number().int(),
  restockType: z.string(),
  subtotalSet: shopMoney,
  totalTaxSet: shopMoney,
  lineItem: z.object({
    id: gid,
    title: z.string(),
    sku: z.string().nullish(),
    quantity: z.number().int(),
    isGiftCard: z.boolean(),
    requiresShipping: z.boolean(),
    product: reference,
    variant: reference,
    originalUnitPriceSet: shopMoney.transform((shop) => ({ shop })),
  }),
});

const linePage = z.object({ pageInfo, nodes: z.array(refundLineNode) });

const refundNode = z.object({
  id: gid,
  createdAt: optionalTime,
  processedAt: time,
  order: z.object({
    id: gid,
    updatedAt: time,
    currencyCode: z.string(),
    taxesIncluded: z.boolean(),
    totalTipReceivedSet: shopMoney,
  }),
  refundLineItems: linePage,
  orderAdjustments: z.object({
    nodes: z.array(
      z.object({ reason: z.string().nullish(), amountSet: shopMoney, taxAmountSet: shopMoney }),
    ),
  }),
  refundShippingLines: z.object({
    nodes: z.array(z.object({ subtotalAmountSet: shopMoney, taxAmountSet: shopMoney })),
  }),
  duties: z.array(z.object({ amountSet: shopMoney })).nullish(),
  transactions: z.object({
    nodes: z.array(z.object({ kind: z.string(), status: z.string(), amountSet: shopMoney })),
  }),
});

type RefundNode = z.output<typeof refundNode>;

/** A refund with the order it belongs to, as far as its worth depends on it. */
export type RefundOfOrder = { refund: RefundInput; order: RefundNode["order"] };

/** Reads refunds whole, page by page where one has many lines. */
export function* readRefunds(ids: string[]): Generator<Call, RefundOfOrder[], unknown> {
  const read: RefundOfOrder[] = [];
  for (let start = 0; start < ids.length; start += refundsPerCall) {
    const batch = ids.slice(start, start + refundsPerCall).map((id) => gidOf("Refund", id));
    const found = readNodes(refundNode, yield { query: refundsQuery, variables: { ids: batch } });
    for (const node of found) {
      const lines = yield* restOfLines(node);
      read.push({ refund: refundInput(node, lines), order: node.order });
    }
  }
  return read;
}

function* restOfLines(
  node: RefundNode,
): Generator<Call, z.output<typeof refundLineNode>[], unknown> {
  const lines = [...node.refundLineItems.nodes];
  let page = node.refundLineItems.pageInfo;
  while (page.hasNextPage) {
    const variables = { id: gidOf("Refund", node.id), after: page.endCursor };
    const data = yield { query: refundLinesQuery, variables };
    const { refund } = z.object({ refund: z.object({ refundLineItems: linePage }) }).parse(data);
    lines.push(...refund.refundLineItems.nodes);
    page = refund.refundLineItems.pageInfo;
  }
  return lines;
}

function refundInput(node: RefundNode, lines: z.output<typeof refundLineNode>[]): RefundInput {
  const { totalTipReceivedSet, currencyCode } = node.order;
  const tips = tipLineIds(
    lines.map((line) => line.lineItem),
    totalTipReceivedSet,
    currencyCode,
  );
  return {
    id: node.id,
    createdAt: node.createdAt,
    processedAt: node.processedAt,
    lines: lines.map((line): RefundLineInput => ({
      lineId: line.lineItem.id,
      quantity: line.quantity,
      restockType: line.restockType.toLowerCase(),
      subtotal: line.subtotalSet,
      tax: line.totalTaxSet,
      merchandise: !line.lineItem.isGiftCard && !tips.has(line.lineItem.id),
    })),
    // Money still on its way is no discrepancy: a refund counts on its day whatever its state.
    discrepancies: node.orderAdjustments.nodes
      .filter((each) => !/pending/i.test(each.reason ?? ""))
      .map((each) => ({ amount: each.amountSet, tax: each.taxAmountSet })),
    shipping: node.refundShippingLines.nodes.map((each) => ({
      amount: each.subtotalAmountSet,
      tax: each.taxAmountSet,
    })),
    duties: (node.duties ?? []).map((each) => each.amountSet),
    moneyBack: node.transactions.nodes
      .filter((each) => each.kind === "REFUND" && each.status === "SUCCESS")
      .map((each) => each.amountSet),
  };
}
