import { forgetAsked, keepPromises } from "../ledger/promises.server.ts";
import { keepRegions, regionsCounted } from "../ledger/regions.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";

export const recountShopSpec = (shopId: bigint) => shopSpec("recount-shop", shopId);

/** Every order by the promises and regions that somebody asked for, then the days that changed. */
export const recountShopJob: Job = {
  name: "recount-shop",
  async run(payload, { db, now }) {
    const { shopId } = shopPayload.parse(payload);
    const known = await readShop(db, shopId);
    if (!known) return;
    const promises = await keepPromises(db, known);
    const regions = await keepRegions(db, known);
    if (!promises && !regions) return;
    await recompute(db, promises?.shop ?? known, { asOf: now() });
    if (promises) await forgetAsked(db, shopId, promises.askedAt);
    if (regions) await regionsCounted(db, shopId, regions.version, now());
  },
};
