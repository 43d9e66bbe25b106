// What a change costs in a shop of 1 M orders: one day's recompute, and a whole webhook from the
// inbox to the measures against the same webhook in a shop with 1 k orders and the same day behind it.
import { inShop, openDatabase } from "../../app/db.server.ts";
import type { Db } from "../../app/db.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import { createInboxWriter } from "../../app/ingest/inbox.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import { markDirty } from "../../app/ledger/dirty.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { orderBody } from "./order-body.ts";
import { benchShop, seedHistory } from "./seed.ts";

const ordersToday = 1_000;
const days = 365;
const ordersPerDay = 2_740;
const recomputes = 300;
const webhooks = 200;
const warmUp = 20;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const now = new Date();
    const small = await benchShop(db, "small.myshopify.com");
    await seedHistory(db, small, { days: 0, ordersPerDay: 1, ordersToday }, now);
    const large = await benchShop(db, "large.myshopify.com");
    await seedHistory(db, large, { days, ordersPerDay, ordersToday }, now);

    const millis = await recomputeDays(db, large, now);
    yield figure("recompute", "one shop-day at 1 M orders p99", percentile(millis, 0.99), {
      unit: "ms",
      atMost: 25,
    });
    const cost = await webhookCosts(db, [small, large]);
    const [smallCost, largeCost] = cost.map((samples) => percentile(samples, 0.5));
    const limit = { unit: "ratio", atMost: 2 };
    yield figure("recompute", "webhook at 1 M ÷ at 1 k orders", largeCost! / smallCost!, limit);
    yield figure("recompute", "webhook at 1 M orders p50", largeCost!, { unit: "ms", atMost: 100 });
    await addCostRules(db, large, now);
    const ruled = await recomputeDays(db, large, now);
    yield figure("recompute", "one shop-day with cost rules p99", percentile(ruled, 0.99), {
      unit: "ms",
      atMost: 50,
    });
  } finally {
    await db.close();
  }
}

/** Fees, shipping and packaging by rule, from before the first order on; its days counted by them. */
async function addCostRules(db: Db, shop: Shop, now: Date): Promise<void> {
  const rule = { kind: "cost-rule", match: "", location: "", toldAt: now } as const;
  const none = { percent: "0", perOrder: "0", perLine: "0", perUnit: "0", perKg: "0" };
  const told = { ...rule, ...none, validFrom: addDays(now.toISOString().slice(0, 10), -2 * days) };
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      { ...told, cost: "fee", perOrder: "30" },
      { ...told, cost: "shipping", match: "US", perOrder: "490" },
      { ...told, cost: "shipping", perOrder: "900" },
      { ...told, cost: "packaging", perOrder: "50" },
      { ...told, cost: "return", perOrder: "300", perUnit: "40" },
    ]),
  );
  await recompute(db, shop, { asOf: now });
  await db.owner.query("vacuum analyze measure_day");
}

/** Each time one order of one day changes, so that rows are written, then that day is recomputed. */
export async function recomputeDays(db: Db, shop: Shop, now: Date): Promise<number[]> {
  const millis: number[] = [];
  for (let run = 0; run < recomputes + warmUp; run += 1) {
    const day = addDays(now.toISOString().slice(0, 10), -1 - ((run * 37) % (days - 1)));
    await inShop(db, shop.id, async (client) => {
      await client.query(
        `update orders set gross = gross + 100 where shop_id = $1 and id =
           (select id from orders where shop_id = $1 and sale_day = $2 limit 1)`,
        [shop.id, day],
      );
      await markDirty(client, shop, [day]);
    });
    const started = performance.now();
    const done = await recompute(db, shop, { asOf: now });
    if (run >= warmUp && done.days !== 1) throw new Error(`got ${done.days} days, expected 1`);
    if (run >= warmUp) millis.push(performance.now() - started);
  }
  return millis;
}

/** The shops take turns, so that whatever else the machine does falls on both. */
export async function webhookCosts(
  db: Db,
  shops: Shop[],
  { first = 0, count = webhooks, skip = warmUp } = {},
): Promise<number[][]> {
  const inbox = createInboxWriter(db);
  const millis: number[][] = shops.map(() => []);
  for (let run = first; run < first + count + skip; run += 1) {
    for (const [index, shop] of shops.entries()) {
      const at = new Date();
      await inbox.put({
        shopId: shop.id,
        webhookId: `bench-${run}`,
        topic: "orders/create",
        apiVersion: "2026-10",
        eventId: `bench-${run}`,
        triggeredAt: at,
        body: orderBody(run, at.toISOString()),
      });
      const started = performance.now();
      const report = await drainShop(db, shop.id, { now: at });
      const spent = performance.now() - started;
      if (report.taken !== 1 || report.left !== 0) throw new Error(JSON.stringify(report));
      if (run >= first + skip) millis[index]!.push(spent);
    }
  }
  return millis;
}
