// What the page of a KPI says beyond its period: how the month will end, what was restated, how closely it
// is watched, what is to be done about it.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { readKpiOwners } from "../ledger/kpi-owners.server.ts";
import { listTasks, readWatched } from "../ledger/tasks.server.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { restatements, type Restatements } from "./day-records.server.ts";
import type { ShownMilestone } from "./milestones.ts";
import { readMilestones, spansOf } from "./milestones.server.ts";
import { monthEnd, type MonthEnd } from "./month-end.server.ts";
import { whenOf } from "./scorecard.server.ts";
import { resolvedTargets } from "./targets.server.ts";
import type { KpiTrend } from "./trends.ts";
import { readTrend } from "./trends.server.ts";
import { watchedRow, type WatchedRow } from "./tasks.server.ts";
import { shownTask, type ShownTask } from "./tasks.ts";

export type OverTime = {
  monthEnd: MonthEnd | null;
  /** Null of a market: days are recorded for all of the shop. */
  restated: Restatements | null;
  /** Null of what is not watched, and of a market. */
  watched: WatchedRow | null;
  /** Who answers for it; empty: nobody. */
  owner: string;
  /** Open ones first; at most ten. */
  tasks: ShownTask[];
  /** Over half a year; null of what no single day is recorded of, of too few weeks, and of a market. */
  heading: KpiTrend | null;
  /** Null of what no single day is recorded of, and of a market. */
  milestones: { rows: ShownMilestone[]; spans: number[] } | null;
};

const mostTasks = 10;

/** As of an instant. Throws what the database throws. */
export function overTime(
  db: Db,
  shop: ShopContext,
  {
    kpi,
    period,
    asOf,
    market = null,
    whole = period,
  }: {
    kpi: Kpi;
    period: Period;
    asOf: Date;
    market?: string | null;
    /** The period when it is over. Default the period. */
    whole?: Period;
  },
): Promise<OverTime> {
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const isWhole = market === null;
    const by = isWhole ? null : "region";
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: [kpi], by },
      when: { ...when, period: whole },
    });
    const [watched] = isWhole ? await readWatched(client, shop, kpi.id) : [];
    const spans = isWhole ? spansOf(kpi, when) : [];
    const tasks = await listTasks(client, shop, { kpi: kpi.id, limit: mostTasks });
    const owners = await readKpiOwners(client, shop);
    return {
      owner: owners.find((each) => each.kpi === kpi.id)?.owner ?? "",
      monthEnd: await monthEnd(client, shop, { kpi, when, targets, market }),
      restated: isWhole ? await restatements(client, shop, { kpi, period }) : null,
      watched: (watched && watchedRow(watched)[0]) ?? null,
      heading: spans.length > 0 ? await readTrend(client, shop, { kpi, now: asOf }) : null,
      milestones:
        spans.length > 0
          ? { rows: await readMilestones(client, shop, { kpi: kpi.id, now: asOf }), spans }
          : null,
      tasks: tasks.flatMap((task) => shownTask(task, shop.currency) ?? []),
    };
  });
}
