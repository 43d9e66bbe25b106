// The Admin GraphQL API of the stand-in: the real schema 2026-10 executed by graphql-js over the
// store. What the schema, the granted scopes or the rate limit would refuse, is refused here.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
import { createBucket, type Bucket } from "./bucket.ts";
import { createBulk, type Bulk, type BulkOperation } from "./bulk/operations.ts";
import { isConnection, maxQueryCost, queryCost } from "./cost.ts";
import { createFlow, readTriggers, type Received } from "./flow.ts";
import { lookUps, paged, roots, type RootArgs } from "./graph-root.ts";
import { createMetafields, readDefinitions } from "./metafields.ts";
import type { Store } from "./store.ts";
import { fair, type Weather } from "./weather.ts";

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
  bulk: Bulk;
  /** What Shopify Flow was told. */
  flow: readonly Received[];
  run(request: { query: string; variables?: Record<string, unknown> }): Promise<Answered>;
};

/** What surrounds the API. Without it nothing throttles and the whole past is open. */
export type World = {
  now: () => Date;
  weather: Weather;
  bucket: Bucket;
  urlOf(name: string): string;
  bulkFinished(operation: BulkOperation): void;
};

/** A clock that leaps a minute at each look: the bucket is always full. */
function calm(): World {
  let minutes = 0;
  return {
    now: () => new Date(),
    weather: fair(),
    bucket: createBucket("standard", () => (minutes += 1) * 60_000),
    urlOf: (name) => `http://localhost/${name}`,
    bulkFinished: () => {},
  };
}

let stored: { schema: GraphQLSchema; needed: Map<string, string[]> } | undefined;

/** Read once: it is large. */
function readSchema() {
  if (stored) return stored;
  const file = new URL(`./admin-schema/${adminApiVersion}.json.gz`, import.meta.url);
  const { data, offline_scopes } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Stored;
  const needed = new Map<string, string[]>();
  for (const item of offline_scopes.items) {
    if (item.offlineScopes.length === 0) continue;
    const place = item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName;
    needed.set(place, item.offlineScopes);
  }
  return (stored = { schema: buildClientSchema(data, { assumeValid: true }), needed });
}

/** @param scopes what the shop granted: a field that needs none of them is refused. */
export function createAdminApi(store: Store, scopes: () => string[], world?: World): AdminApi {
  const { schema, needed } = readSchema();
  const { now, weather, bucket, urlOf, bulkFinished } = world ?? calm();
  const ready = new Map<string, DocumentNode | GraphQLError[]>();
  const flow = createFlow(
    readTriggers(fileURLToPath(new URL("../../extensions", import.meta.url))),
  );
  const metafields = createMetafields(store, {
    definitions: readDefinitions(
      readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8"),
    ),
    ...{ scopes, weather },
  });
  const selections = roots(store, scopes, world ? now : null);

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

  /** Connections without a size: refused everywhere but in bulk. */
  function unsized(document: DocumentNode): GraphQLError[] {
    const errors: GraphQLError[] = [];
    const info = new TypeInfo(schema);
    const check = visitWithTypeInfo(info, {
      Field(node) {
        const type = info.getType();
        if (!type || !isConnection(type)) return;
        if (node.arguments?.some(({ name }) => ["first", "last"].includes(name.value))) return;
        errors.push(new GraphQLError("you must provide one of first or last", { nodes: node }));
      },
    });
    visit(document, check);
    return errors;
  }

  function denied(document: DocumentNode): GraphQLError[] {
    const granted = new Set(scopes());
    const errors: GraphQLError[] = [];
    const info = new TypeInfo(schema);
    /** Fields around the one looked at; edges and nodes go by the name of their connection. */
    const path: string[] = [];
    const check = (place: string) => {
      const any = needed.get(place);
      if (!any || any.some((scope) => granted.has(scope) || granted.has(implied(scope)))) return;
      errors.push(
        new GraphQLError(
          `Access denied for ${path.findLast((name) => !/^(edges|nodes?)$/.test(name)) ?? path[0]} field. Required access: \`${any.join("`, `")}\` access scope.`,
          { extensions: { code: "ACCESS_DENIED", requiredAccess: any.join(", ") } },
        ),
      );
    };
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: {
          enter(node) {
            path.push(node.name.value);
            check(`${info.getParentType()?.name ?? ""}.${node.name.value}`);
            const type = info.getType();
            if (type) check(type.toString().replaceAll(/[[\]!]/g, ""));
          },
          leave: () => void path.pop(),
        },
      }),
    );
    return errors;
  }

  const bulk = createBulk({
    schema,
    roots: selections,
    prepare(query) {
      const prepared = prepare(query);
      if (!Array.isArray(prepared)) return { document: prepared };
      return { faults: prepared.map((error) => `Invalid bulk query: ${error.message}`) };
    },
    denied: (document) => denied(document).map((error) => error.message),
    ...{ weather, now, urlOf, finished: bulkFinished },
  });

  const rootValue = {
    ...lookUps(store, scopes, world ? now : null),
    ...Object.fromEntries(
      Object.entries(selections).map(([name, select]) => [
        name,
        (args: RootArgs) => paged(select(args), args),
      ]),
    ),
    ...Object.fromEntries(
      ["orders", "products", "customers"].map((name) => [
        `${name}Count`,
        ({ limit, ...args }: RootArgs & { limit: number | null }) => {
          const count = selections[name]!(args).items.length;
          const isExact = limit === null || count <= limit;
          return { count: isExact ? count : limit, precision: isExact ? "EXACT" : "AT_LEAST" };
        },
      ]),
    ),
    bulkOperationRunQuery: ({ query }: { query: string }) => bulk.run(query),
    bulkOperationCancel: ({ id }: { id: string }) => bulk.cancel(id),
    bulkOperation: ({ id }: { id: string }) => bulk.get(id),
    flowTriggerReceive: (event: Received) => flow.take(event),
    metafieldsSet: metafields.set,
    metafieldsDelete: metafields.delete,
  };

  return {
    schema,
    bulk,
    flow: flow.received,
    async run({ query, variables = {} }) {
      const known = ready.get(query) ?? prepare(query);
      ready.set(query, known);
      if (Array.isArray(known)) return refusal(known);
      const sizes = unsized(known);
      if (sizes.length) return refusal(sizes);
      const requestedQueryCost = queryCost(schema, known, variables);
      const cost = (actualQueryCost: number | null) => ({
        extensions: {
          cost: { requestedQueryCost, actualQueryCost, throttleStatus: bucket.status() },
        },
      });
      if (requestedQueryCost > maxQueryCost) return tooDear(requestedQueryCost);
      if (weather.throttled > 0) {
        weather.throttled -= 1;
        bucket.drain();
      }
      if (!bucket.take(requestedQueryCost)) return { ...refusal([throttled()]), ...cost(null) };
      const refused = denied(known);
      if (refused.length) return { data: null, ...refusal(refused), ...cost(1) };
      const document = known;
      const result = await execute({ schema, document, rootValue, variableValues: variables });
      const actual = result.data ? queryCost(schema, known, variables, result.data) : 1;
      bucket.giveBack(Math.max(0, requestedQueryCost - actual));
      return {
        data: result.data,
        ...(result.errors ? refusal(result.errors) : {}),
        ...cost(actual),
      };
    },
  };
}

const refusal = (errors: readonly GraphQLError[]) => ({
  errors: errors.map((error) => error.toJSON()),
});

const throttled = () =>
  new GraphQLError("Throttled", {
    extensions: {
      code: "THROTTLED",
      documentation: "https://shopify.dev/api/usage/rate-limits",
    },
  });

const tooDear = (points: number) =>
  refusal([
    new GraphQLError(
      `Query cost is ${points}, which exceeds the single query max cost limit (${maxQueryCost}).`,
      { extensions: { code: "MAX_COST_EXCEEDED", cost: points, maxCost: maxQueryCost } },
    ),
  ]);

/** A write scope lets its holder read as well. */
const implied = (scope: string) => scope.replace(/^read_/, "write_");
