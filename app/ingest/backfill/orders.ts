// Orders of a bulk operation as facts, by the counting that serves webhooks and refetches.
import { z } from "zod";
import type { ShopContext, Version } from "../../ledger/facts.ts";
import type { Heard } from "../counting/order-input.ts";
import { factsOfOrder, lineNode, orderNode } from "../documents/order-node.ts";
import type { LineNode } from "../documents/order-node.ts";
import { listsFirst } from "./documents.ts";
import { headOf, parseLine } from "./lines.ts";
import type { Group } from "./lines.ts";
import { nothingTaken } from "./read.ts";
import type { BulkReader, BulkTaken } from "./read.ts";
import { usualLine, usualOrder } from "./usual.ts";
import { refundFromSales, refundHead, refundSales } from "./sales.ts";

export const bulkOrder = orderNode
  .omit({ lineItems: true, fulfillmentOrders: true, refunds: true })
  .extend({ refunds: z.array(refundHead) });

type BulkOrder = z.output<typeof bulkOrder>;

type Children = { lines: LineNode[]; agreements: unknown[]; sales: unknown[] };

function childrenOf(group: Group): Children {
  const children: Children = { lines: [], agreements: [], sales: [] };
  for (const text of group.children) {
    const usual = usualLine(text);
    if (usual) {
      children.lines.push(usual);
      continue;
    }
    const { self, parent } = headOf(text);
    if (self?.type === "LineItem") children.lines.push(lineNode.parse(parseLine(text)));
    else if (parent?.type === "Order") children.agreements.push(parseLine(text));
    else children.sales.push(parseLine(text));
  }
  return children;
}

/** Loses against any copy of the same update: a webhook or a refetch knows more than this one. */
const leastSure = (version: Version): Version => ({ ...version, triggeredAt: new Date(0) });

function readOrder(order: BulkOrder, children: Children, heard: Heard): BulkTaken {
  const { lines, agreements, sales } = children;
  const told = refundSales(agreements, sales);
  const refunds = order.refunds.map((head) =>
    refundFromSales(head, told.get(head.id) ?? null, order),
  );
  const isCut =
    order.fulfillments.length >= listsFirst.fulfillments ||
    order.refunds.length >= listsFirst.refunds ||
    lines.some((line) => line.taxLines.length >= listsFirst.taxLines);
  // Units that are gone without a refund were removed by an edit; here nobody says which they are.
  const isUnclear =
    isCut ||
    (order.refunds.some((head) => !told.has(head.id)) &&
      lines.some((line) => line.currentQuantity < line.quantity));
  const whole = {
    ...order,
    lineItems: { pageInfo: { hasNextPage: false }, nodes: lines },
    fulfillmentOrders: { nodes: [] },
  };
  const facts = factsOfOrder(whole, refunds, heard);
  for (const [at, fact] of facts.entries()) {
    const isGuess = fact.kind === "refund" || (fact.kind === "order" && isUnclear);
    if (isGuess) facts[at] = { ...fact, version: leastSure(fact.version) };
  }
  const refetch = isUnclear
    ? [{ kind: "order" as const, id: order.id }]
    : order.refunds.map(({ id }) => ({ kind: "refund" as const, id }));
  return { facts, refetch, refused: 0 };
}

export const orders: BulkReader = {
  grouped: true,
  rootType: "Order",
  read(groups: Group[], _shop: ShopContext, heard: Heard): BulkTaken {
    const taken = nothingTaken();
    for (const group of groups) {
      try {
        // Sales of an order that is not in this file: it is younger than the file, a webhook tells it.
        if (group.root === null) continue;
        const order = usualOrder(group.root) ?? bulkOrder.parse(parseLine(group.root));
        const one = readOrder(order, childrenOf(group), heard);
        for (const fact of one.facts) taken.facts.push(fact);
        for (const wish of one.refetch) taken.refetch.push(wish);
      } catch {
        // A broken line costs its own order, which is read again by its id.
        taken.refused += 1;
        taken.refetch.push({ kind: "order", id: group.id });
      }
    }
    return taken;
  },
};
