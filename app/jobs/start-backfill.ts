import { startBackfill } from "../ingest/backfill/start.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { pollBackfillSpec } from "./poll-backfill.ts";
import { readEventsSpec } from "./read-events.ts";
import { readLocationsSpec } from "./read-locations.ts";

export const startBackfillSpec = (shopId: bigint) =>
  shopSpec("start-backfill", shopId, "backfill-start");

/** What reads a shop besides the bulk operations that were begun, and follows those. */
export const readShopSpecs = (shopId: bigint) => [
  pollBackfillSpec(shopId),
  readLocationsSpec(shopId),
  readEventsSpec(shopId),
];

/** Begins the first reading of a shop, or what is missing of it; asked twice it is one. */
export const startBackfillJob: Job = {
  name: "start-backfill",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const kinds = await startBackfill(db, shop, { now: now() });
    if (kinds > 0) log.info({ shopId, kinds }, "backfill begins");
    await addJobs(readShopSpecs(shopId));
  },
};
