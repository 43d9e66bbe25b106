// Shopify's library, set up once per process over the shared pool.
import "@shopify/shopify-app-remix/adapters/node";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import {
  ApiVersion,
  AppDistribution,
  SessionNotFoundError,
  shopifyApp,
} from "@shopify/shopify-app-remix/server";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { shopifyEnv } from "./env.server.ts";
import type { Graphql, GraphqlAnswer } from "./ingest/refetch.server.ts";
import { install } from "./install.server.ts";
import { shared } from "./runtime.server.ts";

export const apiVersion = ApiVersion.October26;

/** Throws an Error naming the SHOPIFY_* variables that are missing. */
export const shopify = shared("shopify", ({ db, wake }) => {
  const { apiKey, apiSecret, appUrl } = shopifyEnv();
  const prisma = new PrismaClient({ adapter: new PrismaPg(db.app) });
  return shopifyApp({
    apiKey,
    apiSecretKey: apiSecret,
    appUrl,
    apiVersion,
    // Scopes are granted by Shopify from shopify.app.toml, so none are asked for here.
    distribution: AppDistribution.AppStore,
    sessionStorage: new PrismaSessionStorage(prisma),
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    hooks: {
      // Runs inside the first page load, at times twice at once: one query, one write.
      async afterAuth({ session, admin }) {
        const shop = await install(db, session.shop, (query) => admin.graphql(query));
        await wake([shop.id]);
      },
    },
    logger: { level: 0 },
  });
});

export const { authenticate, unauthenticated, addDocumentResponseHeaders } = shopify;

/**
 * The Admin API of a shop for work without a person, its offline token refreshed when due. Null where
 * no session is stored; answers carry their errors instead of throwing them.
 */
export async function graphqlFor(domain: string): Promise<Graphql | null> {
  const found = await unauthenticated.admin(domain).catch((error: Error) => {
    if (error instanceof SessionNotFoundError) return null;
    throw error;
  });
  if (!found) return null;
  return async (query, variables) => {
    try {
      const answer = await found.admin.graphql(query, { variables });
      return (await answer.json()) as GraphqlAnswer;
    } catch (error) {
      // The library throws what Shopify answered with errors; its body holds them all.
      const { body } = error as { body?: GraphqlAnswer & { errors?: { graphQLErrors?: unknown } } };
      const errors = body?.errors?.graphQLErrors;
      if (!body || !Array.isArray(errors)) throw error;
      return { ...body, errors: errors as NonNullable<GraphqlAnswer["errors"]> };
    }
  };
}
