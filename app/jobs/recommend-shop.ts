import { inShop } from "../db.server.ts";
import { everyOrder, markUncounted } from "../ledger/recommend/due.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { refreshRecommendations } from "../scorecard/recommend-refresh.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job, JobSpec } from "./job.ts";
import { placeShopSpec } from "./place-shop.ts";
import { allShops } from "./shops.server.ts";

/** In a line of its own, behind deliveries: numbers on open panels do not wait for lists. */
export const recommendShopSpec = (shopId: bigint): JobSpec => ({
  ...shopSpec("recommend-shop", shopId, "recommend"),
  priority: 2,
});

/**
 * Counts the orders that changed since recommendations were counted last, then has the lists placed. The
 * sweep asks for it.
 */
export const recommendShopJob: Job = {
  name: "recommend-shop",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (!shop) return;
    await noted(db, shop, {
      ...{ work: "count-pairs", now },
      async run() {
        const report = await refreshRecommendations(db, shop, { now: now() });
        const { orders, rows, sellers } = report;
        log.debug({ shopId, ...report }, "recommendations counted");
        if (orders === 0) return null;
        if (shop.state === "installed") await addJobs([placeShopSpec(shopId)]);
        return { rows, sellers };
      },
    });
  },
};

/** Every shop anew each night: names of things change, and every ratio moves with the shop's size. */
export const recommendAllJob: Job = {
  name: "recommend-all",
  cron: "20 2 * * *",
  async run(_payload, { db, addJobs }) {
    const shops = await allShops(db);
    for (const shopId of shops) {
      const shop = await readShop(db, shopId);
      if (!shop) continue;
      await inShop(db, shopId, (client) => markUncounted(client, shop, [everyOrder]));
    }
    await addJobs(shops.map(recommendShopSpec));
  },
};
