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

/** A history that was not seen by then has been read. */
const mostMs = 240_000;

/**
 * Resolves when they are back, with sentences of what was not as it should be. The batch whose turn it is waits
 * for us, so that on no machine both are over before they are seen.
 */
export async function killMidMerge(stage: Stage, withinMs: number): Promise<string[]> {
  const patienceMs = Math.min(withinMs, mostMs) / 2;
  const { shop, workers } = stage;
  const { id } = shop.shop;
  const holder = await shop.db.owner.connect();
  let met: number | null;
  try {
    await waitFor(async () => (await batchesOnTheirWay(stage)) > 0, patienceMs);
    await holder.query("begin");
    await holder.query("select pg_advisory_xact_lock(hashtextextended('ledger', $1))", [id]);
    met = await waitFor(async () => (await batchesOnTheirWay(stage)) === 2, patienceMs);
    await Promise.all(workers.map((worker) => worker.kill()));
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  const { state } = await backfillState(shop.db, shop.shop);
  return [
    ...unless(met !== null, "no two batches of the history were seen on their way"),
    ...unless(state === "running", `the history was ${state} when the workers were killed`),
  ];
}
