import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { arePatternsDue, keepPatterns } from "../scorecard/patterns.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** Behind those that learn: both read a shop from end to end, and nobody waits for them. */
const keepPatternsSpec = (shopId: bigint) => ({
  ...shopSpec("keep-patterns", shopId),
  queue: "learn",
  priority: 2,
});

/** Counts what a shop's customers buy and when, and which of them buy what. */
export const keepPatternsJob: Job = {
  name: "keep-patterns",
  async run(payload, { db, now, signal }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (!shop) return;
    await noted(db, shop, {
      ...{ work: "find-patterns", now },
      async run() {
        const report = await keepPatterns(db, shop, { now: now(), signal });
        log.debug({ shopId, ...report }, "patterns kept");
        return report;
      },
    });
  },
};

/** Every five minutes: shops whose day is over since they were counted. */
export const keepAllPatternsJob: Job = {
  name: "keep-all-patterns",
  cron: "*/5 * * * *",
  async run(_payload, { db, now, addJobs }) {
    const due: bigint[] = [];
    for (const shopId of await allShops(db)) {
      const shop = await readShop(db, shopId);
      if (shop && (await arePatternsDue(db, shop, now()))) due.push(shopId);
    }
    await addJobs(due.map(keepPatternsSpec));
  },
};
