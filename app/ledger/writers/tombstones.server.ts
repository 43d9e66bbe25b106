// What is gone stays gone, whatever is delivered later.
import type { Client } from "../../db.server.ts";
import type { DeletedFact, Fact, OrderFact, ShopContext } from "../facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";

/**
 * order-name: the name of a deleted order, so that no file brings it back.
 * redacted-order: an order of a redacted person that was not known yet, or not whose it was.
 * redacted-customer: a redacted person; one that was deleted alone keeps their orders.
 */
export type TombstoneKind =
  DeletedFact["what"] | "order-name" | "redacted-order" | "redacted-customer";
export type Tombstone = { kind: TombstoneKind; id: string; at: Date };

/** When a thing was deleted; undefined while it lives. */
export type Graves = {
  at(kind: TombstoneKind, id: string): Date | undefined;
  /** Tells of tombstones that this batch set after reading them. */
  add(tombstones: readonly Tombstone[]): void;
};

const keys: Columns<{ kind: TombstoneKind; id: string }> = {
  kind: ["text", (key) => key.kind],
  id: ["text", (key) => key.id],
};
const stones: Columns<Tombstone> = { ...keys, at: ["timestamptz", (stone) => stone.at] };

/** Sets tombstones; the latest time of several stays. */
export async function bury(
  client: Client,
  shop: ShopContext,
  tombstones: readonly Tombstone[],
): Promise<void> {
  if (tombstones.length === 0) return;
  await run(
    client,
    `insert into tombstone (shop_id, kind, id, at)
     select $1, kind, id, max(at) from ${unnest(stones, "t", 2)} group by kind, id
     on conflict (shop_id, kind, id) do update set at = excluded.at where excluded.at > tombstone.at`,
    [shop.id, ...cellsOf(stones, tombstones)],
  );
}

/** The tombstones that matter to these facts. */
export async function readGraves(
  client: Client,
  shop: ShopContext,
  facts: readonly Fact[],
): Promise<Graves> {
  const wanted = new Map<string, { kind: TombstoneKind; id: string }>();
  const want = (kind: TombstoneKind, id: string) => wanted.set(`${kind} ${id}`, { kind, id });
  for (const fact of facts) {
    if (fact.kind === "order") {
      want("order", fact.id);
      want("redacted-order", fact.id);
      if (fact.customerId) {
        want("redacted-customer", fact.customerId);
        want("customer", fact.customerId);
      }
      if (fact.source === "csv") want("order-name", fact.name);
    } else if (fact.kind === "fulfillment") want("order", fact.orderRef);
    else if ("orderId" in fact) {
      want("order", fact.orderId);
      if (fact.kind === "refund" && fact.source === "csv") want("order-name", fact.orderId);
    } else if (fact.kind === "product" || fact.kind === "inventory-item") want(fact.kind, fact.id);
    else if (fact.kind === "customer") want("customer", fact.id);
    else if (fact.kind === "stock-level") {
      want("inventory-item", fact.inventoryItemId);
      want("stock-level", `${fact.inventoryItemId}@${fact.locationId}`);
    }
  }
  const found = new Map<string, Date>();
  if (wanted.size > 0) {
    const rows = await run<Tombstone>(
      client,
      `select w.kind, w.id, t.at from ${unnest(keys, "w", 2)}
       cross join lateral (
         select at from tombstone
         where shop_id = $1 and tombstone.kind = w.kind and tombstone.id = w.id limit 1) t`,
      [shop.id, ...cellsOf(keys, [...wanted.values()])],
    );
    for (const { kind, id, at } of rows) found.set(`${kind} ${id}`, at);
  }
  return {
    at: (kind, id) => found.get(`${kind} ${id}`),
    add: (stones) => stones.forEach(({ kind, id, at }) => found.set(`${kind} ${id}`, at)),
  };
}

/** True of an order that was named in a redaction, and of one that a redacted person placed before it. */
export function isRedacted(graves: Graves, { id, customerId, processedAt }: OrderFact): boolean {
  if (graves.at("redacted-order", id)) return true;
  const at = customerId ? graves.at("redacted-customer", customerId) : undefined;
  return at !== undefined && processedAt < at;
}

/**
 * Who placed an order that was named in a redaction before anybody knew whose it is keeps no contact,
 * unless the ledger knows them as somebody who lives. Their other orders stay on their id: which of them
 * came before this one must make no difference.
 */
export async function buryBuyers(
  client: Client,
  shop: ShopContext,
  orders: readonly OrderFact[],
  graves: Graves,
): Promise<void> {
  const buyers = new Map<string, Date>();
  for (const { id, customerId } of orders) {
    const at = graves.at("redacted-order", id);
    if (at && customerId && !graves.at("customer", customerId)) buyers.set(customerId, at);
  }
  if (buyers.size === 0) return;
  const known = await run<{ id: string }>(
    client,
    "select id from customer where shop_id = $1 and id = any($2::text[])",
    [shop.id, arrayLiteral([...buyers.keys()])],
  );
  for (const { id } of known) buyers.delete(id);
  const stones = [...buyers].map(([id, at]) => ({ kind: "customer" as const, id, at }));
  await bury(client, shop, stones);
  graves.add(stones);
}
