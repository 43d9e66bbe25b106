import { readShop } from "../ledger/shop.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { shopPayload } from "./job.ts";
import type { Job } from "./job.ts";

/** Recomputes the days that wait: after an import, a due tick, or a drain that broke off. */
export const recomputeShopJob: Job = {
  name: "recompute-shop",
  async run(payload, { db, now }) {
    const { shopId } = shopPayload.parse(payload);
    const shop = await readShop(db, shopId);
    if (shop) await recompute(db, shop, { asOf: now() });
  },
};
