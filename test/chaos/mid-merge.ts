// The workers are killed while two batches of a history are on their way: one is written, the next derived.
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import { waitFor } from "./counted.ts";
import { unless } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** Each keeps what orders are derived from as it is, shared with the other (decision 060). */
async function batchesOnTheirWay({ shop: { db, shop } }: Stage): Promise<number> {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks
     where locktype = 'advisory' and mode = 'ShareLock' and granted
       and (classid::bigint << 32) | objid::bigint = hashtextextended('ledger-sources', $1)
       and database = (select oid from pg_database where datname = current_database())`,
    [shop.id],
  );
  return rows[0]?.n ?? 0;
}

/** Resolves when they are back, with sentences of what was not as it should be. */
export async function killMidMerge(stage: Stage, withinMs: number): Promise<string[]> {
  const { shop, workers } = stage;
  const met = await waitFor(async () => (await batchesOnTheirWay(stage)) === 2, withinMs);
  await Promise.all(workers.map((worker) => worker.kill()));
  const { state } = await backfillState(shop.db, shop.shop);
  return [
    ...unless(met !== null, "no two batches of the history were seen on their way"),
    ...unless(state === "running", `the history was ${state} when the workers were killed`),
  ];
}
