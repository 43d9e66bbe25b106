// A backfill begins, and is told that an operation of it ended.
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { beginRun } from "./rows.server.ts";

/**
 * Begins the shop's backfill; one statement, so a page load may do it. What runs or was read since
 * the installation stays as it is, unless `again` asks for all of it (default false). Kinds that
 * failed begin anew. Answers how many kinds begin.
 */
export function startBackfill(
  db: Db,
  shop: Pick<Shop, "id" | "installedAt">,
  { now, again = false }: { now: Date; again?: boolean },
): Promise<number> {
  return beginRun(db, shop.id, { now, installedAt: shop.installedAt, again });
}

/** Shopify's word that an operation ended: it is looked at now. False for one that is not ours. */
export function operationEnded(
  db: Db,
  shopId: bigint,
  operationId: string,
  now: Date,
): Promise<boolean> {
  return inShop(db, shopId, async (client) => {
    const { rowCount } = await client.query(
      `update backfill set next_at = case state when 'running' then $3 else next_at end
       where shop_id = $1 and operation_id = $2`,
      [shopId, operationId, now],
    );
    return (rowCount ?? 0) > 0;
  });
}
