// Levels by the day they were told for: the last of a day stays, whatever is told first, and holds until
// the next. Who counts stock by day is told from which day on to count again.
import type { Client } from "../../db.server.ts";
import type { DeletedFact, ShopContext, StockLevelFact } from "../facts.ts";
import { versionColumns } from "./put.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";

const change: Columns<StockLevelFact> = {
  inventory_item_id: ["text", (fact) => fact.inventoryItemId],
  location_id: ["text", (fact) => fact.locationId],
  active: ["boolean", (fact) => fact.active],
  available: ["int", (fact) => fact.available],
  on_hand: ["int", (fact) => fact.onHand],
  ...versionColumns,
};

/** Stock is to be counted again from the first day in `put` on. */
const markDue = `
  insert into stock_due as d (shop_id, since, mark)
  select $1, min(day), nextval('dirty_mark') from put having count(*) > 0
  on conflict (shop_id) do update
  set since = least(d.since, excluded.since), mark = excluded.mark`;

/** A file has no version of its own: its levels are of the instant they were counted. $2 the zone. */
const dayOfChange = `(case when updated_at > 'epoch' then updated_at else triggered_at end
  at time zone $2)::date`;

const put = `
  with input as materialized (
    select i.*, ${dayOfChange} as day from ${unnest(change, "i", 3)}),
  last as (
    select distinct on (inventory_item_id, location_id, day) * from input
    order by inventory_item_id, location_id, day, updated_at desc, triggered_at desc, hash desc),
  put as (
    insert into stock_change as c (shop_id, day, ${Object.keys(change).join(", ")})
    select $1, day, ${Object.keys(change).join(", ")} from last
    on conflict (shop_id, inventory_item_id, location_id, day) do update
    set ${[...Object.keys(change)]
      .filter((name) => !name.endsWith("_id"))
      .map((name) => `${name} = excluded.${name}`)
      .join(", ")}
    where (excluded.updated_at, excluded.triggered_at, excluded.hash)
      > (c.updated_at, c.triggered_at, c.hash)
    returning day)
  ${markDue}`;

export async function writeStockChanges(
  client: Client,
  shop: ShopContext,
  facts: readonly StockLevelFact[],
): Promise<void> {
  if (facts.length === 0) return;
  await run(client, put, [shop.id, shop.timeZone, ...cellsOf(change, facts)]);
}

const gone: Columns<DeletedFact> = {
  item: ["text", ({ id }) => id],
  at: ["timestamptz", ({ at }) => at],
};

/** A deleted item is stocked nowhere from its day on; what was told of it before stays. */
export async function endStock(
  client: Client,
  shop: ShopContext,
  facts: readonly DeletedFact[],
): Promise<void> {
  if (facts.length === 0) return;
  await run(
    client,
    `with put as (
       insert into stock_change (shop_id, inventory_item_id, location_id, day, updated_at,
         triggered_at, hash, active)
       select distinct $1, c.inventory_item_id, c.location_id, (g.at at time zone $2)::date, g.at,
         g.at, '', false
       from ${unnest(gone, "g", 3)}
       join stock_change c on c.shop_id = $1 and c.inventory_item_id = g.item
       on conflict (shop_id, inventory_item_id, location_id, day) do update
       set active = false, available = null, on_hand = null, updated_at = excluded.updated_at,
         triggered_at = excluded.triggered_at, hash = excluded.hash
       returning day)
     ${markDue}`,
    [shop.id, shop.timeZone, ...cellsOf(gone, facts)],
  );
}

/**
 * Costs of these items changed from an instant on or, where it is their first, ever since: what they have
 * in stock is worth something else.
 */
export async function revalueStock(
  client: Client,
  shop: ShopContext,
  { items, since }: { items: readonly string[]; since: Date },
): Promise<void> {
  await run(
    client,
    `with put as (
       select min(k.day) as day from stock_day k where k.shop_id = $1 and (
         k.day >= ($4::timestamptz at time zone $2)::date
         or exists (select from unnest($3::text[]) i (item) where not exists (
           select from unit_cost u where u.shop_id = $1 and u.item = i.item and u.valid_from < $4)))
       having count(*) > 0)
     ${markDue}`,
    [shop.id, shop.timeZone, arrayLiteral(items), since],
  );
}

/** In another zone levels are of other days; the last told of a day stays. */
export async function rezoneStock(client: Client, shop: ShopContext): Promise<void> {
  const columns = Object.keys(change).join(", ");
  await run(
    client,
    `with moved as materialized (
       select from stock_change where shop_id = $1 and day <> ${dayOfChange} limit 1),
     gone as (
       delete from stock_change where shop_id = $1 and exists (select from moved) returning *),
     put as (
       insert into stock_change (shop_id, day, ${columns})
       select distinct on (inventory_item_id, location_id, ${dayOfChange})
         $1, ${dayOfChange}, ${columns}
       from gone
       order by inventory_item_id, location_id, ${dayOfChange}, updated_at desc, triggered_at desc,
         hash desc
       returning day)
     ${markDue}`,
    [shop.id, shop.timeZone],
  );
}
