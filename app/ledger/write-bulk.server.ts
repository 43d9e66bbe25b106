// A history at once. Orders that nobody has told of are written in one statement; whatever the
// ledger has heard of goes the way of all doors. Both end in the same rows: that is tested.
import type { Client } from "../db.server.ts";
import { markDirty } from "./dirty.server.ts";
import type { Fact, ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { settle } from "./settle.server.ts";
import { writeFacts } from "./write.server.ts";
import { insertNewOrders, packOrders, type NewOrder } from "./writers/new-orders.server.ts";
import { knowsCosts } from "./writers/products.server.ts";
import { nothingTouched } from "./writers/touched.server.ts";
import { findUnheard, gatherOrders, tracesOf, type Traces } from "./writers/unheard.server.ts";

/** Facts made ready to be written, so that the database need not wait while the next are. */
export type Bulk = {
  orders: readonly NewOrder[];
  /** Of the orders, as if nobody had told of any. */
  packed: readonly Buffer[];
  traces: Traces;
  /** Facts that belong to none of the orders. */
  rest: readonly Fact[];
};

export function packBulk(facts: readonly Fact[]): Bulk {
  const { orders, rest } = gatherOrders(facts);
  return { orders, packed: packOrders(orders), traces: tracesOf(orders), rest };
}

/**
 * How the one statement is planned: what the planner does not know of a batch makes it sort, by text,
 * what is joined faster by hashing.
 */
const settings = `set local work_mem = '64MB'; set local jit = off;
  set local enable_mergejoin = off; set local synchronous_commit = off`;

/**
 * As `writeFacts`, for thousands of orders that are mostly new: the same rows and the same dirty days
 * at a fraction of the cost. The commit does not wait for the disk: the caller repeats what is lost.
 */
export async function writeBulk(client: Client, shop: ShopContext, bulk: Bulk): Promise<void> {
  const { orders, packed, traces } = bulk;
  const rest = [...bulk.rest];
  if (orders.length > 0) {
    await lockLedger(client, shop.id, Infinity);
    await client.query(settings);
    const { unheard, heard, promised } = await findUnheard(client, shop, orders, traces);
    for (const order of heard) rest.push(...factsOf(order));
    const touched = nothingTouched(await knowsCosts(client, shop));
    const fresh =
      heard.length === 0
        ? { orders, packed, promised }
        : { orders: unheard, packed: packOrders(unheard), promised };
    await insertNewOrders(client, shop, fresh, touched);
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

const factsOf = ({ fact, touch, refunds, fulfillments, events }: NewOrder): Fact[] => [
  fact,
  ...(touch ? [touch] : []),
  ...refunds,
  ...fulfillments,
  ...events,
];
