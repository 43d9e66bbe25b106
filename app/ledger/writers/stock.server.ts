// Locations, inventory items and stock levels: one row each. A location tells the region of orders
// that have none of their own.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { InventoryItemFact, LocationFact, ShopContext, StockLevelFact } from "../facts.ts";
import { regionOf } from "./put-orders.server.ts";
import { putNewest, type Table } from "./put.server.ts";
import { arrayLiteral, run } from "./rows.server.ts";
import { writeStockChanges } from "./stock-changes.server.ts";
import { writeNamedPlaces } from "./stock-counts.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

const location: Table<LocationFact> = {
  name: "location",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    name: ["text", (fact) => fact.name],
    active: ["boolean", (fact) => fact.active],
    region: ["text", (fact) => fact.region],
    postcode: ["text", (fact) => fact.postcode ?? null],
  },
  before: ["region", "postcode"],
};

const item: Table<InventoryItemFact> = {
  name: "inventory_item",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    sku: ["text", (fact) => fact.sku],
    tracked: ["boolean", (fact) => fact.tracked],
  },
};

const level: Table<StockLevelFact> = {
  name: "stock_level",
  key: ["inventory_item_id", "location_id"],
  keyOf: (fact) => `${fact.inventoryItemId}@${fact.locationId}`,
  columns: {
    inventory_item_id: ["text", (fact) => fact.inventoryItemId],
    location_id: ["text", (fact) => fact.locationId],
    active: ["boolean", (fact) => fact.active],
    available: ["int", (fact) => fact.available],
    on_hand: ["int", (fact) => fact.onHand],
    committed: ["int", (fact) => fact.committed],
    incoming: ["int", (fact) => fact.incoming],
  },
};

type PutLocation = {
  id: string;
  region: string;
  old_region: string | null;
  postcode: string | null;
  old_postcode: string | null;
};

export async function writeLocations(
  client: Client,
  shop: ShopContext,
  facts: readonly LocationFact[],
  touched: Touched,
): Promise<void> {
  const put = await putNewest<LocationFact, PutLocation>(client, shop, location, facts);
  touched.changed += put.length;
  const moved = put.filter(
    ({ region, old_region, postcode, old_postcode }) =>
      region !== (old_region ?? "unknown") || postcode !== old_postcode,
  );
  if (moved.length === 0) return;
  const orders = await run<{ id: string; day: Day }>(
    client,
    `update orders o set region = ${regionOf("o")}
     where shop_id = $1 and location_id = any($2::text[]) and given_region = 'unknown'
     returning id, sale_day as day`,
    [shop.id, arrayLiteral(moved.map(({ id }) => id))],
  );
  for (const { id, day } of orders) {
    touched.days.add(day);
    touched.regrouped.add(id);
  }
}

export async function writeStock(
  client: Client,
  shop: ShopContext,
  { items, levels }: { items: readonly InventoryItemFact[]; levels: readonly StockLevelFact[] },
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const stocked = levels.filter((fact) => isStocked(fact, graves));
  await writeNamedPlaces(client, shop, stocked);
  const put = [
    ...(await putNewest(
      client,
      shop,
      item,
      items.filter(({ id }) => !graves.at("inventory-item", id)),
    )),
    ...(await putNewest(client, shop, level, stocked)),
  ];
  await writeStockChanges(client, shop, stocked);
  touched.changed += put.length;
}

/** An item taken from a place can be stocked there again, later than it was taken. */
function isStocked(fact: StockLevelFact, graves: Graves): boolean {
  const takenAt = graves.at("stock-level", level.keyOf(fact));
  const isBack = !takenAt || fact.version.updatedAt.getTime() > takenAt.getTime();
  return isBack && !graves.at("inventory-item", fact.inventoryItemId);
}
