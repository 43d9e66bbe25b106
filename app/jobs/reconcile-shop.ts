import { reconcileNow } from "../ingest/reconcile.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

export const reconcileShopSpec = (shopId: bigint) =>
  shopSpec("reconcile-shop", shopId, "reconcile");

/** Each night, and on demand: what a lost delivery left wrong is found and read again. */
export const reconcileShopJob: Job = {
  name: "reconcile-shop",
  cron: "20 3 * * *",
  async run(payload, { db, now, graphqlFor, addJobs }) {
    const named = shopPayload.safeParse(payload);
    if (!named.success) return addJobs((await allShops(db)).map(reconcileShopSpec));
    const { shopId } = named.data;
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const graphql = await graphqlFor(shop.domain);
    if (!graphql) return log.warn({ shopId }, "no session stored, nothing can be compared");
    await reconcileNow(db, shop, graphql, { now });
  },
};
