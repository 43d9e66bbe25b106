// Why numbers of a shop of 1 M orders moved: the gap to the 30 days, and to the year's quarter, before by
// the splits that measures are stored by, and by others once they are kept. Clock of the one who asks.
import { openDatabase } from "../../app/db.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import { previousPeriod } from "../../app/ledger/period.ts";
import { splits, type Split } from "../../app/kpis/query.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
import { keepSplit } from "../../app/scorecard/kept-splits.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop, seedHistory } from "./seed.ts";

const days = 365;
const ordersPerDay = 2_740;
const requests = 60;
const warmUp = 5;
const kpis = [
  "net-sales",
  "contribution-margin",
  "average-order-value",
  "gross-margin",
  "on-time-shipping",
] as const;
const stored = ["channel", "region", "customer-kind"] as const;
/** Of splits that are read from lines, and of customers, who add up over no days. */
const asked = [
  ["net sales by product", "net-sales", "product"],
  ["on-time shipping by location", "on-time-shipping", "location"],
  ["hours to ship by channel", "hours-to-ship", "channel"],
  ["returning share by channel", "returning-share", "channel"],
] as const;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const now = new Date();
    const shop = await benchShop(db, "large.myshopify.com");
    await seedHistory(db, shop, { days, ordersPerDay, ordersToday: 1_000 }, now);
    const tomorrow = addDays(now.toISOString().slice(0, 10), 1);
    for (const length of [30, 90]) {
      const period = { from: addDays(tomorrow, -length), to: tomorrow };
      const against = previousPeriod(period);
      const ms: number[] = [];
      for (let run = 0; run < requests + warmUp; run += 1) {
        const id = kpis[run % kpis.length]!;
        const by = stored[run % stored.length]!;
        const started = performance.now();
        const { gap } = await causes(db, shop, { id, period, against, by, asOf: now });
        if (gap === null) throw new Error(`got no gap of ${id} by ${by}`);
        if (run >= warmUp) ms.push(performance.now() - started);
      }
      const limit = { unit: "ms", atMost: 150 };
      yield figure("causes", `${length} days at 1 M orders p95`, percentile(ms, 0.95), limit);
    }
    const period = { from: addDays(tomorrow, -30), to: tomorrow };
    const against = previousPeriod(period);
    const ask = async (id: string, by: Split) => {
      const started = performance.now();
      await causes(db, shop, { id, period, against, by, asOf: now });
      return performance.now() - started;
    };
    const first = await ask("net-sales", "product");
    yield figure("causes", "30 days by product, first look", first, { unit: "ms", atMost: 5_000 });
    // As the worker does once somebody looked.
    for (const by of splits) {
      for (const days of [period, against]) {
        await keepSplit(db, shop, { by, period: days, now: () => now });
      }
    }
    for (const [name, id, by] of asked) {
      const ms: number[] = [];
      for (let run = 0; run < requests / 3 + warmUp; run += 1) {
        const spent = await ask(id, by);
        if (run >= warmUp) ms.push(spent);
      }
      const limit = { unit: "ms", atMost: 150 };
      yield figure("causes", `30 days, ${name} p95`, percentile(ms, 0.95), limit);
    }
  } finally {
    await db.close();
  }
}
