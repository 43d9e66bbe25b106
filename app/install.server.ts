// A shop becomes ours: what must be known before anything can be counted is its time zone and its
// currency. Running it again changes nothing.
import { z } from "zod";
import type { Db } from "./db.server.ts";
import { createShop, findShop, updateShop, type Shop } from "./ledger/shop.server.ts";

export const shopDocument = `#graphql
query Shop {
  shop { id name myshopifyDomain currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
}`;

const Answer = z.object({
  data: z.object({
    shop: z.object({ currencyCode: z.string(), ianaTimezone: z.string() }),
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
});

/**
 * Reads zone, currency and scopes from the Admin API and keeps them.
 * Throws when the Admin API does not answer as its schema promises.
 */
export async function install(
  db: Db,
  domain: string,
  graphql: (query: string) => Promise<Response>,
): Promise<Shop> {
  const { data } = Answer.parse(await (await graphql(shopDocument)).json());
  const timeZone = data.shop.ianaTimezone;
  const currency = data.shop.currencyCode;
  const scopes = data.currentAppInstallation.accessScopes.map(({ handle }) => handle).sort();
  const known =
    (await findShop(db, domain)) ?? (await createShop(db, domain, { timeZone, currency }));
  return updateShop(db, known, {
    state: "installed",
    timeZone,
    currency,
    scopes: scopes.join(","),
    installedAt: known.state === "installed" ? known.installedAt : new Date(),
    uninstalledAt: null,
  });
}

/** The installed shop behind a signed-in request; installs it when the hook has not been heard. */
export async function ensureShop(
  db: Db,
  domain: string,
  graphql: (query: string) => Promise<Response>,
): Promise<Shop> {
  const shop = await findShop(db, domain);
  return shop?.state === "installed" ? shop : install(db, domain, graphql);
}
