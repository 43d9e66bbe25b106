import { parse } from "graphql";
import { expect, test } from "vitest";
import { createAdminApi } from "./admin-api.ts";
import { createBucket } from "./bucket.ts";
import { queryCost } from "./cost.ts";
import { emptyStore } from "./store.ts";

const { schema } = createAdminApi(emptyStore(), () => []);
const cost = (query: string) => queryCost(schema, parse(query), {});

// The documents and their points stand in the queries note, part 1, "Cost".
const fragments = `
  fragment P on PageInfo{hasNextPage endCursor}
  fragment M on MoneyBag{shopMoney{amount} presentmentMoney{amount}}
  fragment S on MoneyBag{shopMoney{amount}}
  fragment Line on LineItem{id title variantTitle sku vendor quantity currentQuantity isGiftCard requiresShipping product{id} variant{id} originalUnitPriceSet{...M} originalTotalSet{...M} discountedTotalSet{...S} discountAllocations{allocatedAmountSet{...S} discountApplication{__typename index targetType ...on DiscountCodeApplication{code}}} taxLines(first:10){priceSet{...S}}}
  fragment Agreement on SalesAgreement{__typename id happenedAt reason ...on RefundAgreement{refund{id}}}
  fragment Sale on Sale{__typename id actionType lineType quantity totalAmount{...M} totalTaxAmount{...S} totalDiscountAmountBeforeTaxes{...S} ...on ProductSale{lineItem{id}}}`;

test("requests cost what the linear rule says: order lines 902, order sales 692, a refund 453", () => {
  expect(
    cost(
      `query OrderLines($id:ID!,$after:String){order(id:$id){lineItems(first:20,after:$after){pageInfo{...P} nodes{...Line}}}}${fragments}`,
    ),
  ).toBe(902);
  expect(
    cost(
      `query OrderSales($id:ID!,$after:String){order(id:$id){agreements(first:5,after:$after){pageInfo{...P} nodes{...Agreement sales(first:15){pageInfo{hasNextPage} nodes{...Sale}}}}}}${fragments}`,
    ),
  ).toBe(692);
  expect(
    cost(
      `query Refund($id:ID!){refund(id:$id){id processedAt order{id} refundLineItems(first:50){nodes{quantity restockType location{id} lineItem{id} subtotalSet{...M} totalTaxSet{...M}}}}}${fragments}`,
    ),
  ).toBe(453);
});

test("edges cost what nodes cost, ids count, a mutation is ten points", () => {
  // 1 for the connection, 10 orders.
  expect(cost("{ orders(first: 10) { nodes { id } } }")).toBe(11);
  expect(cost("{ orders(first: 10) { edges { node { id } } } }")).toBe(11);
  expect(cost('{ nodes(ids: ["a", "b", "c"]) { id } }')).toBe(3);
  expect(
    cost(
      'mutation { bulkOperationRunQuery(query: "") { bulkOperation { id } userErrors { field } } }',
    ),
  ).toBe(10);
});

test("what was answered costs what came", () => {
  const query = parse("{ orders(first: 10) { nodes { id customer { id } } } }");
  const data = {
    orders: {
      nodes: [
        { id: "1", customer: { id: "2" } },
        { id: "3", customer: null },
      ],
    },
  };
  // The connection, two orders, one customer.
  expect(queryCost(schema, query, {}, data)).toBe(4);
});

test("a standard bucket holds 2,000 points and gets 100 back each second", () => {
  let now = 0;
  const bucket = createBucket("standard", () => now);
  expect([bucket.take(1500), bucket.take(600)]).toEqual([true, false]);
  now = 999;
  expect(bucket.take(600)).toBe(false);
  now = 1000;
  expect(bucket.take(600)).toBe(true);
  expect(bucket.status()).toEqual({
    maximumAvailable: 2000,
    currentlyAvailable: 0,
    restoreRate: 100,
  });
  bucket.giveBack(550);
  now = 60_000;
  expect(bucket.status().currentlyAvailable).toBe(2000);
});
