// Stock as a file tells it: by SKU and by the name of a place. It becomes levels of the item that the
// catalogue has for the SKU; a SKU or a place that nobody has told of stands for itself.
import type { Client } from "../../db.server.ts";
import type { ShopContext, StockCountFact, StockLevelFact } from "../facts.ts";
import { cellsOf, run, type Columns } from "./rows.server.ts";

const names: Columns<StockCountFact> = {
  sku: ["text", (fact) => fact.sku],
  place: ["text", (fact) => fact.place],
};

/** An unnamed place is the shop's only one, if it has one. */
const resolve = `
  select i.at::int as at, coalesce((
      select v.inventory_item_id from variant v
      where v.shop_id = $1 and v.sku = i.sku and v.inventory_item_id is not null
      order by v.gone, v.id limit 1), 'sku:' || i.sku) as item,
    coalesce((
      select l.id from location l where l.shop_id = $1 and (l.name = i.place or (i.place = ''
        and (select count(*) from location o where o.shop_id = $1 and o.active) = 1 and l.active))
      order by l.id like 'name:%', not l.active, l.id limit 1), 'name:' || i.place) as location
  from unnest($2::text[], $3::text[]) with ordinality as i (sku, place, at)
  order by i.at`;

const newPlaces = `
  insert into location (shop_id, id, updated_at, triggered_at, hash, name, active, region)
  select distinct on (place) $1, 'name:' || place, 'epoch'::timestamptz, 'epoch'::timestamptz, '',
    place, true, 'unknown'
  from unnest($2::text[]) as n (place)
  on conflict do nothing`;

/** The levels that counts stand for, each with its count's version. */
export async function levelsOfCounts(
  client: Client,
  shop: ShopContext,
  facts: readonly StockCountFact[],
): Promise<StockLevelFact[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ at: number; item: string; location: string }>(client, resolve, [
    shop.id,
    ...cellsOf(names, facts),
  ]);
  return rows.map(({ at, item, location }): StockLevelFact => {
    const { isStocked, available, onHand, committed, incoming, version } = facts[at - 1]!;
    return {
      kind: "stock-level",
      inventoryItemId: item,
      locationId: location,
      version,
      active: isStocked,
      available: isStocked ? available : null,
      onHand: isStocked ? onHand : null,
      ...{ committed, incoming },
    };
  });
}

/** Places that only a file has named. */
export async function writeNamedPlaces(
  client: Client,
  shop: ShopContext,
  levels: readonly StockLevelFact[],
): Promise<void> {
  const places = levels.flatMap(({ locationId }) =>
    locationId.startsWith("name:") ? [locationId.slice("name:".length)] : [],
  );
  if (places.length === 0) return;
  const column = { place: ["text", (place: string) => place] } as const;
  await run(client, newPlaces, [shop.id, ...cellsOf(column, places)]);
}

const known = `
  select i.at::int as at
  from unnest($3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::int[], $8::int[])
    with ordinality as i (item, place, told_at, active, available, on_hand, at)
  cross join lateral (
    select c.active, c.available, c.on_hand, c.updated_at from stock_change c
    where c.shop_id = $1 and c.inventory_item_id = i.item and c.location_id = i.place
      and c.day <= (i.told_at at time zone $2)::date
    order by c.day desc limit 1) was
  where was.updated_at > 'epoch'
    or (was.active, was.available, was.on_hand) is not distinct from (i.active, i.available, i.on_hand)`;

const cells: Columns<StockLevelFact> = {
  item: ["text", (fact) => fact.inventoryItemId],
  place: ["text", (fact) => fact.locationId],
  told_at: ["timestamptz", (fact) => fact.version.triggeredAt],
  active: ["boolean", (fact) => fact.active],
  available: ["int", (fact) => fact.available],
  on_hand: ["int", (fact) => fact.onHand],
};

/** Of a file's counts those that stood so on their day already, or that the API tells itself. */
export async function knownCounts(
  client: Client,
  shop: ShopContext,
  facts: readonly StockCountFact[],
): Promise<StockCountFact[]> {
  if (facts.length === 0) return [];
  const levels = await levelsOfCounts(client, shop, facts);
  const rows = await run<{ at: number }>(client, known, [
    shop.id,
    shop.timeZone,
    ...cellsOf(cells, levels),
  ]);
  return rows.flatMap(({ at }) => facts[at - 1] ?? []);
}
