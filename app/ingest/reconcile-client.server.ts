// The Admin API for work without a page: Shopify's own client with the shop's offline token.
import { createAdminApiClient } from "@shopify/admin-api-client";
import { withoutNul } from "./exact-json.ts";
import type { Graphql, GraphqlAnswer } from "./refetch.server.ts";

/** The version in shopify.app.toml. */
const apiVersion = "2026-10";

/** Shopify's 429 and 503 are tried again by the client itself. */
const retries = 2;

/** A dear question takes seconds; a call that nobody answers would hold one of a worker's few places. */
const answerWithinMs = 20_000;

/** As Shopify's gateway says it: such a call is not tried again at once. */
const silent = () => new Response("{}", { status: 504, statusText: "no answer in time" });

async function withinTime(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
    // Its text, before the client makes a value of it.
    return new Response(withoutNul(await answer.text()) || null, answer);
  } catch (error) {
    if ((error as Error).name === "TimeoutError") return silent();
    throw error;
  }
}

export function adminGraphql(domain: string, accessToken: string): Graphql {
  const client = createAdminApiClient({
    ...{ storeDomain: domain, apiVersion, accessToken, retries },
    customFetchApi: withinTime as typeof fetch,
  });
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
