import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { isLearningDue, learnRecommendations } from "../scorecard/recommend-learn.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** All shops in one line: learning fills a core, and nobody waits for it. */
const learnShopSpec = (shopId: bigint) => ({
  ...shopSpec("learn-shop", shopId),
  queue: "learn",
  priority: 2,
});

/** Learns how the shop's lists are made best and measures them; stopped, it leaves what was learned. */
export const learnShopJob: Job = {
  name: "learn-shop",
  async run(payload, { db, now, signal }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (!shop) return;
    await noted(db, shop, {
      ...{ work: "learn-lists", now },
      async run() {
        const report = await learnRecommendations(db, shop, { now: now(), signal });
        log.debug({ shopId, ...report }, "recommendations learned");
        return report && { customers: report.customers, items: report.items };
      },
    });
  },
};

/** Each minute: shops whose day is over, and those that grew to twice the orders since. */
export const learnAllJob: Job = {
  name: "learn-all",
  cron: "* * * * *",
  async run(_payload, { db, now, addJobs }) {
    const due: bigint[] = [];
    for (const shopId of await allShops(db)) {
      const shop = await readShop(db, shopId);
      if (shop && (await isLearningDue(db, shop, now()))) due.push(shopId);
    }
    await addJobs(due.map(learnShopSpec));
  },
};
