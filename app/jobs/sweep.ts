import { inShop } from "../db.server.ts";
import { sweepInbox } from "../ingest/deliveries.server.ts";
import { log } from "../log.server.ts";
import { drainLineSpecs } from "./drain-line.ts";
import { shopSpec } from "./job.ts";
import type { Job, JobSpec } from "./job.ts";
import { placeShopSpec } from "./place-shop.ts";
import { recommendShopSpec } from "./recommend-shop.ts";
import { refetchShopSpec } from "./refetch-shop.ts";
import { allShops, shopsWithInbox } from "./shops.server.ts";

type Forgotten = {
  state: string;
  dirty: boolean;
  refetches: boolean;
  uncounted: boolean;
  unplaced: boolean;
};

/**
 * Finds what a process that died left lying: deliveries without a drain job, dirty days, refetches
 * that are due; and, at most once a minute, orders that recommendations have not counted and lists
 * that are not placed. Removes what the inbox has kept long enough.
 */
export const sweepJob: Job = {
  name: "sweep",
  cron: "* * * * *",
  async run(_payload, { db, now, addJobs }) {
    const specs: JobSpec[] = drainLineSpecs(await shopsWithInbox(db));
    for (const shopId of await allShops(db)) {
      const found = await inShop(db, shopId, async (client) => {
        const { rows } = await client.query<Forgotten>(
          `select state,
                  exists (select from dirty_day where shop_id = $1) as dirty,
                  exists (select from refetch where shop_id = $1 and next_at <= $2) as refetches,
                  exists (select from recommend_due where shop_id = $1) as uncounted,
                  exists (select from placement_due where shop_id = $1)
                    and not exists (select from placement_state
                      where shop_id = $1 and next_at > $2)
                    or exists (select from placement_state p where p.shop_id = $1
                      and p.installed_at is distinct from shop.installed_at) as unplaced
             from shop where id = $1`,
          [shopId, now()],
        );
        const [shop] = rows;
        if (!shop) return null;
        const removed = await sweepInbox(client, { id: shopId, state: shop.state }, now());
        if (removed > 0) log.info({ shopId, removed }, "old deliveries removed");
        return shop;
      });
      if (found?.uncounted) specs.push(recommendShopSpec(shopId));
      if (found?.unplaced && found.state === "installed") specs.push(placeShopSpec(shopId));
      if (found?.dirty) specs.push(shopSpec("recompute-shop", shopId));
      if (found?.refetches && found.state === "installed") {
        specs.push(refetchShopSpec(shopId));
      }
    }
    await addJobs(specs);
  },
};
