// Two batches of a history at once: one is written while the next is derived.
import { expect } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";

/** Advisory locks of the database: a batch on its way shares one, who writes facts takes it alone. */
export async function locks(
  db: Db,
  mode: "ShareLock" | "ExclusiveLock",
  granted: boolean,
): Promise<number> {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks
     where locktype = 'advisory' and mode = $1 and granted = $2
       and database = (select oid from pg_database where datname = current_database())`,
    [mode, granted],
  );
  return rows[0]?.n ?? 0;
}

export const putBatch = (
  db: Db,
  shop: ShopContext,
  facts: Fact[],
  written: Promise<unknown> = Promise.resolve(),
): Promise<void> =>
  inShop(db, shop.id, (client) =>
    writeBulk(client, shop, packBulk(facts), { before: { kept: Promise.resolve(), written } }),
  );

/** Two batches of which the first may not be written before `begin` is called, both derived. */
export async function twoDerived(db: Db, shop: ShopContext, first: Fact[], second: Fact[]) {
  let begin = () => {};
  const gate = new Promise<void>((open) => (begin = open));
  const one = putBatch(db, shop, first, gate);
  const two = putBatch(db, shop, second, one);
  await expect.poll(() => locks(db, "ShareLock", true), { timeout: 20_000 }).toBe(2);
  return { begin, ended: Promise.all([one, two]) };
}
