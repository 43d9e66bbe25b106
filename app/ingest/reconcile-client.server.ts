// The Admin API for work without a page: Shopify's own client with the shop's offline token.
import { createAdminApiClient } from "@shopify/admin-api-client";
import type { Graphql, GraphqlAnswer } from "./refetch.server.ts";

/** The version in shopify.app.toml. */
const apiVersion = "2026-10";

/** Shopify's 429 and 503 are tried again by the client itself. */
const retries = 2;

export function adminGraphql(domain: string, accessToken: string): Graphql {
  const client = createAdminApiClient({ storeDomain: domain, apiVersion, accessToken, retries });
  return async (query, variables) => {
    const answer = await client.request(query, { variables });
    const { errors, data, extensions } = answer;
    if (!errors) return { data, extensions } as GraphqlAnswer;
    if (!errors.graphQLErrors) {
      const failure = new Error(errors.message ?? "Shopify did not answer");
      throw Object.assign(failure, { response: { status: errors.networkStatusCode } });
    }
    return {
      data,
      extensions,
      errors: errors.graphQLErrors as NonNullable<GraphqlAnswer["errors"]>,
    } as GraphqlAnswer;
  };
}
