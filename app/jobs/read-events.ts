import { readEvents } from "../ingest/backfill/events.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

export const readEventsSpec = (shopId: bigint) => shopSpec("read-events", shopId, "events");

/** Timelines of orders: a year back at first, then each quarter of an hour what is new. */
export const readEventsJob: Job = {
  name: "read-events",
  cron: "*/15 * * * *",
  async run(payload, { db, now, graphqlFor, addJobs }) {
    const named = shopPayload.safeParse(payload);
    if (!named.success) return addJobs((await allShops(db)).map(readEventsSpec));
    const { shopId } = named.data;
    const shop = await readShop(db, shopId);
    if (shop?.state !== "installed") return;
    const graphql = await graphqlFor(shop.domain);
    if (!graphql) return log.warn({ shopId }, "no session stored, no timeline can be read");
    const report = await readEvents(db, shop, { graphql, now });
    log.debug({ shopId, ...report }, "timelines read");
    if (!report.isDone) await addJobs([readEventsSpec(shopId)]);
  },
};
