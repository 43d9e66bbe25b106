// Locations in the comparison with Shopify. They come whole with their list, so what differs is kept
// at once and nothing has to be read again.
import { inShop } from "../db.server.ts";
import type { Db } from "../db.server.ts";
import type { LocationFact } from "../ledger/facts.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { Refused } from "./backfill/ask.server.ts";
import type { Asking } from "./backfill/ask.server.ts";
import { listLocations } from "./backfill/locations.server.ts";
import { refusal } from "./reconcile-log.server.ts";
import type { Reconciled } from "./reconcile-log.server.ts";

/** @param since as the other kinds have it, for the log alone */
export async function compareLocations(
  db: Db,
  shop: Shop,
  since: Date,
  asking: Asking,
): Promise<Reconciled> {
  const none = { checked: 0, missing: 0, stale: 0, repaired: 0, problem: null };
  const result: Reconciled = { kind: "locations", since, ...none };
  let listed: LocationFact[];
  try {
    listed = await listLocations(asking);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...result, problem: refusal("locations", error) };
  }
  const { missing, stale } = await inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<{ missing: bigint; stale: bigint }>(
      `select count(*) filter (where t.id is null) as missing,
         count(*) filter (where t.updated_at < told.updated_at) as stale
       from unnest($2::text[], $3::timestamptz[]) as told(id, updated_at)
       left join location t on t.shop_id = $1 and t.id = told.id`,
      [shop.id, listed.map(({ id }) => id), listed.map(({ version }) => version.updatedAt)],
    );
    await writeFacts(client, shop, listed);
    return { missing: Number(rows[0]?.missing ?? 0), stale: Number(rows[0]?.stale ?? 0) };
  });
  if (missing + stale > 0) await recompute(db, shop, { asOf: asking.now() });
  return { ...result, checked: listed.length, missing, stale, repaired: missing + stale };
}
