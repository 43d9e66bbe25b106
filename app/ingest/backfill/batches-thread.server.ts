// The other end of batches-aside.server.ts: each question is answered before the next is looked at.
import { parentPort, workerData } from "node:worker_threads";
import type { Packed } from "../../ledger/write-bulk.server.ts";
import type { Answer, Ask } from "./batches-aside.server.ts";
import { BatchesHere, type BatchesOf, type ReadBatch } from "./batches.server.ts";

const batches = new BatchesHere(workerData as BatchesOf);
const port = parentPort!;

/** Rows are handed over, not copied. */
const buffersOf = ({ tables }: Packed): ArrayBuffer[] =>
  tables.flatMap(({ rows }) => rows.map(({ buffer }) => buffer as ArrayBuffer));
const buffersOfBatch = (batch: ReadBatch | null): ArrayBuffer[] =>
  !batch || batch.packed instanceof RangeError ? [] : buffersOf(batch.packed);

async function answer(ask: Ask): Promise<[value: unknown, handedOver: ArrayBuffer[]]> {
  switch (ask.what) {
    case "begin":
      return [await batches.begin(ask), []];
    case "add":
      await batches.add(Buffer.from(ask.bytes, 0, ask.length));
      return [ask.bytes, [ask.bytes]];
    case "next": {
      const batch = await batches.next();
      return [batch, buffersOfBatch(batch)];
    }
    case "part": {
      const part = await batches.part(ask.place, ask.from, ask.things);
      return [part, buffersOfBatch(part)];
    }
    case "again": {
      const packed = await batches.again(ask.place, ask.heard);
      return [packed, buffersOf(packed)];
    }
    case "end":
      return [await batches.end(), []];
    case "drop":
      return [await batches.drop(), []];
    case "close":
      return [await batches.close(), []];
  }
}

let last: Promise<void> = Promise.resolve();
port.on("message", (ask: Ask) => {
  last = last.then(async () => {
    try {
      const [value, handedOver] = await answer(ask);
      port.postMessage({ value } satisfies Answer, handedOver);
    } catch (error) {
      port.postMessage({ error } satisfies Answer);
    }
  });
});
