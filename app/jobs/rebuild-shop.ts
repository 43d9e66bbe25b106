import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { rebuild } from "../measures/recompute.server.ts";
import { shopPayload } from "./job.ts";
import type { Job } from "./job.ts";

/** Every measure of a shop anew: its time zone or currency changed. */
export const rebuildShopJob: Job = {
  name: "rebuild-shop",
  async run(payload, { db, now }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (!shop) return;
    log.info({ shopId }, "rebuilding every day of the shop");
    const report = await rebuild(db, shop, { asOf: now() });
    log.info({ shopId, ...report }, "rebuilt every day of the shop");
  },
};
