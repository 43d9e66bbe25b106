import { drainShop } from "../ingest/drain.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { pollBackfillSpec } from "./poll-backfill.ts";
import { refetchShopSpec } from "./refetch-shop.ts";
import type { Job } from "./job.ts";

export const drainShopSpec = (shopId: bigint) => shopSpec("drain-shop", shopId);

/** Applies one batch of a shop's deliveries; what is left goes to the end of the line. */
export const drainShopJob: Job = {
  name: "drain-shop",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const report = await drainShop(db, shopId, { now: now() });
    if (report.left > 0) await addJobs([drainShopSpec(shopId)]);
    if (report.refetches > 0) await addJobs([refetchShopSpec(shopId)]);
    if (report.rebuild) await addJobs([shopSpec("rebuild-shop", shopId)]);
    if (report.bulkEnded) await addJobs([pollBackfillSpec(shopId)]);
    log.debug({ shopId, ...report }, "drained");
  },
};
