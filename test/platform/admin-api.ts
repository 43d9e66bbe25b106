// The Admin GraphQL API of the stand-in: the real schema 2026-10 executed by graphql-js over the
// store. What the schema or the granted scopes would refuse, is refused here.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  buildClientSchema,
  execute,
  GraphQLError,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import {
  connection,
  inventoryItemNode,
  fulfillmentNode,
  locationNode,
  productNode,
  refundNode,
  type Page,
} from "./graph.ts";
import { customerNode, orderNode } from "./graph-order.ts";
import { gid, type Store } from "./store.ts";

export const adminApiVersion = "2026-10";

type Stored = {
  data: IntrospectionQuery;
  offline_scopes: {
    items: { type: string; typeName: string; fieldName?: string; offlineScopes: string[] }[];
  };
};

export type Answered = { data?: unknown; errors?: unknown; extensions?: unknown };
export type AdminApi = {
  schema: GraphQLSchema;
  run(request: { query: string; variables?: Record<string, unknown> }): Promise<Answered>;
};

/** Points Shopify gives a standard shop: a bucket of 2,000, 100 back each second. */
const bucket = { maximumAvailable: 2000, restoreRate: 100 };

/** @param scopes what the shop granted: a field that needs none of them is refused. */
export function createAdminApi(store: Store, scopes: () => string[]): AdminApi {
  const file = new URL(`./admin-schema/${adminApiVersion}.json.gz`, import.meta.url);
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Stored;
  const schema = buildClientSchema(stored.data, { assumeValid: true });
  const needed = new Map<string, string[]>();
  for (const item of stored.offline_scopes.items) {
    if (item.offlineScopes.length === 0) continue;
    needed.set(
      item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName,
      item.offlineScopes,
    );
  }
  const ready = new Map<string, DocumentNode | GraphQLError[]>();

  function prepare(query: string): DocumentNode | GraphQLError[] {
    try {
      const document = parse(query);
      const errors = validate(schema, document);
      return errors.length ? [...errors] : document;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  function denied(document: DocumentNode): GraphQLError[] {
    const granted = new Set(scopes());
    const errors: GraphQLError[] = [];
    const info = new TypeInfo(schema);
    const check = (place: string, path: string) => {
      const any = needed.get(place);
      if (!any || any.some((scope) => granted.has(scope) || granted.has(implied(scope)))) return;
      errors.push(
        new GraphQLError(
          `Access denied for ${path} field. Required access: \`${any.join("`, `")}\` access scope.`,
          { extensions: { code: "ACCESS_DENIED", requiredAccess: any.join(", ") } },
        ),
      );
    };
    visit(
      document,
      visitWithTypeInfo(info, {
        Field(node) {
          const parent = info.getParentType()?.name ?? "";
          check(`${parent}.${node.name.value}`, node.name.value);
          const type = info.getType();
          if (type) check(type.toString().replaceAll(/[[\]!]/g, ""), node.name.value);
        },
      }),
    );
    return errors;
  }

  return {
    schema,
    async run({ query, variables }) {
      const known = ready.get(query) ?? prepare(query);
      ready.set(query, known);
      if (Array.isArray(known)) return { errors: known.map((error) => error.toJSON()) };
      const refused = denied(known);
      if (refused.length) return { data: null, errors: refused.map((error) => error.toJSON()) };
      const result = await execute({
        schema,
        document: known,
        rootValue: root(store, scopes),
        variableValues: variables ?? {},
      });
      const cost = {
        requestedQueryCost: 100,
        actualQueryCost: 10,
        throttleStatus: { ...bucket, currentlyAvailable: bucket.maximumAvailable - 10 },
      };
      return {
        data: result.data,
        ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
        extensions: { cost },
      };
    },
  };
}

/** A write scope lets its holder read as well. */
const implied = (scope: string) => scope.replace(/^read_/, "write_");

function root(store: Store, scopes: () => string[]) {
  const numberOf = (id: string) => Number(id.split("/").at(-1));
  const order = (id: string) => {
    const found = store.orders.get(numberOf(id));
    return found ? orderNode(store, found) : null;
  };
  const refund = (id: string) => {
    for (const { refunds } of store.orders.values()) {
      const found = refunds.find((body) => body.admin_graphql_api_id === id);
      if (found) return refundNode(store, found);
    }
    return null;
  };
  const fulfillment = (id: string) => {
    for (const { fulfillments } of store.orders.values()) {
      const found = fulfillments.find((body) => body.admin_graphql_api_id === id);
      if (found) return fulfillmentNode(store, found);
    }
    return null;
  };
  const customer = (id: string) => {
    const found = store.customers.get(numberOf(id));
    return found ? customerNode(store, found) : null;
  };
  const node = (id: string) => {
    const type = id.split("/").at(-2);
    if (type === "Order") return order(id);
    if (type === "Refund") return refund(id);
    if (type === "Fulfillment") return fulfillment(id);
    if (type === "Customer") return customer(id);
    if (type === "Product") return productNode(store, numberOf(id));
    if (type === "InventoryItem") return inventoryItemNode(store, numberOf(id));
    if (type === "Location") return locationNode(store, numberOf(id));
    return null;
  };
  return {
    node: ({ id }: { id: string }) => node(id),
    nodes: ({ ids }: { ids: string[] }) => ids.map(node),
    order: ({ id }: { id: string }) => order(id),
    refund: ({ id }: { id: string }) => refund(id),
    fulfillment: ({ id }: { id: string }) => fulfillment(id),
    customer: ({ id }: { id: string }) => customer(id),
    product: ({ id }: { id: string }) => productNode(store, numberOf(id)),
    inventoryItem: ({ id }: { id: string }) => inventoryItemNode(store, numberOf(id)),
    orders: (args: Page & { query?: string | null }) => {
      const since = /updated_at:>=?\s*'?([^'\s]+)'?/.exec(args.query ?? "")?.[1];
      const after = since ? Date.parse(since) : Number.NEGATIVE_INFINITY;
      const found = [...store.orders.values()]
        .filter((body) => Date.parse(body.updated_at) >= after)
        .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at));
      return connection(
        found.map((body) => orderNode(store, body)),
        args,
      );
    },
    locations: (args: Page) =>
      connection(
        [...store.locations.keys()].map((id) => locationNode(store, id)),
        args,
      ),
    shop: {
      id: gid("Shop", store.shop.id),
      name: store.shop.name,
      myshopifyDomain: store.shop.domain,
      currencyCode: store.shop.currency,
      ianaTimezone: store.shop.timeZone,
    },
    currentAppInstallation: {
      id: gid("AppInstallation", 1),
      accessScopes: () => scopes().map((handle) => ({ handle, description: handle })),
    },
  };
}
