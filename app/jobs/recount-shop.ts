import { forgetAsked, keepPromises } from "../ledger/promises.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";

export const recountShopSpec = (shopId: bigint) => shopSpec("recount-shop", shopId);

/** Every order by the promises that somebody asked for, then the days that changed by it. */
export const recountShopJob: Job = {
  name: "recount-shop",
  async run(payload, { db, now }) {
    const { shopId } = shopPayload.parse(payload);
    const known = await readShop(db, shopId);
    const kept = known && (await keepPromises(db, known));
    if (!kept) return;
    await recompute(db, kept.shop, { asOf: now() });
    await forgetAsked(db, shopId, kept.askedAt);
  },
};
