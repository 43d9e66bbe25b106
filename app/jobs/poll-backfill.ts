import { z } from "zod";
import { inShop } from "../db.server.ts";
import { advanceBackfill } from "../ingest/backfill/advance.server.ts";
import { readRows } from "../ingest/backfill/rows.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import type { Job, JobDeps, JobSpec } from "./job.ts";
import { shopPayload } from "./job.ts";
import { loadBackfillSpec } from "./load-backfill.ts";
import { allShops } from "./shops.server.ts";

/** @param runAt default now. One that waits for later does not keep one for now from running. */
export const pollBackfillSpec = (shopId: bigint, runAt?: Date): JobSpec => ({
  name: "poll-backfill",
  payload: { shopId: shopId.toString() },
  key: `poll-backfill:${runAt ? "later" : "now"}:${shopId}`,
  ...(runAt ? { runAt } : {}),
});

/** Shopify's operations of a shop; each minute every shop that reads its history is put in line. */
export const pollBackfillJob: Job = {
  name: "poll-backfill",
  cron: "* * * * *",
  async run(payload, deps) {
    const named = shopPayload.safeParse(payload);
    if (named.success) return poll(named.data.shopId, deps);
    z.looseObject({}).parse(payload);
    const running: bigint[] = [];
    for (const shopId of await allShops(deps.db)) {
      if (await isRunning(shopId, deps)) running.push(shopId);
    }
    await deps.addJobs(running.map((shopId) => pollBackfillSpec(shopId)));
  },
};

async function isRunning(shopId: bigint, { db }: JobDeps): Promise<boolean> {
  const rows = await inShop(db, shopId, (client) => readRows(client, shopId));
  return rows.some(({ state }) => state !== "done" && state !== "failed");
}

async function poll(shopId: bigint, deps: JobDeps): Promise<void> {
  const { db, now, graphqlFor, addJobs } = deps;
  const shop = await readShop(db, shopId);
  if (shop?.state !== "installed") return;
  const graphql = await graphqlFor(shop.domain);
  const next = await advanceBackfill(db, shop, { graphql, now });
  if (!next) return;
  const specs: JobSpec[] = [];
  // Also after a process died in the middle of a merge: a second merge finds the first and ends.
  if (next.isReady) specs.push(loadBackfillSpec(shopId));
  if (next.nextAt) specs.push(pollBackfillSpec(shopId, next.nextAt));
  await addJobs(specs);
}
