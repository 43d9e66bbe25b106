import type { Client } from "../db.server.ts";

/**
 * One writer of a shop's facts at a time, until the transaction ends: neighbours are read and then
 * written. Its statements are planned each time for the rows they carry and the tables as they are,
 * and reach rows through indexes only, even where the planner has not yet heard that a table grew;
 * `unlockPlans` puts both back before the caller goes on.
 */
export async function lockLedger(client: Client, shopId: bigint): Promise<void> {
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended('ledger', $1)),
       set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)`,
    [shopId],
  );
}

export async function unlockPlans(client: Client): Promise<void> {
  await client.query("set local enable_seqscan to default; set local plan_cache_mode to default");
}
