import { loadBackfill } from "../ingest/backfill/load.server.ts";
import { analyzeGrown } from "../ledger/database/statistics.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import type { Job } from "./job.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { recommendShopSpec } from "./recommend-shop.ts";
import { refetchShopSpec } from "./refetch-shop.ts";
import { refreshStockSpec } from "./refresh-stock.ts";

/** Of a shop's histories and files one at a time is read: others' have the second place. */
export const loadBackfillSpec = (shopId: bigint) => shopSpec("load-backfill", shopId, "load");

/** Merges what Shopify has ready. */
export const loadBackfillJob: Job = {
  name: "load-backfill",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const report = await loadBackfill(db, shop, { now });
    if (report && report.loaded.length > 0) {
      await analyzeGrown(db.owner);
      // Nobody of a new shop waits for the next sweep.
      await addJobs([refreshStockSpec(shopId), recommendShopSpec(shopId)]);
    }
    if (report && report.refetches > 0) await addJobs([refetchShopSpec(shopId)]);
  },
};
