// What a request costs by Shopify's classic linear rule: an object is 1 point, a connection or list
// of `first` things as many times what one holds, scalars and page infos are free, a mutation is 10.
// Calibrated on the four figures of the queries note (order 690, lines 902, sales 692, refund 453).
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** One request must not cost more. */
export const maxQueryCost = 1000;
const mutationCost = 10;

export const isConnection = (type: GraphQLOutputType) =>
  getNamedType(type).name.endsWith("Connection");

type Variables = Record<string, unknown>;

/**
 * @param data what was answered: then the things that came count, not those that were asked for
 * @returns points
 */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  data?: unknown,
): number {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const root = schema.getRootType(operation.operation)!;
  const isMutation = operation.operation === "mutation";

  function selections(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    answered: unknown,
  ): number {
    let total = 0;
    for (const each of set.selections) {
      if (each.kind === Kind.FIELD) total += field(each, parent, answered);
      else {
        const part = each.kind === Kind.FRAGMENT_SPREAD ? fragments.get(each.name.value)! : each;
        const on = part.typeCondition && schema.getType(part.typeCondition.name.value);
        total += selections(part.selectionSet, isCompositeType(on) ? on : parent, answered);
      }
    }
    return total;
  }

  function field(node: FieldNode, parent: GraphQLCompositeType, answered: unknown): number {
    if (!node.selectionSet || node.name.value === "pageInfo") return 0;
    const definition = "getFields" in parent ? parent.getFields()[node.name.value] : undefined;
    // A field of an interface's other type: only what was answered could tell.
    if (!definition) return 0;
    const type = getNamedType(definition.type);
    if (!isCompositeType(type)) return 0;
    const value = valueOf(answered, node);
    if (answered !== undefined && (value === null || value === undefined)) return 0;
    if (isConnection(definition.type)) return 1 + ofConnection(node, type, value);
    const isList = isListType(getNullableType(definition.type));
    const times = isList ? sizeOf(node, variables, value) : 1;
    if (Array.isArray(value)) {
      return value.reduce<number>(
        (sum, one) => sum + (one === null ? 0 : 1 + selections(node.selectionSet!, type, one)),
        0,
      );
    }
    if (isMutation && parent === root) return mutationCost;
    return times * (1 + selections(node.selectionSet, type, isList ? undefined : value));
  }

  /** What the nodes cost; `edges { node }` and `nodes` are the same things. */
  function ofConnection(node: FieldNode, type: GraphQLCompositeType, value: unknown): number {
    const things = isObjectType(type) ? getNamedType(type.getFields().edges!.type) : type;
    let total = 0;
    for (const inner of node.selectionSet!.selections) {
      if (inner.kind !== Kind.FIELD || !inner.selectionSet) continue;
      const name = inner.name.value;
      if (name !== "nodes" && name !== "edges") continue;
      const edge = isObjectType(things) ? things : undefined;
      const nodeField = edge?.getFields().node;
      const nodeType = nodeField ? getNamedType(nodeField.type) : type;
      if (!isCompositeType(nodeType)) continue;
      const set =
        name === "nodes"
          ? inner.selectionSet
          : inner.selectionSet.selections.find(
              (each): each is FieldNode => each.kind === Kind.FIELD && each.name.value === "node",
            )?.selectionSet;
      if (!set) continue;
      const came = value === undefined ? undefined : (valueOf(value, inner) as unknown[]);
      if (!came)
        total += sizeOf(node, variables, undefined) * (1 + selections(set, nodeType, undefined));
      for (const one of came ?? []) {
        total +=
          1 + selections(set, nodeType, name === "nodes" ? one : (one as { node: unknown }).node);
      }
    }
    return total;
  }

  const points = selections(operation.selectionSet, root, data ?? undefined);
  return data === undefined || points > 0 ? points : 1;
}

const valueOf = (answered: unknown, node: FieldNode): unknown =>
  answered === undefined
    ? undefined
    : (answered as Record<string, unknown>)[node.alias?.value ?? node.name.value];

/** How many things a field asks for: `first` or `last`, as many as `ids`, else one. */
function sizeOf(node: FieldNode, variables: Variables, came: unknown): number {
  if (Array.isArray(came)) return came.length;
  for (const { name, value } of node.arguments ?? []) {
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
    if (name.value === "ids") {
      if (Array.isArray(given)) return given.length;
      return value.kind === Kind.LIST ? value.values.length : 1;
    }
    if (name.value !== "first" && name.value !== "last") continue;
    if (typeof given === "number") return given;
    if (value.kind === Kind.INT) return Number(value.value);
  }
  return 1;
}
