// A history at once. Orders that nobody has told of are written in one statement; whatever the
// ledger has heard of goes the way of all doors. Both end in the same rows: that is tested.
import { together, type Client } from "../db.server.ts";
import type { Fact, ShopContext } from "./facts.ts";
import { lockLedger, unlockPlans } from "./lock.server.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { settle } from "./settle.server.ts";
import { writeFacts } from "./write.server.ts";
import { copyNewOrders, insertNewOrders } from "./writers/new-orders.server.ts";
import { PackedOrders, type PackedTables } from "./writers/new-orders.server.ts";
import { daysOfNewParcels, knowsLooseLabels } from "./writers/label-costs.server.ts";
import { knowsCosts } from "./writers/products.server.ts";
import { nothingTouched } from "./writers/touched.server.ts";
import { findUnheard, OrderGatherer, Tracer, type Traces } from "./writers/unheard.server.ts";

/** Facts made ready to be written, so that the database need not wait while the next are. */
export type Packed = {
  traces: Traces;
  /** The orders, as if nobody had told of any. */
  tables: PackedTables;
  /** Facts that belong to none of the orders. */
  rest: readonly Fact[];
};

export type Bulk = Packed & {
  /** Packs all facts once more: what was packed of orders that somebody told of is of no use. */
  again(heard: ReadonlySet<string>): Packed | Promise<Packed>;
};

const nobody: ReadonlySet<string> = new Set();

/** Packs facts as they come: they need not be kept, which costs more than reading them twice. */
export class BulkPacker {
  readonly #gatherer: OrderGatherer;
  readonly #orders = new PackedOrders();
  readonly #tracer = new Tracer();
  readonly #rest: Fact[] = [];

  /** @param heard orders that are known not to be new; default none */
  constructor(heard = nobody) {
    this.#gatherer = new OrderGatherer(heard);
  }

  /** What belongs to an order comes together with it. */
  add(facts: readonly Fact[]): void {
    const { orders, rest } = this.#gatherer.gather(facts);
    this.#orders.add(orders);
    this.#tracer.add(orders);
    for (const fact of rest) this.#rest.push(fact);
  }

  end(): Packed {
    const traces = this.#tracer.end(this.#gatherer.ids);
    return { traces, tables: this.#orders.end(), rest: this.#rest };
  }
}

export function packBulk(facts: readonly Fact[]): Bulk {
  const pack = (heard?: ReadonlySet<string>) => {
    const packer = new BulkPacker(heard);
    packer.add(facts);
    return packer.end();
  };
  return { ...pack(), again: pack };
}

/**
 * How the one statement is planned: what the planner does not know of a batch makes it sort, by text,
 * what is joined faster by hashing. What is asked before it is planned once a connection: of each index by
 * itself, whatever the values.
 */
const settings = `set local work_mem = '64MB'; set local jit = off;
  set local enable_mergejoin = off; set local synchronous_commit = off;
  set local plan_cache_mode = force_generic_plan`;

/**
 * As `writeFacts`, for thousands of orders that are mostly new: the same rows and the same dirty days
 * at a fraction of the cost. The commit does not wait for the disk: the caller repeats what is lost.
 * @param before until another transaction has written what comes before these facts; they are brought to
 * the database meanwhile. Default nothing
 */
export async function writeBulk(
  client: Client,
  shop: ShopContext,
  bulk: Bulk,
  before?: Promise<unknown>,
): Promise<void> {
  let { rest } = bulk;
  const hasOrders = bulk.traces.ids.length > 0;
  if (hasOrders) await copyNewOrders(client, bulk.tables);
  await before;
  if (hasOrders) {
    const [, , { unheard, heard, promised }, hasCosts, hasLabels] = await together([
      lockLedger(client, shop.id, Infinity),
      client.query(settings),
      findUnheard(client, shop, bulk.traces),
      knowsCosts(client, shop),
      knowsLooseLabels(client, shop),
    ]);
    if (heard.size > 0) {
      const packed = await bulk.again(heard);
      rest = packed.rest;
      await copyNewOrders(client, packed.tables, { isAgain: true });
    }
    const touched = nothingTouched(hasCosts);
    if (unheard.length > 0) await insertNewOrders(client, shop, promised, touched);
    if (hasLabels) {
      for (const day of await daysOfNewParcels(client, shop, unheard)) touched.days.add(day);
    }
    await together([markUncounted(client, shop, unheard), settle(client, shop, touched)]);
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
