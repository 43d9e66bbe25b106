// A large result is laid out, read and packed beside the main thread: there the database's questions are
// answered at once, and requests are served.
import { Worker } from "node:worker_threads";
import type { Packed } from "../../ledger/write-bulk.server.ts";
import { BatchesHere, type Batches, type BatchesOf } from "./batches.server.ts";
import type { Place, ReadBatch } from "./batches.server.ts";
import type { Laid, Source } from "./stage.server.ts";

/** Fewer lines than these are read in the time in which a thread begins. */
const fewLines = 20_000;

export const openBatches = (lines: number, of: BatchesOf): Batches =>
  lines < fewLines ? new BatchesHere(of) : new BatchesAside(of);

/** What the thread is asked, one after the other. */
export type Ask =
  | { what: "begin"; hasRoots: boolean }
  | { what: "add"; bytes: ArrayBuffer; length: number }
  | { what: "end" | "drop" | "next" | "close" }
  | { what: "again"; place: Place; heard: ReadonlySet<string> }
  | { what: "part"; place: Place; from: number; things: number };
export type Answer = { value: unknown } | { error: unknown };

/** Pieces are sent together. */
const sentBytes = 1 << 20;
/** Sent and not yet laid out, at most so often. */
const mostAhead = 4;

const none = Buffer.alloc(0);

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void };

/** As `BatchesHere`. Throws what the thread throws, or that it ended. */
export class BatchesAside implements Batches {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: unknown = null;
  #piece = none;
  /** Came back from the thread: what is made anew is memory beside it until somebody collects that. */
  #free: (typeof none)[] = [];
  #used = 0;
  #ahead: Promise<unknown>[] = [];
  #next: Promise<ReadBatch | null> | null = null;

  constructor(of: BatchesOf) {
    this.#worker = new Worker(new URL("./batches-thread.server.ts", import.meta.url), {
      workerData: of,
      // Beside a larger limit the engine lets four times as much gather as is used, beside this 1.5 times.
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 768 },
    });
    this.#worker.on("message", (answer: Answer) => {
      const waiting = this.#waiting.shift();
      if ("error" in answer) waiting?.reject(answer.error);
      else waiting?.resolve(answer.value);
    });
    this.#worker.once("error", (error) => this.#fail(error));
    this.#worker.once("exit", (code) => {
      this.#fail(new Error(`got exit ${code} from the thread of a result, expected its answer`));
    });
  }

  async begin({ hasRoots }: Pick<Source, "hasRoots">): Promise<void> {
    this.#used = 0;
    if (this.#piece === none) this.#piece = this.#empty();
    await this.#ask({ what: "begin", hasRoots });
  }

  async add(piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.length;) {
      const taken = piece.copy(this.#piece, this.#used, at);
      this.#used += taken;
      at += taken;
      if (this.#used === sentBytes) await this.#send();
    }
  }

  async end(): Promise<Laid> {
    await this.#send();
    await Promise.all(this.#ahead.splice(0));
    return (await this.#ask({ what: "end" })) as Laid;
  }

  async drop(): Promise<void> {
    await Promise.allSettled(this.#ahead.splice(0));
    await this.#ask({ what: "drop" });
  }

  /** The batch after it is read meanwhile. */
  async next(): Promise<ReadBatch | null> {
    this.#piece = none;
    this.#free = [];
    const batch = await (this.#next ?? this.#askBatch({ what: "next" }));
    this.#next = batch && this.#askBatch({ what: "next" });
    return batch;
  }

  async again(place: Place, heard: ReadonlySet<string>): Promise<Packed> {
    return withBuffers((await this.#ask({ what: "again", place, heard })) as Packed);
  }

  part(place: Place, from: number, things: number): Promise<ReadBatch | null> {
    return this.#askBatch({ what: "part", place, from, things });
  }

  async close(): Promise<void> {
    if (!this.#ended) await this.#ask({ what: "close" }).catch(() => {});
    await this.#worker.terminate();
  }

  #askBatch(ask: Ask): Promise<ReadBatch | null> {
    const asked = this.#ask(ask).then((value) => {
      const batch = value as ReadBatch | null;
      if (!batch || batch.packed instanceof RangeError) return batch;
      return { ...batch, packed: withBuffers(batch.packed) };
    });
    asked.catch(() => {});
    return asked;
  }

  async #send(): Promise<void> {
    const [{ buffer: bytes }, length] = [this.#piece, this.#used];
    this.#piece = this.#empty();
    this.#used = 0;
    const sent = this.#ask({ what: "add", bytes: bytes as ArrayBuffer, length }).then((back) => {
      this.#free.push(Buffer.from(back as ArrayBuffer));
    });
    sent.catch(() => {});
    this.#ahead.push(sent);
    if (this.#ahead.length >= mostAhead) await this.#ahead.shift();
  }

  #empty(): typeof none {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(sentBytes);
  }

  #ask(ask: Ask): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(ask, ask.what === "add" ? [ask.bytes] : []);
    });
  }

  #fail(error: unknown): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** A buffer comes out of another thread as bare bytes. */
function withBuffers({ tables, ...packed }: Packed): Packed {
  const asBuffer = ({ buffer, byteOffset, length }: Uint8Array) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, length);
  return {
    ...packed,
    tables: tables.map(({ name, rows }) => ({ name, rows: rows.map(asBuffer) })),
  };
}
