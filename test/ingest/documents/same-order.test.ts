// The order of order-told-twice.ts must give the same facts by both doors, or every refetch would
// look like a change.
import { expect, test } from "vitest";
import { refetchers } from "../../../app/ingest/documents/index.ts";
import type { Fact } from "../../../app/ledger/facts.ts";
import { both, list, page, readAt, run } from "./given.ts";
import {
  eurShop,
  fulfillmentOrderNode,
  gid,
  lineNode,
  orderId,
  orderNode,
} from "./order-told-twice.ts";
import { refundNode, things, webhook } from "./order-told-twice.ts";
import { take } from "../topics/given.ts";

/** Facts without what may differ by door: when it was heard, and the customer's order index. */
function comparable(facts: Fact[], kinds: Fact["kind"][]): unknown[] {
  return facts
    .filter((fact) => kinds.includes(fact.kind))
    .map((fact) => {
      const known = fact.kind === "order" ? { ...fact, customerOrderIndex: null } : fact;
      return "version" in known && typeof known.version === "object"
        ? { ...known, version: { updatedAt: known.version.updatedAt, hash: known.version.hash } }
        : known;
    });
}

test("an order told by webhook and by GraphQL gives equal facts with equal hashes", () => {
  const told = take("orders/updated", webhook, eurShop).facts;
  const read = run(refetchers.order, [orderId], things).facts;
  const kinds: Fact["kind"][] = ["order", "refund", "fulfillment"];
  expect(comparable(told, kinds)).toHaveLength(3);
  expect(comparable(read, kinds)).toEqual(comparable(told, kinds));
});

test("and those facts are worth what the calculation by hand says", () => {
  const facts = run(refetchers.order, [orderId], things).facts;
  // Ordered 4, now 2, 1 refunded: 1 removed by an edit, so 3 were sold. 3 × 59.50 = 178.50.
  // Discount 23.80 × 3 ÷ 4 = 17.85, without tax 17.85 ÷ 1.19 = 15.00. Tax 34.20 × 3 ÷ 4 = 25.65.
  // Net 178.50 − 17.85 − 25.65 = 135.00; merchandise 150.00.
  expect(facts[0]).toMatchObject({
    kind: "order",
    id: orderId,
    region: "DE",
    customerOrderIndex: 3,
    lines: [
      { id: "21", quantity: 3, gross: 15000n, discounts: 1500n, merchandise: true },
      { id: "22", merchandise: false },
      { id: "23", merchandise: false },
    ],
    // Buyer: 195.00 − 26.00 × 3 ÷ 4 = 175.50, less 37.36 × 3 ÷ 4 = 28.02: 147.48.
    presentment: { currency: "USD", net: 14748n },
  });
  // 53.55 − 8.55 tax − 3.55 in the merchant's favour.
  expect(facts[1]).toMatchObject({ kind: "refund", id: "31", orderId, amount: 4145n });
});

test("reading also gives the promise and the delivery, which no order webhook tells", () => {
  const { facts } = run(refetchers.order, [orderId], things);
  expect(facts.slice(3)).toMatchObject([
    { kind: "fulfillment-event", id: "41:delivered", fulfillmentId: "41", orderId },
    {
      kind: "fulfillment-order",
      id: "51",
      orderId,
      fulfillBy: new Date("2026-02-12T12:00:00Z"),
      deliverBy: new Date("2026-02-14T12:00:00Z"),
      locationId: "71",
    },
  ]);
  expect(facts[0]).toMatchObject({ version: { triggeredAt: readAt } });
});

test("a refund read alone equals the one read with its order", () => {
  const alone = run(refetchers.refund, ["31"], things).facts;
  const within = run(refetchers.order, [orderId], things).facts;
  expect(alone).toEqual(within.filter((fact) => fact.kind === "refund"));
});

test("promises are read alone for many orders, and what is gone is named", () => {
  const { facts, missing, calls } = run(refetchers.promise, [orderId, "404"], things);
  expect(facts.map((fact) => fact.kind)).toEqual(["fulfillment-order"]);
  expect(missing).toEqual(["404"]);
  expect(calls).toHaveLength(1);
});

test("a fulfillment order read by its own id equals the one read with its order", () => {
  const within = run(refetchers.promise, [orderId], things).facts;
  const alone = { ...fulfillmentOrderNode, __typename: "FulfillmentOrder", orderId: orderNode.id };
  const { facts, missing } = run(refetchers["fulfillment-order"], ["51", "404"], [alone]);
  expect(facts).toEqual(within);
  expect(facts[0]).toMatchObject({ orderId, locationId: "71" });
  expect(missing).toEqual(["404"]);
});

test("an order with many lines, taxes, refunds and refund lines is read to its end", () => {
  const taxes = Array.from({ length: 7 }, () => ({ rate: 0.01, priceSet: both("0.1") }));
  const many = Array.from({ length: 43 }, (_, index) =>
    lineNode(1000 + index, {
      title: "Part",
      originalUnitPriceSet: both("1.07"),
      taxLines: list(taxes),
    }),
  );
  const refundLines = Array.from({ length: 101 }, () => ({
    quantity: 1,
    restockType: "NO_RESTOCK",
    subtotalSet: both("1.0"),
    totalTaxSet: both("0.0"),
    lineItem: many[0],
  }));
  const refunds = Array.from({ length: 12 }, (_, index) => ({
    ...refundNode,
    id: gid("Refund", 100 + index),
    refundLineItems: page(refundLines),
    orderAdjustments: page([]),
  }));
  const order = { ...orderNode, lineItems: page(many), refunds: list(refunds) };
  const { facts } = run(refetchers.order, [orderId], [order, ...refunds]);
  const fact = facts[0];
  if (fact?.kind !== "order") throw new Error("got no order first");
  expect(fact.lines).toHaveLength(43);
  // 1.07 less seven taxes of 0.10 = 0.37: all seven were read, not the first five.
  expect(fact.lines[1]?.gross).toBe(37n);
  const read = facts.filter((each) => each.kind === "refund");
  expect(read).toHaveLength(12);
  expect(read.every((each) => each.amount === 10100n)).toBe(true);
});
