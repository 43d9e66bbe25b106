import { z } from "zod";
import type { Db } from "../db.server.ts";
import type { Period } from "../ledger/period.ts";
import { readShop } from "../ledger/shop.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { splits, type Split } from "../kpis/query.ts";
import { log } from "../log.server.ts";
import { keepCurrencies } from "../scorecard/kept-currencies.server.ts";
import { keepBrought } from "../scorecard/kept-marketing.server.ts";
import { keepOrders } from "../scorecard/kept-orders.server.ts";
import { keepCustomers } from "../scorecard/kept-places.server.ts";
import { keepSplit } from "../scorecard/kept-splits.server.ts";
import { keepMonths } from "../scorecard/months.server.ts";
import { prepareSnapshots, refreshSnapshots } from "../scorecard/refresh.server.ts";
import { keepSoldLines } from "../scorecard/sold-lines.server.ts";
import { keepWon } from "../scorecard/won-customers.server.ts";
import type { Job, JobSpec } from "./job.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { addJobs } from "./queue.server.ts";
import { allShops } from "./shops.server.ts";

/** Numbers that do not add up over days are counted anew at most once a minute and shop (design). */
const pauseMs = 60_000;

/** Key of a job → until when this process waits for it: a page that reloads asks once. */
const asked = new Map<string, number>();

/** In a queue of its own: counting a year's customers must not hold up deliveries. Nobody waits for it. */
function want(
  db: Db,
  shopId: bigint,
  { runAt, ...more }: Partial<JobSpec> & { runAt: Date },
): void {
  const spec = { ...shopSpec("refresh-snapshots", shopId, "snapshots"), ...more, runAt };
  const now = Date.now();
  const until = asked.get(spec.key) ?? 0;
  if (runAt.getTime() <= until && now < until) return;
  for (const [key, last] of asked) if (last < now) asked.delete(key);
  asked.set(spec.key, Math.max(runAt.getTime(), now + pauseMs));
  addJobs(db, [spec]).catch((error: Error) => {
    asked.delete(spec.key);
    log.warn({ shopId, error }, "snapshots will be renewed later");
  });
}

/** Has the shop's snapshots renewed, a minute after `staleSince` at the earliest. */
export function wantRefresh(db: Db, shopId: bigint, staleSince: Date): void {
  want(db, shopId, { runAt: new Date(staleSince.getTime() + pauseMs) });
}

type Keeper = (
  db: Db,
  shop: ShopContext,
  given: { period: Period; now: () => Date },
) => Promise<number>;
/** Without a period it renews what it keeps. */
type Renewer = (
  db: Db,
  shop: ShopContext,
  given: { period?: Period; now: () => Date },
) => Promise<number>;

const keepers = {
  ...{ months: keepMonths, "sold-lines": keepSoldLines, orders: keepCustomers },
  marketing: keepMarketing,
  "by-channel": partsBy("channel"),
  "by-region": partsBy("region"),
  "by-customer-kind": partsBy("customer-kind"),
  "by-product": partsBy("product"),
  "by-location": partsBy("location"),
  "by-carrier": partsBy("carrier"),
  "by-weekday": partsBy("weekday"),
  "by-lateness": partsBy("lateness"),
} satisfies Record<string, Keeper>;

function partsBy(by: Split): Renewer {
  return async (db, shop, given) =>
    (await keepCurrencies(db, shop, { by, ...given })) +
    (await keepSplit(db, shop, { by, ...given }));
}

/** What the Marketing page reads: what led to orders, new customers, and those won a year before. */
async function keepMarketing(...given: Parameters<Keeper>): Promise<number> {
  return (await keepBrought(...given)) + (await keepOrders(...given)) + (await keepWon(...given));
}

type Kept = keyof typeof keepers;

/** Has what a period is added up from kept, once somebody looked at the period. */
export function wantKept(db: Db, shopId: bigint, what: Kept, { from, to }: Period): void {
  const payload = { shopId: shopId.toString(), what, from, to };
  want(db, shopId, { payload, key: `keep-${what}:${shopId}:${from}:${to}`, runAt: new Date() });
}

const keptPayload = shopPayload.extend({
  what: z.enum(Object.keys(keepers) as [Kept, ...Kept[]]),
  from: z.iso.date(),
  to: z.iso.date(),
});

/** What somebody looked at within a week is right again before the next look. */
async function renewParts(db: Db, shop: ShopContext, now: () => Date): Promise<void> {
  for (const keep of [keepOrders, keepSoldLines, keepBrought, ...splits.map(partsBy)]) {
    await keep(db, shop, { now });
  }
}

/**
 * Of a shop: renews the snapshots that open panels show, or keeps what a period is added up from. Each
 * quarter of an hour: prepares the snapshots of the day for every shop that was looked at, and renews what is kept for it.
 */
export const refreshSnapshotsJob: Job = {
  name: "refresh-snapshots",
  cron: "*/15 * * * *",
  async run(payload, { db, now }) {
    const kept = keptPayload.safeParse(payload);
    if (kept.success) {
      const { shopId, what, ...period } = kept.data;
      const shop = await readShop(db, shopId);
      if (shop) await keepers[what](db, shop, { period, now });
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
      if (!named.success) await renewParts(db, shop, now);
    }
  },
};
