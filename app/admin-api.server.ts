// The Admin API of a shop for work without a person.
import type { Db } from "./db.server.ts";
import { statusOf } from "./ingest/backfill/ask.server.ts";
import { adminGraphql } from "./ingest/reconcile-client.server.ts";
import type { GraphqlFor } from "./ingest/refetch.server.ts";
import { forgetToken, offlineToken, type AppKeys } from "./offline-token.server.ts";

/**
 * By domain, its offline token refreshed when due. Null where none is stored or Shopify renews it no
 * more: somebody must open the app. Answers carry their errors instead of throwing them; a token that
 * is refused is forgotten, so that the next opening brings a new one, and the 401 thrown.
 */
export const createGraphqlFor =
  (db: Db, keys: AppKeys): GraphqlFor =>
  async (domain) => {
    const token = await offlineToken(db, domain, keys);
    if (token === null) return null;
    const ask = adminGraphql(domain, token);
    return (query, variables) =>
      ask(query, variables).catch(async (error: Error) => {
        if (statusOf(error) === 401) await forgetToken(db, domain, token);
        throw error;
      });
  };
