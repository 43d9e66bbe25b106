// Open panels wait for a shop's version to grow (app/version.server.ts): whoever changes what they
// show tells it, in the transaction that changes it.
import type { Client } from "../db.server.ts";

/** A last CTE and the query of it: a new version, told when the transaction commits. $1 shop. */
export const announce = `
  next as (update shop set version = version + 1 where id = $1 returning id, version)
  select pg_notify('fourfold_version', id || ':' || version) from next`;

export async function tellVersion(client: Client, shopId: bigint): Promise<void> {
  await client.query(`with ${announce}`, [shopId]);
}
