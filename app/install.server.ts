// A shop becomes ours: what must be known before anything can be counted is its time zone and its
// currency. Running it again changes nothing.
import type { Db } from "./db.server.ts";
import { readShop, shopQuery } from "./ingest/documents/index.ts";
import {
  createShop,
  findShop,
  updateShop,
  type Shop,
  type ShopChanges,
} from "./ledger/shop.server.ts";

/** The Admin API of the shop, as Shopify's library hands it to a signed-in request. */
type Graphql = (query: string) => Promise<Response>;

/**
 * Reads zone, currency and scopes from the Admin API and keeps them.
 * Throws when the Admin API does not answer as its schema promises.
 */
export async function install(db: Db, domain: string, graphql: Graphql): Promise<Shop> {
  const asked = new Date();
  const { data } = (await (await graphql(shopQuery)).json()) as { data: unknown };
  const { timeZone, currency, scopes } = readShop(data);
  const known =
    (await findShop(db, domain)) ?? (await createShop(db, domain, { timeZone, currency }));
  const changes: ShopChanges = {};
  if (!known.configured || known.timeZone !== timeZone) changes.timeZone = timeZone;
  if (!known.configured || known.currency !== currency) changes.currency = currency;
  if (known.scopes !== scopes.join(",")) changes.scopes = scopes.join(",");
  if (known.state !== "installed") {
    Object.assign(changes, { state: "installed", installedAt: new Date(), uninstalledAt: null });
  }
  // Each hour somebody opens the app with a new token: nothing is written then, so nothing waits for
  // a backfill that writes.
  if (Object.keys(changes).length === 0) return known;
  return updateShop(db, known, { ...changes, settingsToldAt: asked, scopesToldAt: asked });
}

/** The installed shop behind a signed-in request; installs it when the hook has not been heard. */
export async function ensureShop(db: Db, domain: string, graphql: Graphql): Promise<Shop> {
  const shop = await findShop(db, domain);
  return shop?.state === "installed" ? shop : install(db, domain, graphql);
}
