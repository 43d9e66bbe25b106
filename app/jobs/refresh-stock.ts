import { inShop } from "../db.server.ts";
import { dayIn } from "../ledger/day.ts";
import { readStockDue } from "../ledger/stock/days.server.ts";
import { readRun } from "../ledger/stock/results.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { refreshStock } from "../scorecard/stock-refresh.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** In a line of its own: numbers on open panels do not wait for forecasts. */
export const refreshStockSpec = (shopId: bigint) => shopSpec("refresh-stock", shopId, "stock");

/** Closes the shop's days of stock and forecasts anew; days that changed are then counted. */
export const refreshStockJob: Job = {
  name: "refresh-stock",
  async run(payload, { db, now, addJobs }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (!shop) return;
    await noted(db, shop, {
      ...{ work: "forecast-stock", now },
      async run() {
        const report = await refreshStock(db, shop, { now: now() });
        if (!report) return null;
        log.debug({ shopId, ...report }, "stock counted");
        await addJobs([shopSpec("recompute-shop", shopId)]);
        const { levels, changed, days } = report;
        return { levels, changed, days };
      },
    });
  },
};

/** A shop whose forecast takes long is forecast less often: a twentieth of the time at most. */
const restTimes = 20;

/**
 * Each minute: shops whose day is over since their stock was last counted, at night in the shop's own
 * time, and those whose stock changed and whose last forecast is old enough.
 */
export const refreshStockAllJob: Job = {
  name: "refresh-stock-all",
  cron: "* * * * *",
  async run(_payload, { db, now, addJobs }) {
    const due: bigint[] = [];
    for (const shopId of await allShops(db)) {
      const shop = await readShop(db, shopId);
      if (!shop) continue;
      const isDue = await inShop(db, shopId, async (client) => {
        const last = await readRun(client, shop);
        if (last && last.today < dayIn(now(), shop.timeZone)) return true;
        if ((await readStockDue(client, shop)) === null) return false;
        return !last || now().getTime() - last.ranAt.getTime() > last.tookMs * restTimes;
      });
      if (isDue) due.push(shopId);
    }
    await addJobs(due.map(refreshStockSpec));
  },
};
