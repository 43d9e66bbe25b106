// What a bulk query must not be, beside invalid: Shopify's rules for bulk operations
// (platform-queries: Bulk). Answers sentences; none is fine.
import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from "graphql";
import { isConnection } from "../cost.ts";

const maxConnections = 5;
const maxDepth = 2;
const maxBytes = 65_535;

const fieldsOf = (node: FieldNode) =>
  (node.selectionSet?.selections ?? []).map((each) =>
    each.kind === Kind.FIELD ? each.name.value : "...",
  );

export function bulkFaults(schema: GraphQLSchema, query: string, document: DocumentNode): string[] {
  const faults = new Set<string>();
  const info = new TypeInfo(schema);
  let connections = 0;
  let depth = 0;
  let lists = 0;
  if (Buffer.byteLength(query) > maxBytes) faults.add(`Query is longer than ${maxBytes} bytes.`);

  const isPlainList = (node: FieldNode) =>
    node.name.value !== "edges" && isListType(getNullableType(info.getType()!));

  visit(
    document,
    visitWithTypeInfo(info, {
      OperationDefinition(node) {
        if (node.operation !== "query") {
          faults.add("Only queries can be run in bulk.");
        }
        if (node.selectionSet.selections.length > 1) {
          faults.add("Bulk queries must have one top-level field.");
        }
      },
      VariableDefinition: () => void faults.add("Bulk queries cannot have variables."),
      FragmentSpread: () => void faults.add("Bulk queries cannot contain named fragments."),
      Field: {
        enter(node) {
          if (
            ["nodes", "node"].includes(node.name.value) &&
            info.getParentType() === schema.getQueryType()
          ) {
            faults.add("Bulk queries cannot contain the top level `node` or `nodes` fields.");
          }
          if (isConnection(info.getType()!)) {
            connections += 1;
            depth += 1;
            if (depth > maxDepth + 1) {
              faults.add(
                `Bulk queries cannot contain connections nested more than ${maxDepth} levels deep.`,
              );
            }
            if (lists > 0) {
              faults.add(
                "Queries that contain a connection field within a list field are not currently supported.",
              );
            }
            if (fieldsOf(node).join() !== "edges") {
              faults.add(`The connection \`${node.name.value}\` must select \`edges\` alone.`);
            }
          } else if (isPlainList(node)) lists += 1;
          if (node.name.value === "edges" && fieldsOf(node).join() !== "node") {
            faults.add("`edges` must select `node` alone.");
          }
          if (node.name.value === "node") checkId(node);
        },
        leave(node) {
          if (isConnection(info.getType()!)) depth -= 1;
          else if (isPlainList(node)) lists -= 1;
        },
      },
    }),
  );

  function checkId(node: FieldNode): void {
    const type = getNamedType(info.getType()!);
    if (!(isObjectType(type) || isInterfaceType(type)) || !("id" in type.getFields())) return;
    const hasId = node.selectionSet?.selections.some(
      (each) => each.kind === Kind.FIELD && each.name.value === "id" && !each.alias,
    );
    if (!hasId)
      faults.add(
        `The parent \`node\` field for a connection must select the \`id\` field without an alias.`,
      );
  }

  if (connections === 0) faults.add("Bulk queries must contain at least one connection.");
  if (connections > maxConnections) {
    faults.add(`Bulk queries cannot contain more than ${maxConnections} connections.`);
  }
  return [...faults];
}
