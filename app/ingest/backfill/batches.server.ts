// A result as batches ready to be written: laid out on disk by root, read root by root ascending, packed.
// Knows no database, so that it can be done beside the main thread (batches-aside.server.ts).
import type { Fact, RefundFact, ShopContext } from "../../ledger/facts.ts";
import { BulkPacker, type Packed } from "../../ledger/write-bulk.server.ts";
import type { Heard } from "../counting/order-input.ts";
import type { Refetch } from "../topics/topic.ts";
import { breathe } from "./breathe.server.ts";
import type { Group } from "./lines.ts";
import type { BulkReader, BulkTaken } from "./read.ts";
import { bulkReaders } from "./readers.ts";
import { Runs } from "./runs.server.ts";
import { Layout, type Laid, type Laying, type Source } from "./stage.server.ts";

type Grouped = Extract<BulkReader, { grouped: true }>;

export type BatchesOf = {
  /** File in which the result is laid out. */
  path: string;
  kind: keyof typeof bulkReaders;
  /** Id up to which all is merged already; "" for none. */
  after: string;
  shop: ShopContext;
  heard: Heard;
};

/** Where in the result a batch stands: so many things after an id. */
export type Place = { after: string; things: number; last: string };

export type ReadBatch = Pick<BulkTaken, "refetch" | "refused"> & {
  /** Or why some value of it cannot be. */
  packed: Packed | RangeError;
  refunds: RefundFact[];
  lines: number;
  place: Place;
};

export type BatchReader = {
  /** Null at the end. */
  next(): Promise<ReadBatch | null>;
  /** The batch once more, without packing the orders that are known. */
  again(place: Place, heard: ReadonlySet<string>): Promise<Packed>;
  /** Some of the batch's things: so many, after the first `from`. */
  part(place: Place, from: number, things: number): Promise<ReadBatch | null>;
};

/** Takes sources first, then gives batches. */
export type Batches = Laying & BatchReader & { close(): Promise<void> };

export const isRefund = (fact: Fact): fact is RefundFact => fact.kind === "refund";

export const thingsAtOnce = 6_000;
/** Read without a pause: a millisecond, so that nobody is kept waiting. */
const thingsAtATime = 25;

/** Nothing of a batch is kept: the few that are read twice are laid out still. */
export class BatchesHere implements Batches {
  readonly #of: BatchesOf;
  readonly #reader: Grouped;
  readonly #runs: Runs;
  readonly #layout: Layout;
  #groups: Iterator<Group> | null = null;
  #last = "";

  constructor(of: BatchesOf) {
    const reader = bulkReaders[of.kind];
    if (!reader.grouped) throw new Error(`got ${of.kind}, expected a kind of whole things`);
    this.#of = of;
    this.#reader = reader;
    this.#runs = new Runs(of.path, of.after);
    this.#layout = new Layout(this.#runs, reader.rootType);
  }

  begin(source: Pick<Source, "hasRoots">): Promise<void> {
    return this.#layout.begin(source);
  }

  add(piece: Buffer): Promise<void> {
    return this.#layout.add(piece);
  }

  end(): Promise<Laid> {
    return this.#layout.end();
  }

  drop(): Promise<void> {
    return this.#layout.drop();
  }

  async next(): Promise<ReadBatch | null> {
    this.#groups ??= this.#runs.groups();
    const batch = await this.#batch(this.#groups, this.#last, thingsAtOnce);
    this.#last = batch?.place.last ?? this.#last;
    return batch;
  }

  async part({ after }: Place, from: number, things: number): Promise<ReadBatch | null> {
    const groups = this.#runs.groups(after);
    const before = take(groups, from).at(-1)?.id ?? after;
    return this.#batch(groups, before, things);
  }

  async #batch(groups: Iterator<Group>, after: string, most: number): Promise<ReadBatch | null> {
    const packer = new BulkPacker();
    let unfit: RangeError | null = null;
    const refunds: RefundFact[] = [];
    const refetch: Refetch[] = [];
    let [things, refused, lines, last] = [0, 0, 0, after];
    while (things < most) {
      const few = take(groups, Math.min(thingsAtATime, most - things));
      if (few.length === 0) break;
      const taken = this.#read(few);
      try {
        if (!unfit) packer.add(taken.facts);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        unfit = error;
      }
      for (const fact of taken.facts) if (isRefund(fact)) refunds.push(fact);
      for (const wish of taken.refetch) refetch.push(wish);
      refused += taken.refused;
      for (const { root, children } of few) lines += children.length + (root === null ? 0 : 1);
      things += few.length;
      last = few.at(-1)?.id ?? last;
      await breathe();
    }
    if (things === 0) return null;
    const place = { after, things, last };
    return { packed: unfit ?? packer.end(), refunds, refetch, refused, lines, place };
  }

  async again({ after, things }: Place, heard: ReadonlySet<string>): Promise<Packed> {
    const packer = new BulkPacker(heard);
    const groups = this.#runs.groups(after);
    for (let at = 0; at < things; at += thingsAtATime) {
      packer.add(this.#read(take(groups, Math.min(thingsAtATime, things - at))).facts);
      await breathe();
    }
    return packer.end();
  }

  close(): Promise<void> {
    return this.#runs.close();
  }

  #read(some: Group[]): BulkTaken {
    return this.#reader.read(some, this.#of.shop, this.#of.heard);
  }
}

function take<T>(items: Iterator<T>, most: number): T[] {
  const taken: T[] = [];
  while (taken.length < most) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
