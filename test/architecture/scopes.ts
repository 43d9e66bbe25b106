import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  buildClientSchema,
  getNamedType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { GraphQLSchema, IntrospectionQuery } from "graphql";

/** One of `anyOf` is needed for `what`. */
export type Requirement = { what: string; anyOf: string[] };
export type AdminSchema = { schema: GraphQLSchema; scopes: Map<string, string[]> };

type SchemaFile = {
  data: IntrospectionQuery;
  offline_scopes: { items: { typeName: string; fieldName?: string; offlineScopes: string[] }[] };
};

/** The Admin schema with the scopes published beside it, by `Type` and `Type.field`. */
export function readAdminSchema(version: string): AdminSchema {
  const path = resolve(import.meta.dirname, `../platform/admin-schema/${version}.json.gz`);
  const file = JSON.parse(gunzipSync(readFileSync(path)).toString()) as SchemaFile;
  const scopes = new Map<string, string[]>();
  for (const { typeName, fieldName, offlineScopes } of file.offline_scopes.items)
    if (offlineScopes.length)
      scopes.set(fieldName ? `${typeName}.${fieldName}` : typeName, offlineScopes);
  return { schema: buildClientSchema(file.data), scopes };
}

/** What the documents' types and fields require. */
export function documentRequirements(queries: string[], admin: AdminSchema): Requirement[] {
  const needed = new Map<string, string[]>();
  const look = (what: string) => {
    const anyOf = admin.scopes.get(what);
    if (anyOf) needed.set(what, anyOf);
  };
  for (const query of queries) {
    const info = new TypeInfo(admin.schema);
    visit(
      parse(query),
      visitWithTypeInfo(info, {
        Field(node) {
          const parent = info.getParentType();
          const type = info.getType();
          if (!parent || !type) throw new Error(`${node.name.value} is not in the Admin schema`);
          look(`${parent.name}.${node.name.value}`);
          look(getNamedType(type).name);
        },
        InlineFragment: (node) => void (node.typeCondition && look(node.typeCondition.name.value)),
        FragmentDefinition: (node) => look(node.typeCondition.name.value),
      }),
    );
  }
  return [...needed].map(([what, anyOf]) => ({ what, anyOf }));
}

/** Scope of each family of webhook topics. Source: Shopify's WebhookSubscriptionTopic, 2026-10. */
const topicScopes: [RegExp, string[]][] = [
  [/^(orders|refunds|order_transactions)\//, ["read_orders"]],
  [/^(fulfillments|fulfillment_events)\//, ["read_fulfillments"]],
  [
    /^fulfillment_orders\//,
    ["read_merchant_managed_fulfillment_orders", "read_third_party_fulfillment_orders"],
  ],
  [/^returns\//, ["read_returns"]],
  [/^products\//, ["read_products"]],
  [/^inventory_items\//, ["read_inventory", "read_products"]],
  [/^inventory_levels\//, ["read_inventory"]],
  [/^customers\/merge$/, ["read_customer_merge"]],
  [/^customers\/(data_request|redact)$|^shop\/redact$/, []],
  [/^(customers|customer_tags)\//, ["read_customers"]],
  [/^locations\//, ["read_locations"]],
  [/^draft_orders\//, ["read_draft_orders"]],
  [/^markets\//, ["read_markets"]],
  [/^(app|shop|bulk_operations)\//, []],
];

/** What the topics require; throws an Error for a topic of no known family. */
export function topicRequirements(topics: string[]): Requirement[] {
  return topics.flatMap((topic) => {
    const family = topicScopes.find(([pattern]) => pattern.test(topic));
    if (!family) throw new Error(`scope of ${topic} is not known: add its family to topicScopes`);
    return family[1].length ? [{ what: topic, anyOf: family[1] }] : [];
  });
}

/**
 * What sections of the configuration need, of which the schema's list of scopes says nothing: writing a
 * metafield takes the scope that writes its owner, an app proxy one of its own (shopify.dev, metafield
 * definitions and app proxies).
 */
export function configuredRequirements(toml: string): Requirement[] {
  const owners = new Set([...toml.matchAll(/^\[(\w+)\.metafields\./gm)].map(([, owner]) => owner!));
  return [
    ...[...owners].map((owner) => ({ what: `[${owner}.metafields]`, anyOf: [`write_${owner}s`] })),
    ...(/^\[app_proxy\]/m.test(toml) ? [{ what: "[app_proxy]", anyOf: ["write_app_proxy"] }] : []),
  ];
}

/**
 * Two scopes that each open other rows of the same type: with one of them a shop's own fulfillment
 * orders are seen and those of its logistics partners are not, so both are needed.
 */
const bothNeeded = [
  "read_merchant_managed_fulfillment_orders",
  "read_third_party_fulfillment_orders",
];

/** Scopes missing for a requirement, and scopes without which every requirement would still be met. */
export function scopeFaults(asked: string[], requirements: Requirement[]): string[] {
  const all = requirements.flatMap(({ what, anyOf }) =>
    bothNeeded.every((scope) => anyOf.includes(scope)) && !anyOf.includes("read_orders")
      ? bothNeeded.map((scope) => ({ what, anyOf: [scope] }))
      : [{ what, anyOf }],
  );
  const unmet = (scopes: string[]) =>
    all.filter(({ anyOf }) => !anyOf.some((scope) => scopes.includes(scope)));
  const missing = unmet(asked).map(({ what, anyOf }) => `${what} needs ${anyOf.join(" or ")}`);
  const idle = asked.filter(
    (scope) => unmet(asked.filter((other) => other !== scope)).length === unmet(asked).length,
  );
  return [...missing, ...idle.map((scope) => `${scope} is asked for, nothing needs it`)];
}
