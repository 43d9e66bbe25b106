import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import type { Target } from "./shop.server.ts";
import { tellVersion } from "./tell-version.server.ts";

export type TargetKey = Pick<Target, "kpi" | "from" | "to">;

/**
 * Takes targets away and sets others, plain levels, together; what neither names stays, so do the red line
 * and the weight of one that was there. Open panels are told, for a target changes what a number means.
 */
export async function changeTargets(
  db: Db,
  shop: Pick<ShopContext, "id">,
  { remove, put }: { remove: readonly TargetKey[]; put: readonly Target[] },
): Promise<void> {
  if (remove.length + put.length === 0) return;
  await inShop(db, shop.id, async (client) => {
    await client.query(
      `delete from target where shop_id = $1 and (kpi, "from", "to") in (
         select * from unnest($2::text[], $3::date[], $4::date[]))`,
      [shop.id, remove.map(({ kpi }) => kpi), remove.map((t) => t.from), remove.map((t) => t.to)],
    );
    await client.query(
      `insert into target (shop_id, kpi, "from", "to", value)
       select $1, * from unnest($2::text[], $3::date[], $4::date[], $5::numeric[])
       on conflict (shop_id, kpi, "from", "to") do update
       set value = excluded.value, kind = 'absolute', high = null`,
      [
        shop.id,
        put.map(({ kpi }) => kpi),
        put.map(({ from }) => from),
        put.map(({ to }) => to),
        put.map(({ value }) => value),
      ],
    );
    await tellVersion(client, shop.id);
  });
}
