// Things that are gone. Survey answers of a deleted order stay: every answer counts, whether its
// order is known or not. Unit costs of a deleted item stay: past sales cost what they cost.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { DeletedFact, ShopContext } from "../facts.ts";
import { deleteFileRefunds } from "./adopt.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { endStock } from "./stock-changes.server.ts";
import { readStored, type StoredOrder } from "./stored-orders.server.ts";
import { bury } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

export async function writeDeletions(
  client: Client,
  shop: ShopContext,
  facts: readonly DeletedFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  await bury(
    client,
    shop,
    facts.map(({ what, id, at }) => ({ kind: what, id, at })),
  );
  const of = (what: DeletedFact["what"]) => facts.filter((fact) => fact.what === what);
  touched.changed += await deleteOrders(client, shop, of("order"), touched);
  touched.changed += await deleteProducts(client, shop, of("product"), touched);
  touched.changed += await deleteByIds(client, shop, of("customer"), [
    "delete from contact where shop_id = $1 and customer_id = any($2::text[])",
    "delete from customer where shop_id = $1 and id = any($2::text[]) returning id",
  ]);
  await endStock(client, shop, of("inventory-item"));
  touched.changed += await deleteByIds(client, shop, of("inventory-item"), [
    "delete from stock_level where shop_id = $1 and inventory_item_id = any($2::text[])",
    "delete from inventory_item where shop_id = $1 and id = any($2::text[]) returning id",
  ]);
  touched.changed += await deleteStockLevels(client, shop, of("stock-level"));
}

/** Runs each statement with the ids; answers how many rows the last one took. */
async function deleteByIds(
  client: Client,
  shop: ShopContext,
  facts: readonly { id: string }[],
  statements: string[],
): Promise<number> {
  if (facts.length === 0) return 0;
  const ids = arrayLiteral(facts.map(({ id }) => id));
  let taken = 0;
  for (const text of statements) taken = (await run(client, text, [shop.id, ids])).length;
  return taken;
}

async function deleteOrders(
  client: Client,
  shop: ShopContext,
  facts: readonly DeletedFact[],
  touched: Touched,
): Promise<number> {
  if (facts.length === 0) return 0;
  const deletedAt = new Map(facts.map(({ id, at }) => [id, at]));
  const stored = await readStored(client, shop, deletedAt.keys(), []);
  await removeHeads(client, shop, stored, touched);
  const names = stored.filter((order) => order.source === "api");
  await bury(
    client,
    shop,
    names.map(({ id, name }) => ({
      kind: "order-name",
      id: name,
      at: deletedAt.get(id) ?? new Date(0),
    })),
  );

  const ids = arrayLiteral([...deletedAt.keys()]);
  const days = await run<{ day: Day; id: string | null }>(
    client,
    `with gone as (
       delete from refund where shop_id = $1 and order_id = any($2::text[]) returning id, refund_day),
     events as (
       delete from order_event where shop_id = $1 and order_id = any($2::text[]) returning day),
     parcels as (delete from fulfillment
       where shop_id = $1 and (order_id = any($2::text[])
         or (order_id is null and order_ref = any($2::text[]))
         or (order_id = any(array(
             select id from orders where shop_id = $1 and name = any($3::text[])))
           and order_ref = any($2::text[])))),
     moves as (delete from fulfillment_event where shop_id = $1 and order_id = any($2::text[])),
     touches as (delete from order_touch where shop_id = $1 and order_id = any($2::text[])),
     promises as (delete from fulfillment_order where shop_id = $1 and order_id = any($2::text[])),
     backs as (delete from "return" where shop_id = $1 and order_id = any($2::text[]))
     select refund_day as day, id from gone union all select day, null from events`,
    [shop.id, ids, arrayLiteral([...deletedAt.keys()].flatMap((id) => [id, `#${id}`]))],
  );
  for (const { day } of days) touched.days.add(day);
  const refunds = days.flatMap(({ id }) => id ?? []);
  if (refunds.length > 0) {
    await run(
      client,
      "delete from refund_line where shop_id = $1 and refund_id = any($2::text[])",
      [shop.id, arrayLiteral(refunds)],
    );
  }
  return stored.length;
}

/** Takes away orders and lines only, and tells the batch what they leave behind. */
async function removeHeads(
  client: Client,
  shop: ShopContext,
  stored: readonly StoredOrder[],
  touched: Touched,
): Promise<void> {
  if (stored.length === 0) return;
  await deleteByIds(client, shop, stored, [
    "delete from order_line where shop_id = $1 and order_id = any($2::text[])",
    "delete from orders where shop_id = $1 and id = any($2::text[])",
  ]);
  for (const { id, customerId, processedAt, counted, saleDay } of stored) {
    touched.days.add(saleDay);
    touched.regrouped.add(id);
    if (counted && customerId) touched.places.push({ customerId, processedAt, id });
  }
}

/** A file's orders that the API tells now: no tombstone, what hung on them is adopted by the new one. */
export async function removeReplaced(
  client: Client,
  shop: ShopContext,
  replaced: readonly StoredOrder[],
  touched: Touched,
): Promise<void> {
  await removeHeads(client, shop, replaced, touched);
  await deleteFileRefunds(
    client,
    shop,
    replaced.map(({ id }) => id),
    touched,
  );
}

async function deleteProducts(
  client: Client,
  shop: ShopContext,
  facts: readonly DeletedFact[],
  touched: Touched,
): Promise<number> {
  if (facts.length === 0) return 0;
  const ids = arrayLiteral(facts.map(({ id }) => id));
  const variants = await run<{ id: string; sku: string | null }>(
    client,
    `update variant set gone = true
     where shop_id = $1 and product_id = any($2::text[]) and not gone returning id, sku`,
    [shop.id, ids],
  );
  for (const { id, sku } of variants) {
    touched.variants.add(id);
    if (sku) touched.skus.add(sku);
  }
  return deleteByIds(client, shop, facts, [
    "delete from product where shop_id = $1 and id = any($2::text[]) returning id",
  ]);
}

const level: Columns<DeletedFact> = {
  item: ["text", ({ id }) => id.slice(0, id.indexOf("@"))],
  location: ["text", ({ id }) => id.slice(id.indexOf("@") + 1)],
  at: ["timestamptz", ({ at }) => at],
};

/** An item can be stocked at the same place again, so only older levels go. */
async function deleteStockLevels(
  client: Client,
  shop: ShopContext,
  facts: readonly DeletedFact[],
): Promise<number> {
  if (facts.length === 0) return 0;
  const gone = await run(
    client,
    `delete from stock_level s using ${unnest(level, "d", 2)}
     where s.shop_id = $1 and s.inventory_item_id = d.item and s.location_id = d.location
       and s.updated_at <= d.at
     returning s.location_id`,
    [shop.id, ...cellsOf(level, facts)],
  );
  return gone.length;
}
