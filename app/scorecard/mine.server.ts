// What one person answers for: their KPIs, what they are to do, what they did.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readKpiOwners } from "../ledger/kpi-owners.server.ts";
import { listTasks } from "../ledger/tasks.server.ts";
import { shownTask, type ShownTask } from "./tasks.ts";

/** As many as the page of tasks shows. */
const mostTasks = 100;

export type Mine = {
  /** Everybody who answers for a KPI or has a task, by name. */
  people: string[];
  /** Whose page it is; null: nobody's of that name. */
  who: string | null;
  /** Ids of the KPIs they answer for. */
  kpis: string[];
  /** Theirs, open ones first. */
  tasks: ShownTask[];
};

export function readMine(db: Db, shop: ShopContext, asked: string | null): Promise<Mine> {
  return inShop(db, shop.id, async (client) => {
    const owners = await readKpiOwners(client, shop);
    const tasks = await listTasks(client, shop, { limit: mostTasks });
    const names = [...owners, ...tasks].flatMap(({ owner }) => (owner === "" ? [] : [owner]));
    const people = [...new Set(names)].sort((a, b) => a.localeCompare(b));
    const who = people.find((name) => name === asked) ?? null;
    return {
      people,
      who,
      kpis: owners.flatMap(({ owner, kpi }) => (owner === who ? [kpi] : [])),
      tasks: tasks.flatMap((task) =>
        who !== null && task.owner === who ? (shownTask(task, shop.currency) ?? []) : [],
      ),
    };
  });
}
