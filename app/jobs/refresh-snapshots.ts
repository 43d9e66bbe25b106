import { z } from "zod";
import type { Db } from "../db.server.ts";
import type { Period } from "../ledger/period.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { prepareSnapshots, refreshSnapshots } from "../scorecard/refresh.server.ts";
import { keepSoldLines } from "../scorecard/sold-lines.server.ts";
import type { Job, JobSpec } from "./job.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { addJobs } from "./queue.server.ts";
import { allShops } from "./shops.server.ts";

/** Numbers that do not add up over days are counted anew at most once a minute and shop (design). */
const pauseMs = 60_000;

/** In a queue of its own: counting a year's customers must not hold up deliveries. */
const spec = (shopId: bigint, runAt: Date): JobSpec => ({
  ...shopSpec("refresh-snapshots", shopId, "snapshots"),
  runAt,
});

/** Shop → until when this process waits for what it asked for: a page that reloads asks once. */
const asked = new Map<bigint, number>();

/**
 * Has the shop's snapshots renewed, a minute after `staleSince` at the earliest. Nobody waits for it:
 * where it fails the next page asks again.
 */
export function wantRefresh(db: Db, shopId: bigint, staleSince: Date): void {
  const at = staleSince.getTime() + pauseMs;
  const until = asked.get(shopId) ?? 0;
  if (at <= until && Date.now() < until) return;
  asked.set(shopId, Math.max(at, Date.now() + pauseMs));
  addJobs(db, [spec(shopId, new Date(at))]).catch((error: Error) => {
    asked.delete(shopId);
    log.warn({ shopId, error }, "snapshots will be renewed later");
  });
}

/** Has a period's sold lines kept, once somebody looked at its products; where it fails, next time. */
export function wantSoldLines(db: Db, shopId: bigint, { from, to }: Period): void {
  const payload = { shopId: shopId.toString(), from, to };
  const key = `keep-sold-lines:${shopId}:${from}:${to}`;
  addJobs(db, [{ ...spec(shopId, new Date()), payload, key }]).catch((error: Error) =>
    log.warn({ shopId, error }, "sold lines will be kept later"),
  );
}

const soldPayload = shopPayload.extend({ from: z.iso.date(), to: z.iso.date() });

/**
 * Renews the snapshots that open panels show, a minute after the last time at the earliest. Each quarter
 * of an hour it prepares those of the day for every shop that was looked at.
 */
export const refreshSnapshotsJob: Job = {
  name: "refresh-snapshots",
  cron: "*/15 * * * *",
  async run(payload, { db, now }) {
    const sold = soldPayload.safeParse(payload);
    if (sold.success) {
      const shop = await readShop(db, sold.data.shopId);
      if (shop) await keepSoldLines(db, shop, { period: sold.data, now });
      return;
    }
    const named = shopPayload.safeParse(payload);
    const shopIds = named.success ? [named.data.shopId] : await allShops(db);
    for (const shopId of shopIds) {
      const shop = await readShop(db, shopId);
      if (!shop) continue;
      const work = named.success ? refreshSnapshots : prepareSnapshots;
      const renewed = await work(db, shop, { now });
      log.debug({ shopId, renewed }, "snapshots renewed");
    }
  },
};
