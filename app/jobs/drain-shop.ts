import { drainShop } from "../ingest/drain.server.ts";
import type { DrainReport } from "../ingest/drain.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { pollBackfillSpec } from "./poll-backfill.ts";
import { refetchShopSpec } from "./refetch-shop.ts";
import type { Job, JobSpec } from "./job.ts";

export const drainShopSpec = (shopId: bigint) => ({
  ...shopSpec("drain-shop", shopId),
  priority: 0,
});

/** What a drain asks for beside another turn. */
export function afterDrain(shopId: bigint, report: DrainReport): JobSpec[] {
  log.debug({ shopId, ...report }, "drained");
  return [
    ...(report.refetches > 0 ? [refetchShopSpec(shopId)] : []),
    ...(report.rebuild ? [shopSpec("rebuild-shop", shopId)] : []),
    ...(report.bulkEnded ? [pollBackfillSpec(shopId)] : []),
  ];
}

/** Applies one batch of a shop's deliveries; what is left goes to the end of the line. */
export const drainShopJob: Job = {
  name: "drain-shop",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const report = await drainShop(db, shopId, { now: now() });
    const again = report.left > 0 ? [drainShopSpec(shopId)] : [];
    await addJobs([...again, ...afterDrain(shopId, report)]);
  },
};
