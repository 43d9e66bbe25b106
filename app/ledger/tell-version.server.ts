// Open panels wait for a shop's version to grow (app/version.server.ts): whoever changes what they
// show tells it, in the transaction that changes it.
import type { Client } from "../db.server.ts";

export async function tellVersion(client: Client, shopId: bigint): Promise<void> {
  await client.query(
    `with next as (update shop set version = version + 1 where id = $1 returning id, version)
     select pg_notify('fourfold_version', id || ':' || version) from next`,
    [shopId],
  );
}
