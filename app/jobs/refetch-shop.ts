import { refetchShop } from "../ingest/refetch.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job, JobSpec } from "./job.ts";

/** Behind every delivery: what they say moves the numbers first, what they lacked completes them. */
export const refetchShopSpec = (shopId: bigint): JobSpec =>
  shopSpec("refetch-shop", shopId, "refetch");

/** Reads again at Shopify what deliveries lacked, in a queue of its own: the network may be slow. */
export const refetchShopJob: Job = {
  name: "refetch-shop",
  async run(payload, { db, now, graphqlFor, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const graphql = await graphqlFor(shop.domain);
    if (!graphql) return log.warn({ shopId }, "no session stored, nothing can be read again");
    const report = await refetchShop(db, shop, { graphql, now });
    log.debug({ shopId, ...report }, "read again");
    if (report.left > 0) await addJobs([refetchShopSpec(shopId)]);
  },
};
