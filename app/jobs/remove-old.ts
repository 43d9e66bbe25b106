import { removeOld } from "../ingest/retention.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec, type Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** Each night, in a line of its own: what each class of data is kept for stands in retention.server.ts. */
export const removeOldJob: Job = {
  name: "remove-old",
  cron: "40 3 * * *",
  async run(payload, { db, now, addJobs }) {
    const named = shopPayload.safeParse(payload);
    if (!named.success) {
      return addJobs((await allShops(db)).map((id) => shopSpec("remove-old", id, "old")));
    }
    const { shopId } = named.data;
    const removed = await removeOld(db, { id: shopId }, now());
    if (Object.keys(removed).length > 0) log.info({ shopId, removed }, "old data removed");
  },
};
