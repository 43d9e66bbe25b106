import { Refused } from "../ingest/backfill/ask.server.ts";
import { readLocations } from "../ingest/backfill/locations.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";

export const readLocationsSpec = (shopId: bigint) =>
  shopSpec("read-locations", shopId, "locations");

/** Names and regions of the shop's locations, when a backfill begins; later the reconcile does it. */
export const readLocationsJob: Job = {
  name: "read-locations",
  async run(payload, { db, now, graphqlFor }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const graphql = await graphqlFor(shop.domain);
    if (!graphql) return log.warn({ shopId }, "no session stored, no location can be read");
    try {
      const locations = await readLocations(db, shop, { graphql, now });
      log.debug({ shopId, locations }, "locations read");
    } catch (error) {
      // The nightly comparison asks again, and says on the Data page what is missing.
      if (!(error instanceof Refused) || error.code !== "ACCESS_DENIED") throw error;
      log.warn({ shopId, problem: error.message }, "Shopify refused to list locations");
    }
  },
};
