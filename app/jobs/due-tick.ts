import { shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** Promises fall due by the mere passing of time: a recompute counts them, each hour, in each shop. */
export const dueTickJob: Job = {
  name: "due-tick",
  cron: "0 * * * *",
  async run(_payload, { db, addJobs }) {
    const shops = await allShops(db);
    await addJobs(shops.map((shopId) => shopSpec("recompute-shop", shopId)));
  },
};
