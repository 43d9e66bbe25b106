// Why numbers of a shop of 1 M orders moved: the gap to the 30 days, and to the year's quarter, before by
// the splits that measures are stored by, and the page of one KPI with it. Clock of the one who asks.
import { openDatabase } from "../../app/db.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import { previousPeriod } from "../../app/ledger/period.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
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
const splits = ["channel", "region", "customer-kind"] as const;

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
        const by = splits[run % splits.length]!;
        const started = performance.now();
        const { gap } = await causes(db, shop, { id, period, against, by, asOf: now });
        if (gap === null) throw new Error(`got no gap of ${id} by ${by}`);
        if (run >= warmUp) ms.push(performance.now() - started);
      }
      const limit = { unit: "ms", atMost: 150 };
      yield figure("causes", `${length} days at 1 M orders p95`, percentile(ms, 0.95), limit);
    }
    const period = { from: addDays(tomorrow, -30), to: tomorrow };
    const asked = { id: "net-sales", period, by: "product", asOf: now } as const;
    const started = performance.now();
    await causes(db, shop, asked);
    yield figure("causes", "30 days by product", performance.now() - started, {
      unit: "ms",
      atMost: 150,
    });
  } finally {
    await db.close();
  }
}
