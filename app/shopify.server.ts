// Shopify's library, set up once per process over the shared pool.
import "@shopify/shopify-app-remix/adapters/node";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { createGraphqlFor } from "./admin-api.server.ts";
import { refuseOthersTokens } from "./admin-token.ts";
import { shopifyEnv } from "./env.server.ts";
import type { GraphqlFor } from "./ingest/refetch.server.ts";
import { install } from "./install.server.ts";
import { runtime, shared } from "./runtime.server.ts";
import { SessionStorage } from "./session-storage.server.ts";

export const apiVersion = ApiVersion.October26;

/** Throws an Error naming the SHOPIFY_* variables that are missing. */
const shopify = shared("shopify", ({ db, wake }) => {
  const { apiKey, apiSecret, appUrl } = shopifyEnv();
  const prisma = new PrismaClient({ adapter: new PrismaPg(db.app) });
  return shopifyApp({
    apiKey,
    apiSecretKey: apiSecret,
    appUrl,
    apiVersion,
    // Scopes are granted by Shopify from shopify.app.toml, so none are asked for here.
    distribution: AppDistribution.AppStore,
    sessionStorage: new SessionStorage(prisma, db),
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

export const { addDocumentResponseHeaders } = shopify;

/** Shopify's own, behind the one check that it leaves out. */
export const authenticate = {
  async admin(request: Request) {
    refuseOthersTokens(request);
    return shopify.authenticate.admin(request);
  },
};

/** The Admin API of a shop for work without a person, as admin-api.server.ts has it. */
export const graphqlFor: GraphqlFor = (domain) =>
  createGraphqlFor(runtime().db, shopifyEnv())(domain);
