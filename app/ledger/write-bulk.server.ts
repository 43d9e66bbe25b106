// A history at once. Orders that nobody has told of are derived together, while the batch before them is
// written, and written in their turn; whatever the ledger has heard of goes the way of all doors. Both end in
// the same rows: that is tested.
import { together, type Client } from "../db.server.ts";
import type { Fact, ShopContext } from "./facts.ts";
import { keepSources, lockKept, lockLedger, unlockPlans, type HeldShop } from "./lock.server.ts";
import { markUncounted } from "./recommend/due.server.ts";
import { settle } from "./settle.server.ts";
import { writeFacts } from "./write.server.ts";
import { deriveNewOrders, dropNewOrders, insertNewOrders } from "./writers/new-orders.server.ts";
import { copyNewOrders, PackedOrders, type PackedTables } from "./writers/told-orders.server.ts";
import { daysOfNewParcels, knowsLooseLabels } from "./writers/label-costs.server.ts";
import { nothingTouched } from "./writers/touched.server.ts";
import {
  findPromised,
  findUnheard,
  OrderGatherer,
  Tracer,
  type Traces,
} from "./writers/unheard.server.ts";

/** Facts made ready to be written, so that the database need not wait while the next are. */
export type Packed = {
  traces: Traces;
  /** The orders, as if nobody had told of any. */
  tables: PackedTables;
  /** Facts that belong to none of the orders. */
  rest: readonly Fact[];
};

/** `heard`: orders that were told of before these were derived; `rest`: theirs and all other facts. */
type Derived = {
  shop: HeldShop;
  /** Ids of those that were promised something. */
  promised: readonly string[];
  heard: ReadonlySet<string>;
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
 * How a batch's statements are planned: what the planner does not know of a batch makes it sort, by text,
 * what is joined faster by hashing. What is asked before it is planned once a connection: of each index by
 * itself, whatever the values.
 */
const settings = `set local work_mem = '64MB'; set local jit = off;
  set local enable_mergejoin = off; set local synchronous_commit = off;
  set local plan_cache_mode = force_generic_plan`;

/** A transaction that writes other orders, with what belongs to them, that come before. */
export type Before = {
  /** Until it keeps what orders are derived from, or ended. */
  kept: Promise<unknown>;
  /** Until it ended; rejected, nothing is to follow it. */
  written: Promise<unknown>;
};

/**
 * As `writeFacts`, for thousands of orders that are mostly new: the same rows and the same dirty days
 * at a fraction of the cost. The commit does not wait for the disk: the caller repeats what is lost.
 * @param before meanwhile these are brought to the database, and derived. Default nothing
 * @param keeps called once what orders are derived from is kept
 * @throws ShopGone, else only what the database throws
 */
export async function writeBulk(
  client: Client,
  shop: ShopContext,
  bulk: Bulk,
  { before, keeps }: { before?: Before; keeps?: () => void } = {},
): Promise<void> {
  if (bulk.traces.ids.length === 0) {
    await before?.written;
    return writeOthers(client, shop, bulk.rest, lockLedger);
  }
  await copyNewOrders(client, bulk.tables);
  // In their order: with a writer in line between them, the first would wait for it, and it for the second.
  await before?.kept;
  const derived = await deriveOrders(client, shop, bulk, keeps);
  await before?.written;
  const rest = await writeOrders(client, bulk, derived);
  await writeOthers(client, derived.shop, rest, lockKept);
}

/**
 * What hangs on orders first: then each order is derived once, when it is written. Customers come with
 * them: of whom an order tells that was redacted without its buyer, nothing is kept.
 */
async function writeOthers(
  client: Client,
  shop: ShopContext,
  facts: readonly Fact[],
  lock: typeof lockLedger,
): Promise<void> {
  const isOrder = ({ kind }: Fact) => kind === "order" || kind === "customer";
  const hanging = facts.filter((fact) => !isOrder(fact));
  await writeFacts(client, shop, hanging, lock);
  await writeFacts(client, shop, facts.filter(isOrder), lock);
}

/**
 * Derives the copied orders that nobody told of, while those before them are written. Nobody changes any more
 * what they are derived from.
 */
async function deriveOrders(
  client: Client,
  shop: ShopContext,
  bulk: Bulk,
  keeps?: () => void,
): Promise<Derived> {
  const [held, , { heard }, promised] = await together([
    keepSources(client, shop.id),
    client.query(settings),
    findUnheard(client, shop, bulk.traces),
    findPromised(client, shop, bulk.traces),
  ]);
  keeps?.();
  const { rest } = heard.size > 0 ? await copyAgain(client, bulk, heard) : bulk;
  await deriveNewOrders(client, held, promised);
  return { shop: held, promised, heard, rest };
}

async function copyAgain(client: Client, bulk: Bulk, heard: ReadonlySet<string>): Promise<Packed> {
  const packed = await bulk.again(heard);
  await copyNewOrders(client, packed.tables, { isAgain: true });
  return packed;
}

/** Writes what was derived. Answers the other facts. */
async function writeOrders(
  client: Client,
  bulk: Bulk,
  { shop, promised, rest, ...before }: Derived,
): Promise<readonly Fact[]> {
  const [, , { unheard, heard }, hasLabels] = await together([
    lockKept(client, shop.id, Infinity),
    client.query(settings),
    findUnheard(client, shop, bulk.traces),
    knowsLooseLabels(client, shop),
  ]);
  // The batch that was written meanwhile told of some of these.
  if (heard.size > before.heard.size) {
    await dropNewOrders(client, shop);
    ({ rest } = await copyAgain(client, bulk, heard));
    await deriveNewOrders(client, shop, promised);
  }
  const touched = nothingTouched(shop.hasCosts);
  if (unheard.length > 0) await insertNewOrders(client, shop, touched);
  if (hasLabels) {
    for (const day of await daysOfNewParcels(client, shop, unheard)) touched.days.add(day);
  }
  await together([markUncounted(client, shop, unheard), settle(client, shop, touched)]);
  await unlockPlans(client);
  return rest;
}
