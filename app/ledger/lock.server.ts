import type { Client } from "../db.server.ts";

/**
 * One writer of a shop's facts at a time, until the transaction ends: neighbours are read and then
 * written. Statements meanwhile find their rows through indexes, even where the planner has not yet
 * heard that a table grew; `unlockPlans` puts that back before the caller goes on.
 */
export async function lockLedger(client: Client, shopId: bigint): Promise<void> {
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended('ledger', $1)),
       set_config('enable_seqscan', 'off', true)`,
    [shopId],
  );
}

export async function unlockPlans(client: Client): Promise<void> {
  await client.query("set local enable_seqscan = on");
}
