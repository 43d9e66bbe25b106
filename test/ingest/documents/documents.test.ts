import { Kind, NoDeprecatedCustomRule, parse, specifiedRules, TypeInfo } from "graphql";
import { validate, visit, visitWithTypeInfo } from "graphql";
import type { FieldNode, SelectionSetNode } from "graphql";
import { expect, test } from "vitest";
import { documents, refetchers } from "../../../app/ingest/documents/index.ts";
import { adminSchema } from "./given.ts";

const name = (query: string) => /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "unnamed";

test("every document is valid on the Admin schema and uses nothing deprecated", () => {
  for (const { query } of documents) {
    const rules = [...specifiedRules, NoDeprecatedCustomRule];
    const errors = validate(adminSchema(), parse(query), rules);
    expect(errors.map(String), name(query)).toEqual([]);
  }
});

/**
 * The classic linear rule: an object costs 1 plus what it holds, a list or connection with `first`
 * holds that many; scalars and page infos are free. Calibrated on the figure that Shopify's queries
 * note gives for reading order lines: 20 lines of 45 points and two objects around them, 902.
 */
function costOf(query: string, idsPerCall: number): number {
  const document = parse(query);
  const fragments = new Map<string, SelectionSetNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each.selectionSet);
  }
  const ofSet = (set: SelectionSetNode, times: number): number =>
    set.selections.reduce((total, each) => {
      if (each.kind === Kind.FIELD) return total + ofField(each, times);
      if (each.kind === Kind.INLINE_FRAGMENT) return total + ofSet(each.selectionSet, times);
      const fragment = fragments.get(each.name.value);
      return total + (fragment ? ofSet(fragment, times) : 0);
    }, 0);
  const ofField = (field: FieldNode, times: number): number => {
    if (!field.selectionSet || field.name.value === "pageInfo") return 0;
    const first = field.arguments?.find((each) => each.name.value === "first")?.value;
    if (field.name.value === "nodes" && !first) {
      // Of `nodes(ids:)` as many as ids; inside a connection as many as its `first`.
      const size = field.arguments?.some((each) => each.name.value === "ids") ? idsPerCall : times;
      return size * (1 + ofSet(field.selectionSet, 1));
    }
    if (first?.kind !== Kind.INT) return 1 + ofSet(field.selectionSet, 1);
    const size = Number(first.value);
    const isConnection = field.selectionSet.selections.some(
      (each) => each.kind === Kind.FIELD && each.name.value === "nodes",
    );
    return isConnection
      ? 1 + ofSet(field.selectionSet, size)
      : size * (1 + ofSet(field.selectionSet, 1));
  };
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operation ? ofSet(operation.selectionSet, 1) : 0;
}

test("the cost rule gives the known figure for reading order lines", () => {
  const known = `query OrderLines($id: ID!) { order(id: $id) { lineItems(first: 20) {
    pageInfo { hasNextPage } nodes { id product { id } variant { id }
      originalUnitPriceSet { ...M } originalTotalSet { ...M } discountedTotalSet { ...S }
      discountAllocations { allocatedAmountSet { ...S } discountApplication { index } }
      taxLines(first: 10) { priceSet { ...S } } } } } }
    fragment M on MoneyBag { shopMoney { amount } presentmentMoney { amount } }
    fragment S on MoneyBag { shopMoney { amount } }`;
  expect(costOf(known, 1)).toBe(902);
});

test("every document fits into one call: at most 250 ids and 1,000 points", () => {
  for (const { query, idsPerCall } of documents) {
    expect(idsPerCall, name(query)).toBeLessThanOrEqual(250);
    const cost = costOf(query, idsPerCall);
    expect(cost, name(query)).toBeGreaterThan(0);
    expect(cost, name(query)).toBeLessThanOrEqual(1000);
  }
});

test("every wish has a reader, and every document a name of its own", () => {
  for (const [kind, refetcher] of Object.entries(refetchers)) expect(refetcher.kind).toBe(kind);
  const names = documents.map(({ query }) => name(query));
  expect(new Set(names).size).toBe(names.length);
});

test("no document reads a personal field that a fact does not keep", () => {
  const personal = new Set(["firstName", "lastName", "emailAddress", "phoneNumber", "email"]);
  for (const { query } of documents) {
    const info = new TypeInfo(adminSchema());
    const read = new Set<string>();
    visit(
      parse(query),
      visitWithTypeInfo(info, {
        Field(node) {
          if (personal.has(node.name.value)) read.add(info.getParentType()?.name ?? "");
        },
      }),
    );
    read.delete("Customer");
    read.delete("CustomerEmailAddress");
    read.delete("CustomerPhoneNumber");
    expect([...read], name(query)).toEqual([]);
  }
});
