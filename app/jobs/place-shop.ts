import { placeLists } from "../ingest/placement.server.ts";
import { listedAtMost } from "../ingest/documents/metafields.ts";
import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { listsToPlace } from "../scorecard/place-lists.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job, JobSpec } from "./job.ts";

/** In a line of its own, because the network may be slow, and behind deliveries. */
export const placeShopSpec = (shopId: bigint): JobSpec => ({
  ...shopSpec("place-shop", shopId, "place"),
  priority: 2,
});

/** Brings the lists beside products in the shop up to the counts. Asked for by the count, and by the sweep. */
export const placeShopJob: Job = {
  name: "place-shop",
  async run(payload, { db, now, graphqlFor, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const graphql = await graphqlFor(shop.domain);
    if (!graphql) return log.warn({ shopId }, "no session stored, no list can be placed");
    const listsOf = (product: string) => listsToPlace(db, shop, { product, limit: listedAtMost });
    await noted(db, shop, {
      ...{ work: "place-lists", now },
      async run() {
        const report = await placeLists(db, shop, { graphql, now, listsOf });
        log.debug({ shopId, ...report }, "lists placed");
        const { isMore, ...counts } = report;
        if (isMore) await addJobs([placeShopSpec(shopId)]);
        return counts.products > 0 ? counts : null;
      },
    });
  },
};
