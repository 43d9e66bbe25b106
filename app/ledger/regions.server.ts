// Regions change for every order ever sold, which takes seconds on a large shop: what the merchant
// wants is kept as a new version first, and assigned in the background, all orders in one transaction.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { Day } from "./day.ts";
import { markDirty } from "./dirty.server.ts";
import type { ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { ownRegion, type RegionSet } from "./regions.ts";
import { daysOfThese } from "./settle.server.ts";
import { regionOf } from "./writers/put-orders.server.ts";
import { arrayLiteral, run } from "./writers/rows.server.ts";

/** Of every order whose region may be another than the one it tells. Answers those that changed. */
const assignRegions = `
  with assigned as (
    select o.id, ${regionOf("o")} as region from orders o
    where o.shop_id = $1 and (o.given_region = 'unknown' or o.region <> o.given_region
      or exists (select from region_place where shop_id = $1)))
  update orders o set region = a.region from assigned a
  where o.shop_id = $1 and o.id = a.id and o.region <> a.region
  returning o.id, o.sale_day`;

export type Regions = {
  sets: RegionSet[];
  /** The numbers do not follow these sets yet. */
  isRecounting: boolean;
};

type Rule = { version: number; sets: RegionSet[]; isRecounting: boolean };

async function latest(client: Client, shopId: bigint): Promise<Rule | undefined> {
  const { rows } = await client.query<Rule>(
    `select version, sets, counted_at is null as "isRecounting"
       from region_rule where shop_id = $1 order by version desc limit 1`,
    [shopId],
  );
  return rows[0];
}

export function readRegions(db: Db, shopId: bigint): Promise<Regions> {
  return inShop(db, shopId, async (client) => {
    const rule = await latest(client, shopId);
    return { sets: rule?.sets ?? [], isRecounting: rule?.isRecounting ?? false };
  });
}

/** Keeps the sets as a new version; the first has number 1. */
export function askRegions(
  db: Db,
  shopId: bigint,
  sets: readonly RegionSet[],
  now: Date,
): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      `insert into region_rule (shop_id, version, sets, asked_at)
       select $1, coalesce(max(version), 0) + 1, $2, $3 from region_rule where shop_id = $1`,
      [shopId, JSON.stringify(sets), now],
    );
  });
}

/**
 * Assigns every order by the latest version; the days that change are dirty afterwards.
 * Null when it is counted already. The version stays uncounted until `regionsCounted`.
 */
export function keepRegions(db: Db, shop: ShopContext): Promise<{ version: number } | null> {
  return inShop(db, shop.id, async (client) => {
    await lockLedger(client, shop.id, Infinity);
    await unlockPlans(client);
    const rule = await latest(client, shop.id);
    if (!rule?.isRecounting) return null;
    await client.query("delete from region_place where shop_id = $1", [shop.id]);
    const places = rule.sets.flatMap(({ name, places }) =>
      places.map((place) => ({ ...place, region: ownRegion + name })),
    );
    await run(
      client,
      `insert into region_place
         (shop_id, rank, country, province, first_postcode, last_postcode, region)
       select $1, rank, country, province, first_postcode, last_postcode, region
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         with ordinality as p(country, province, first_postcode, last_postcode, region, rank)`,
      [
        shop.id,
        arrayLiteral(places.map(({ country }) => country)),
        arrayLiteral(places.map(({ province }) => province)),
        arrayLiteral(places.map(({ postcodes }) => postcodes?.first ?? null)),
        arrayLiteral(places.map(({ postcodes }) => postcodes?.last ?? null)),
        arrayLiteral(places.map(({ region }) => region)),
      ],
    );
    const moved = await run<{ id: string; sale_day: Day }>(client, assignRegions, [shop.id]);
    const ids = moved.map(({ id }) => id);
    const others = await run<{ day: Day }>(client, daysOfThese, [shop.id, arrayLiteral(ids)]);
    const days = [...moved.map(({ sale_day }) => sale_day), ...others.map(({ day }) => day)];
    await markDirty(client, shop, days);
    await markUncounted(client, shop, ids);
    return { version: rule.version };
  });
}

/** Once the numbers of that version are there. */
export function regionsCounted(db: Db, shopId: bigint, version: number, now: Date): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      "update region_rule set counted_at = $3 where shop_id = $1 and version <= $2 and counted_at is null",
      [shopId, version, now],
    );
  });
}
