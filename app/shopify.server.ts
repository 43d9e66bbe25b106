// Shopify's library, set up once per process over the shared pool.
import "@shopify/shopify-app-remix/adapters/node";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { shopifyEnv } from "./env.server.ts";
import { statusOf } from "./ingest/backfill/ask.server.ts";
import { adminGraphql } from "./ingest/reconcile-client.server.ts";
import type { Graphql } from "./ingest/refetch.server.ts";
import { install } from "./install.server.ts";
import { forgetToken, offlineToken } from "./offline-token.server.ts";
import { runtime, shared } from "./runtime.server.ts";

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

export const { authenticate, addDocumentResponseHeaders } = shopify;

/**
 * The Admin API of a shop for work without a person, its offline token refreshed when due. Null where
 * none is stored or Shopify renews it no more: somebody must open the app. Answers carry their errors
 * instead of throwing them; a token that is refused is forgotten, and the 401 thrown.
 */
export async function graphqlFor(domain: string): Promise<Graphql | null> {
  const { db } = runtime();
  const token = await offlineToken(db, domain, shopifyEnv());
  if (token === null) return null;
  const ask = adminGraphql(domain, token);
  return (query, variables) =>
    ask(query, variables).catch(async (error: Error) => {
      if (statusOf(error) === 401) await forgetToken(db, domain, token);
      throw error;
    });
}
