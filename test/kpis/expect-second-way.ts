import { expect } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { exponent } from "../../app/ledger/money.ts";
import type { Period } from "../../app/ledger/period.ts";
import type { Scorecard } from "../../app/scorecard/types.ts";
import { secondWay } from "./second-way.ts";

/** From this many values on medians come from buckets, at most 1 % off. */
const exactBelow = 200;

/** Every KPI of a scorecard has the value and n that plain SQL over the facts gives. */
export async function expectSecondWay(
  db: Db,
  shop: ShopContext,
  { card, period, asOf }: { card: Scorecard; period: Period; asOf: Date },
): Promise<void> {
  const second = await secondWay(db, shop, { period, asOf });
  expect([...second.keys()].sort()).toEqual(card.kpis.map(({ id }) => id).sort());
  for (const kpi of card.kpis) {
    const where = `${kpi.id} ${period.from}..${period.to} as of ${asOf.toISOString()}`;
    const other = second.get(kpi.id)!;
    const minor = kpi.unit === "money" ? 10 ** exponent(shop.currency) : 1;
    const near = (shown: string | number | null, expected: number | null, scale: number) => {
      if (expected === null || shown === null) {
        expect(shown, where).toBe(expected);
        return;
      }
      const isRough = kpi.unit === "hours" && kpi.n >= exactBelow;
      // Money quotients are shown to four more decimals; medians from buckets are within 1 %.
      const slack = isRough
        ? Math.abs(expected) * 0.0101 + 1e-9
        : 1e-4 + Math.abs(expected) * 1e-12;
      const limit = kpi.unit === "money" || isRough ? slack : 1e-9 * (1 + Math.abs(expected));
      expect(Math.abs(Number(shown) * scale - expected), `${where}: ${shown}`).toBeLessThan(limit);
    };
    near(kpi.value, other.value, minor);
    // A reason tells its own n, and a margin's units are an order's days.
    if (other.value !== null && other.n >= 0) expect(kpi.n, where).toBe(other.n);
    const beside = kpi.beside["p90"] ?? kpi.beside["byRefundDay"];
    if (kpi.unit !== "money") near(beside ?? null, other.beside, 1);
    if (kpi.id === "average-order-value" && other.value !== null) {
      const rough = kpi.n >= exactBelow ? 0.0101 : 1e-9;
      const median = Number(kpi.beside["median"]) * minor;
      expect(Math.abs(median / other.beside! - 1), where).toBeLessThan(rough);
    }
  }
}
