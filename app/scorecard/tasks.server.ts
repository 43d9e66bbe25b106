import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readKpiOwners, type KpiOwner } from "../ledger/kpi-owners.server.ts";
import { listTasks, readWatched, type WatchedKpi } from "../ledger/tasks.server.ts";
import { kpiById } from "../kpis/index.ts";
import { shownTask, type ShownTask } from "./tasks.ts";

/** More were never looked at in one page. */
const mostTasks = 100;

export type WatchedRow = Omit<WatchedKpi, "kpi"> & {
  id: string;
  name: string;
  isDownWorse: boolean;
};

export type TasksData = {
  /** Open ones first; at most a hundred. */
  tasks: ShownTask[];
  /** How closely the KPIs are watched; empty before the first day was closed. */
  watched: WatchedRow[];
  /** Who answers for which KPI. */
  owners: KpiOwner[];
};

export const watchedRow = ({ kpi: id, ...rest }: WatchedKpi): WatchedRow[] => {
  const kpi = kpiById(id);
  return kpi ? [{ ...rest, id, name: kpi.name, isDownWorse: kpi.direction === "up" }] : [];
};

/** Every task with its alert, and what would be noticed. */
export function readTasks(db: Db, shop: ShopContext): Promise<TasksData> {
  return inShop(db, shop.id, async (client) => {
    const tasks = await listTasks(client, shop, { limit: mostTasks });
    const watched = await readWatched(client, shop);
    return {
      tasks: tasks.flatMap((task) => shownTask(task, shop.currency) ?? []),
      watched: watched.flatMap(watchedRow),
      owners: await readKpiOwners(client, shop),
    };
  });
}
