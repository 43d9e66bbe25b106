import { together, type Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

/** A shop whose ledger is held: as it counts until the transaction ends. */
export type HeldShop = ShopContext & {
  /** False while it has told no unit cost: then no line can have one. */
  hasCosts: boolean;
};

/** What is still on its way to a shop that was erased comes to nothing. */
export class ShopGone extends Error {
  constructor(shopId: bigint) {
    super(`got facts of shop ${shopId}, expected one that is kept: it was erased meanwhile`);
    this.name = "ShopGone";
  }
}

/** Up to here planning a statement costs more than a plan made for its rows can save. */
const fewFacts = 300;
/** About 2,000 orders: from here on any shop's rows are enough to tell a good index from a bad one. */
const settledBytes = 800_000;

/** Of a shop: what orders are derived from, and all facts. Always taken in this order. */
const sources = "hashtextextended('ledger-sources', $1)";
const ledger = "hashtextextended('ledger', $1)";
const locked = `pg_advisory_xact_lock(${ledger})`;

const held = `
  select id, domain, time_zone as "timeZone", currency,
    exists (select from unit_cost where shop_id = $1) as "hasCosts"
  from shop where id = $1`;

/** Asked behind the lock, with it: what was read before may have changed while one waited. */
async function holding(client: Client, shopId: bigint, lock: Promise<unknown>): Promise<HeldShop> {
  const [, [shop]] = await together([lock, run<HeldShop>(client, held, [shopId])]);
  if (!shop) throw new ShopGone(shopId);
  return shop;
}

/**
 * One writer of a shop's facts at a time, until the transaction ends: neighbours are read and then
 * written. Statements reach rows through indexes only, even where the planner has not yet heard that
 * a table grew, and are planned each time for the rows they carry; few facts take the plan that is
 * kept, once there is something to plan for. `unlockPlans` puts both settings back.
 * @throws ShopGone, as all that lock here
 */
export function lockLedger(client: Client, shopId: bigint, facts: number): Promise<HeldShop> {
  return lock(client, "ledger-lock", `pg_advisory_xact_lock(${sources}), ${locked}`, shopId, facts);
}

/** The same for one who keeps the sources already. */
export function lockKept(client: Client, shopId: bigint, facts: number): Promise<HeldShop> {
  return lock(client, "ledger-lock-kept", locked, shopId, facts);
}

function lock(client: Client, name: string, locks: string, shopId: bigint, facts: number) {
  const begun = client.query({
    name,
    text: `select ${locks}, set_config('enable_seqscan', 'off', true),
       set_config('plan_cache_mode', case
         when $2 and pg_relation_size('orders') > $3 then 'force_generic_plan'
         else 'force_custom_plan' end, true)`,
    values: [shopId, facts <= fewFacts, settledBytes],
  });
  return holding(client, shopId, begun);
}

/**
 * What orders are derived from stays as it is until the transaction ends: nobody takes the ledger but those
 * who keep it, too. So orders can be derived while the ones before them are written. Statements reach rows
 * through indexes, as those of `lockLedger`.
 */
export function keepSources(client: Client, shopId: bigint): Promise<HeldShop> {
  const begun = client.query({
    name: "ledger-sources",
    text: `select pg_advisory_xact_lock_shared(${sources}), set_config('enable_seqscan', 'off', true)`,
    values: [shopId],
  });
  return holding(client, shopId, begun);
}

/** One who was told of the shop's settings at a time, until the transaction ends; taken before the ledger. */
export async function lockTold(client: Client, shopId: bigint): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended('told', $1))", [shopId]);
}

/** Among themselves those who share it do not wait: parts of a shop that are derived side by side. */
export function shareLedger(client: Client, shopId: bigint): Promise<HeldShop> {
  const begun = client.query(`select pg_advisory_xact_lock_shared(${ledger})`, [shopId]);
  return holding(client, shopId, begun);
}

export async function unlockPlans(client: Client): Promise<void> {
  await client.query("set local enable_seqscan to default; set local plan_cache_mode to default");
}
