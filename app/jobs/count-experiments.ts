import { readShop } from "../ledger/shop.server.ts";
import { countExperiments } from "../scorecard/experiment-results.server.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** Every ten minutes: new exposures and windows that are over, in the sums. A shop without any is one look. */
export const countExperimentsJob: Job = {
  name: "count-experiments",
  cron: "*/10 * * * *",
  async run(_payload, { db, now }) {
    for (const shopId of await allShops(db)) {
      const shop = await readShop(db, shopId);
      if (shop) await countExperiments(db, shop, now());
    }
  },
};
