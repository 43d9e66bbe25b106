// The weeks before a digest's: how far numbers without an interval usually go from one to the next.
import { inShop, type Db } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { isReason, toNumber } from "../kpis/formula.ts";
import { kpis } from "../kpis/index.ts";
import { countsByDay, outcomesOfEach } from "./by-day.server.ts";
import { whenOf } from "./scorecard.server.ts";

/** A year: each season once. */
const mostWeeks = 53;
const weekDays = 7;

/** By KPI that is counted by day, its values in the whole weeks of the history, the oldest first. */
export function pastWeeks(
  db: Db,
  shop: ShopContext,
  { week, now }: { week: Period; now: Date },
): Promise<Map<string, (number | null)[]>> {
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period: week, asOf: now });
    const { historyFrom } = when;
    const some = kpis.filter((kpi) => countsByDay(kpi, when));
    const periods = Array.from({ length: mostWeeks }, (_, at) => {
      const to = addDays(week.from, -weekDays * (mostWeeks - 1 - at));
      return { from: addDays(to, -weekDays), to };
    }).filter(({ from }) => historyFrom !== null && from >= historyFrom);
    if (periods.length === 0) return new Map();
    const outcomes = await outcomesOfEach(client, shop, { kpis: some, periods, when });
    return new Map(
      [...outcomes].map(([id, each]) => [
        id,
        each.map(({ value }) => (isReason(value) ? null : toNumber(value))),
      ]),
    );
  });
}
