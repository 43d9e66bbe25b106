// A history at once. Orders that nobody has told of are written in one statement; whatever the
// ledger has heard of goes the way of all doors. Both end in the same rows: that is tested.
import type { Client } from "../db.server.ts";
import { markDirty } from "./dirty.server.ts";
import type { Fact, ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { settle } from "./settle.server.ts";
import { writeFacts } from "./write.server.ts";
import type { OrderTouchFact } from "./marketing-facts.ts";
import { putTouches } from "./writers/touches.server.ts";
import { insertNewOrders, type NewOrder } from "./writers/new-orders.server.ts";
import { knowsCosts } from "./writers/products.server.ts";
import { nothingTouched } from "./writers/touched.server.ts";
import { findUnheard, gatherOrders } from "./writers/unheard.server.ts";

/**
 * As `writeFacts`, for thousands of orders that are mostly new: the same rows and the same dirty days
 * at a fraction of the cost. The commit does not wait for the disk: the caller repeats what is lost.
 */
export async function writeBulk(
  client: Client,
  shop: ShopContext,
  facts: readonly Fact[],
): Promise<void> {
  const { touches, others } = apart(facts);
  const { orders, rest } = gatherOrders(others);
  if (orders.length === 0) rest.push(...touches);
  else {
    await lockLedger(client, shop.id, facts.length);
    await client.query("set local work_mem = '64MB'; set local jit = off");
    await client.query("set local synchronous_commit = off");
    const { unheard, heard, promised } = await findUnheard(client, shop, orders);
    for (const order of heard) rest.push(...factsOf(order));
    const fresh = new Set(unheard.map(({ fact }) => fact.id));
    const theirs = Map.groupBy(touches, ({ orderId }) => fresh.has(orderId));
    await putTouches(client, shop, theirs.get(true) ?? []);
    rest.push(...(theirs.get(false) ?? []));
    const touched = nothingTouched(await knowsCosts(client, shop));
    await insertNewOrders(client, shop, unheard, promised, touched);
    await settle(client, shop, touched);
    await markUncounted(
      client,
      shop,
      unheard.map(({ fact }) => fact.id),
    );
    await markDirty(client, shop, touched.days);
    await unlockPlans(client);
  }
  // What hangs on orders first: then each order is derived once, when it is written.
  await writeFacts(
    client,
    shop,
    rest.filter(({ kind }) => kind !== "order"),
  );
  await writeFacts(
    client,
    shop,
    rest.filter(({ kind }) => kind === "order"),
  );
}

/** What led to orders, and everything else. */
function apart(facts: readonly Fact[]): { touches: OrderTouchFact[]; others: readonly Fact[] } {
  const touches = facts.filter((fact) => fact.kind === "order-touch");
  return touches.length === 0
    ? { touches, others: facts }
    : { touches, others: facts.filter(({ kind }) => kind !== "order-touch") };
}

const factsOf = ({ fact, refunds, fulfillments, events }: NewOrder): Fact[] => [
  fact,
  ...refunds,
  ...fulfillments,
  ...events,
];
