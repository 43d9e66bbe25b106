import {
  getNamedType,
  Kind,
  OperationTypeNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { FieldNode, GraphQLSchema } from "graphql";

/** Types that only say how much: what is read is the field that holds them. */
const amounts = new Set(["MoneyBag", "MoneyV2", "InventoryQuantity", "Count", "UTMParameters"]);
/** What pages a list. */
const paging = new Set(["PageInfo"]);

const isIdAlone = ({ selectionSet }: FieldNode) =>
  !!selectionSet?.selections.every(
    (each) => each.kind === Kind.FIELD && ["id", "__typename"].includes(each.name.value),
  );

/**
 * `Type.field` of what queries read: values, amounts by the field that holds them, and things of which
 * nothing but the id is asked for, by the field that leads to them.
 */
export function fieldsRead(queries: readonly string[], schema: GraphQLSchema): string[] {
  const found = new Set<string>();
  for (const query of queries) {
    const info = new TypeInfo(schema);
    let isQuery = true;
    visit(
      parse(query),
      visitWithTypeInfo(info, {
        OperationDefinition: ({ operation }) =>
          void (isQuery = operation === OperationTypeNode.QUERY),
        Field(node) {
          const [parent, type] = [info.getParentType()?.name ?? "", info.getType()];
          const name = node.name.value;
          if (!isQuery || !type || paging.has(parent) || amounts.has(parent)) return;
          if (name === "id" || name === "__typename") return;
          const isValue = !node.selectionSet || amounts.has(getNamedType(type).name);
          const isList = /Connection$/.test(getNamedType(type).name) || parent === "QueryRoot";
          if (isValue || (isIdAlone(node) && !isList && name !== "node" && name !== "nodes"))
            found.add(`${parent}.${name}`);
        },
      }),
    );
  }
  return [...found].sort();
}
