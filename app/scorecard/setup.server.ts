// The first steps of a shop, each with its own progress. What is done is read from the ledger, so a
// step never says "done" of something that is not; only skipping is kept.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import { openTasksSql, type OpenTask } from "../ledger/tasks.server.ts";

export const setupSteps = ["data", "targets", "promise", "survey", "digest"] as const;
export type SetupStepId = (typeof setupSteps)[number];

export type SetupStep = {
  id: SetupStepId;
  state: "open" | "done" | "skipped";
  /** Parts of history read, targets, promises, answers, readers of the digest. */
  have: number;
  want: number;
};

export type Setup = {
  steps: SetupStep[];
  isDismissed: boolean;
  /** Sale day of the oldest known order. */
  historyFrom: Day | null;
};

/** What waits for somebody: the newest five of all open tasks. */
export type Waiting = { tasks: OpenTask[]; all: number };

/** Below ten answers a score says nothing (definitions.md, nps). */
const wantedAnswers = 10;
/** Skipping all of it. */
const guide = "guide";

type Found = {
  skipped: string[];
  parts: number;
  partsDone: number;
  historyFrom: Day | null;
  costRulesFrom: Day | null;
  targets: number;
  promises: number;
  answers: number;
  readers: number;
  tasks: OpenTask[];
};

export async function readSetup(db: Db, shop: { id: bigint }): Promise<Setup> {
  return (await inShop(db, shop.id, (client) => setupIn(client, shop))).setup;
}

/** `readSetup` inside a transaction that is bound to the shop already, and what else Home begins with. */
export async function setupIn(
  client: Client,
  shop: { id: bigint },
): Promise<{ setup: Setup; costRulesFrom: Day | null; waiting: Waiting }> {
  // Prepared: it takes longer to plan than to run.
  const { rows } = await client.query<Found>({
    name: "setup",
    text: `select
         array(select step from setup_step where shop_id = $1) as skipped,
         (select count(*)::int from backfill where shop_id = $1) as parts,
         (select count(*)::int from backfill where shop_id = $1 and state = 'done') as "partsDone",
         (select min(sale_day) from orders where shop_id = $1) as "historyFrom",
         (select min(valid_from) from cost_rule where shop_id = $1) as "costRulesFrom",
         (select count(distinct kpi)::int from target where shop_id = $1) as targets,
         (select (ship_promise_hours is not null)::int + (deliver_promise_hours is not null)::int
            from shop where id = $1)
           + (select count(*)::int from promise_change where shop_id = $1) as promises,
         (select count(*)::int from
           (select from answer where shop_id = $1 limit ${wantedAnswers}) enough) as answers,
         (select count(*)::int from digest_reader
            where shop_id = $1 and stopped_at is null) as readers,
         ${openTasksSql} as tasks`,
    values: [shop.id],
  });
  const found = rows[0]!;
  const step = (id: SetupStepId, have: number, want: number): SetupStep => ({
    id,
    state: have >= want ? "done" : found.skipped.includes(id) ? "skipped" : "open",
    have: Math.min(have, want),
    want,
  });
  const hasOrders = found.historyFrom !== null;
  const data =
    found.parts === 0
      ? step("data", Number(hasOrders), 1)
      : step("data", found.partsDone + Number(hasOrders), found.parts + 1);
  const setup: Setup = {
    steps: [
      data,
      step("targets", Math.min(found.targets, 1), 1),
      step("promise", Math.min(found.promises, 1), 1),
      step("survey", found.answers, wantedAnswers),
      step("digest", Math.min(found.readers, 1), 1),
    ],
    isDismissed: found.skipped.includes(guide),
    historyFrom: found.historyFrom,
  };
  const waiting = { tasks: found.tasks, all: found.tasks[0]?.all ?? 0 };
  return { setup, costRulesFrom: found.costRulesFrom, waiting };
}

/** Skips a step, or takes the skipping back; null: the whole guide. */
export async function skipStep(
  db: Db,
  shop: { id: bigint },
  step: SetupStepId | null,
  { isSkipped, now }: { isSkipped: boolean; now: Date },
): Promise<void> {
  await inShop(db, shop.id, async (client) => {
    if (isSkipped) {
      await client.query(
        `insert into setup_step (shop_id, step, skipped_at) values ($1, $2, $3)
         on conflict do nothing`,
        [shop.id, step ?? guide, now],
      );
    } else {
      await client.query("delete from setup_step where shop_id = $1 and step = $2", [
        shop.id,
        step ?? guide,
      ]);
    }
  });
}
