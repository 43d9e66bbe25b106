import { Kind, NoDeprecatedCustomRule, parse, specifiedRules, TypeInfo, validate } from "graphql";
import { getNamedType, isInterfaceType, isObjectType, visit, visitWithTypeInfo } from "graphql";
import type { FieldNode } from "graphql";
import { expect, test } from "vitest";
import { backfillDocuments, bulkQueries } from "../../../app/ingest/backfill/documents.ts";
import { backfillKinds } from "../../../app/ingest/backfill/kinds.ts";
import { adminSchema } from "../documents/given.ts";

const rules = [...specifiedRules, NoDeprecatedCustomRule];
const faultsOf = (query: string) => validate(adminSchema(), parse(query), rules).map(String);

test("every document is valid on the Admin schema and uses nothing deprecated", () => {
  for (const kind of backfillKinds) expect(faultsOf(bulkQueries[kind]), kind).toEqual([]);
  for (const query of backfillDocuments) expect(faultsOf(query), query).toEqual([]);
});

/** What Shopify refuses in a bulk query (platform-queries: Bulk). */
function bulkFaults(query: string): string[] {
  const faults: string[] = [];
  const document = parse(query);
  const info = new TypeInfo(adminSchema());
  let connections = 0;
  let depth = 0;
  let lists = 0;
  const isConnection = () => getNamedType(info.getType()!)?.name.endsWith("Connection");
  const isList = () => /\[/.test(String(info.getType()));
  if (Buffer.byteLength(query) > 65_535) faults.push("longer than 65,535 bytes");
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => void faults.push("a variable"),
      FragmentDefinition: () => void faults.push("a fragment that is not inlined"),
      Field: {
        enter(node: FieldNode) {
          const name = node.name.value;
          const inside = node.selectionSet?.selections ?? [];
          const names = inside.map((each) => (each.kind === Kind.FIELD ? each.name.value : "..."));
          if (isConnection()) {
            connections += 1;
            depth += 1;
            if (depth > 3) faults.push(`${name} is more than two deep below the root`);
            if (lists > 0) faults.push(`${name} is a connection in a list`);
            if (names.join() !== "edges") faults.push(`${name} selects ${names.join()}`);
          } else if (name !== "edges" && isList()) lists += 1;
          if (name === "edges" && names.join() !== "node") faults.push(`edges { ${names.join()} }`);
          const type = getNamedType(info.getType()!);
          const hasId = (isObjectType(type) || isInterfaceType(type)) && "id" in type.getFields();
          if (name === "node" && hasId) {
            const [first] = inside;
            const isId = first?.kind === Kind.FIELD && first.name.value === "id" && !first.alias;
            if (!isId) faults.push(`${String(type)} does not begin with its id`);
          }
        },
        leave(node: FieldNode) {
          if (isConnection()) depth -= 1;
          else if (node.name.value !== "edges" && isList()) lists -= 1;
        },
      },
    }),
  );
  if (connections > 5 || connections === 0) faults.push(`${connections} connections`);
  return faults;
}

test("every bulk query keeps to the rules of bulk operations", () => {
  for (const kind of backfillKinds) expect(bulkFaults(bulkQueries[kind]), kind).toEqual([]);

  // Each rule is seen to fail.
  const planted: [string, RegExp][] = [
    ["query A($n: Int) { orders(first: $n) { edges { node { id } } } }", /variable/],
    ["{ orders { nodes { id } } }", /selects nodes/],
    ["{ orders { edges { node { name } } } }", /does not begin with its id/],
    ["{ orders { edges { node { x: id } } } }", /does not begin with its id/],
    [
      "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }",
      /connection in a list/,
    ],
    ["{ shop { id } }", /0 connections/],
    [
      `{ products { edges { node { id variants { edges { node { id
        inventoryItem { inventoryLevels { edges { node { id item { variants {
          edges { node { id } } } } } } } } } } } } } } }`,
      /more than two deep/,
    ],
    ["{ orders { edges { node { ...F } } } } fragment F on Order { id }", /fragment/],
  ];
  for (const [query, fault] of planted) expect(bulkFaults(query).join("; ")).toMatch(fault);
});
