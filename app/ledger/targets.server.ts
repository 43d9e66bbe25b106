import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import type { Target } from "./shop.server.ts";
import { tellVersion } from "./tell-version.server.ts";

export type TargetKey = Pick<Target, "kpi" | "part" | "from" | "to">;

/**
 * Takes targets away and sets others together; what neither names stays, so do the red line and the weight
 * of one that was there. Open panels are told, for a target changes what a number means.
 */
export async function changeTargets(
  db: Db,
  shop: Pick<ShopContext, "id">,
  { remove, put }: { remove: readonly TargetKey[]; put: readonly Target[] },
): Promise<void> {
  if (remove.length + put.length === 0) return;
  const keys = (some: readonly TargetKey[]) => [
    some.map(({ kpi }) => kpi),
    some.map(({ part }) => part?.by ?? ""),
    some.map(({ part }) => part?.key ?? ""),
    some.map(({ from }) => from),
    some.map(({ to }) => to),
  ];
  await inShop(db, shop.id, async (client) => {
    await client.query(
      `delete from target where shop_id = $1 and (kpi, part_by, part_key, "from", "to") in (
         select * from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::date[]))`,
      [shop.id, ...keys(remove)],
    );
    await client.query(
      `insert into target (shop_id, kpi, part_by, part_key, "from", "to", value, kind, high)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::date[],
         $7::numeric[], $8::text[], $9::numeric[])
       on conflict (shop_id, kpi, part_by, part_key, "from", "to") do update
       set value = excluded.value, kind = excluded.kind, high = excluded.high`,
      [
        ...[shop.id, ...keys(put)],
        put.map(({ value }) => value),
        put.map(({ kind }) => kind ?? "absolute"),
        put.map(({ high }) => high ?? null),
      ],
    );
    await tellVersion(client, shop.id);
  });
}
