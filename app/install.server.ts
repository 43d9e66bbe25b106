// A shop becomes ours: what must be known before anything can be counted is its time zone and its
// currency. Running it again changes nothing.
import type { Db } from "./db.server.ts";
import { readShop, shopQuery } from "./ingest/documents/index.ts";
import {
  createShop,
  findShop,
  updateShop,
  updateShopTold,
  type Shop,
  type ShopChanges,
} from "./ledger/shop.server.ts";

/** The Admin API of the shop, as Shopify's library hands it to a signed-in request. */
type Graphql = (query: string) => Promise<Response>;

/**
 * Reads zone, currency and scopes from the Admin API and keeps them, unless a later word of them came meanwhile.
 * Throws when the Admin API does not answer as its schema promises.
 */
export async function install(db: Db, domain: string, graphql: Graphql): Promise<Shop> {
  const asked = new Date();
  const { data } = (await (await graphql(shopQuery)).json()) as { data: unknown };
  const { timeZone, currency, scopes } = readShop(data);
  const known =
    (await findShop(db, domain)) ?? (await createShop(db, domain, { timeZone, currency }));
  const zone = { timeZone, currency };
  const scoped = { scopes: scopes.join(",") };
  const isNew = known.state !== "installed";
  // Each hour somebody opens the app with a new token: nothing is written then, so nothing waits for
  // a backfill that writes.
  if (!isNew && known.configured && knows(known, zone) && knows(known, scoped)) return known;
  await updateShopTold(db, known, { at: asked, toldAt: "settingsToldAt" }, (last) =>
    last.configured && knows(last, zone) ? {} : zone,
  );
  await updateShopTold(db, known, { at: asked, toldAt: "scopesToldAt" }, () => scoped);
  return updateShop(
    db,
    known,
    isNew ? { state: "installed", installedAt: new Date(), uninstalledAt: null } : {},
  );
}

const knows = (shop: Shop, told: ShopChanges) =>
  Object.entries(told).every(([name, value]) => shop[name as keyof Shop] === value);

/** The installed shop behind a signed-in request; installs it when the hook has not been heard. */
export async function ensureShop(db: Db, domain: string, graphql: Graphql): Promise<Shop> {
  const shop = await findShop(db, domain);
  return shop?.state === "installed" ? shop : install(db, domain, graphql);
}
