// Runs a refetcher against the real Admin schema: graphql-js executes each document over hand-written
// nodes, so a field that a document forgets is a field that its reader does not get.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, execute, parse } from "graphql";
import type { GraphQLSchema, IntrospectionQuery } from "graphql";
import type { Call, Reading, Refetcher } from "../../../app/ingest/documents/index.ts";
import { shop } from "../topics/given.ts";

const file = new URL("../../platform/admin-schema/2026-10.json.gz", import.meta.url);

let built: GraphQLSchema | undefined;

export function adminSchema(): GraphQLSchema {
  if (!built) {
    const { data } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
      data: IntrospectionQuery;
    };
    built = buildClientSchema(data);
  }
  return built;
}

export const readAt = new Date("2026-03-10T12:10:00Z");

type Node = { __typename: string; id: string };

/** @param things every node of the little store; connections and sized lists by `page` and `list` */
export function run(
  refetcher: Refetcher,
  ids: string[],
  things: Node[],
): Reading & { calls: Call[] } {
  const byId = (id: string) => things.find((each) => each.id === id) ?? null;
  const one = ({ id }: { id: string }) => byId(id);
  const rootValue = {
    nodes: ({ ids: asked }: { ids: string[] }) => asked.map(byId),
    order: one,
    refund: one,
    product: one,
    inventoryItem: one,
  };
  const calls: Call[] = [];
  const reading = refetcher.read(ids, shop, readAt);
  let step = reading.next();
  while (!step.done) {
    calls.push(step.value);
    const { query, variables } = step.value;
    const answer = execute({
      schema: adminSchema(),
      document: parse(query),
      rootValue,
      variableValues: variables,
    });
    if (answer instanceof Promise) throw new Error("got a promise, expected resolvers without I/O");
    if (answer.errors) throw answer.errors[0];
    step = reading.next(JSON.parse(JSON.stringify(answer.data)));
  }
  return { ...step.value, calls };
}

/** A connection: pages by `first` and `after`, whose cursor is the index to go on from. */
export function page<T>(nodes: T[]) {
  return ({ first, after }: { first: number; after?: string | null }) => {
    const start = Number(after ?? 0);
    const end = start + first;
    return {
      nodes: nodes.slice(start, end),
      pageInfo: { hasNextPage: end < nodes.length, endCursor: String(end) },
    };
  };
}

/** A plain list with `first`. */
export function list<T>(nodes: T[]) {
  return ({ first }: { first: number }) => nodes.slice(0, first);
}

export function both(shopAmount: string, presentment: string = shopAmount) {
  return {
    shopMoney: { amount: shopAmount, currencyCode: "EUR" },
    presentmentMoney: { amount: presentment, currencyCode: "EUR" },
  };
}
