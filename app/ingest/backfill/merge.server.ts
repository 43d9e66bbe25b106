// The merge: a result's things become facts, which are written a batch at a time (writer.server.ts).
import { packBulk } from "../../ledger/write-bulk.server.ts";
import type { RefetchKind } from "../topics/topic.ts";
import { isRefund, type BatchReader, type ReadBatch } from "./batches.server.ts";
import { breathe } from "./breathe.server.ts";
import { linesOf } from "./download.server.ts";
import type { BulkReader } from "./read.ts";
import { createWriter } from "./writer.server.ts";
import type { Given, Merge, Merged } from "./writer.server.ts";

const linesAtOnce = 5_000;

/** What was read before reading failed is written before anybody hears of the failure. */
async function merging(
  merge: Merge,
  read: (writer: ReturnType<typeof createWriter>) => Promise<void>,
): Promise<Merged> {
  const writer = createWriter(merge);
  try {
    await read(writer);
    return await writer.end();
  } catch (error) {
    await writer.stop();
    throw error;
  }
}

const nothing = { bulk: packBulk([]), refunds: [], refetch: [] };

function givenOf(whole: ReadBatch, batches: BatchReader, wish: RefetchKind): Given {
  const { place, lines } = whole;
  let first: ReadBatch | null = whole;
  const part = async (from: number, things: number): Promise<ReadBatch> => {
    // Written or not, its rows are gone then.
    const read = first ?? (await batches.part(place, from, things));
    first = null;
    if (!read) throw new Error(`got no things after ${place.after}, expected what was read before`);
    return read;
  };
  return {
    things: place.things,
    lines,
    async read(from, things) {
      const { packed, place, ...taken } = await part(from, things);
      if (packed instanceof RangeError) throw packed;
      const again = (heard: ReadonlySet<string>) => batches.again(place, heard);
      return { ...taken, bulk: { ...packed, again }, position: place.last };
    },
    async without(at) {
      const { lines, place } = await part(at, 1);
      const refetch = [{ kind: wish, id: place.last }];
      return { ...nothing, refetch, refused: 1, lines, position: place.last };
    },
  };
}

/** Merges whole things, ascending by id; `position` is the last id merged. */
export function mergeGroups(merge: Merge, batches: BatchReader): Promise<Merged> {
  const wish = merge.reading.kind === "products" ? "product" : "order";
  return merging(merge, async (writer) => {
    for (let batch = await batches.next(); batch; batch = await batches.next()) {
      await writer.add(givenOf(batch, batches, wish));
    }
  });
}

/** Merges lines that stand by themselves, in their order; `position` is the number merged. */
export async function mergeLines(
  merge: Merge,
  reader: Extract<BulkReader, { grouped: false }>,
  pieces: AsyncIterable<Buffer>,
  after: number,
): Promise<Merged & { lines: number }> {
  let lines = 0;
  const merged = await merging(merge, async (writer) => {
    let batch: string[] = [];
    const flush = async () => {
      const some = batch;
      batch = [];
      if (some.length === 0) return;
      const before = lines - some.length;
      await writer.add({
        things: some.length,
        lines: some.length,
        read(from, things) {
          const part = some.slice(from, from + things);
          const { facts, ...taken } = reader.read(part, merge.shop, merge.heard);
          const refunds = facts.filter(isRefund);
          const position = String(before + from + things);
          return { ...taken, bulk: packBulk(facts), refunds, lines: things, position };
        },
        without: (at) => ({ ...nothing, refused: 1, lines: 1, position: String(before + at + 1) }),
      });
      await breathe();
    };
    for await (const some of linesOf(pieces, "utf8")) {
      for (const line of some) {
        if (line === "") continue;
        lines += 1;
        if (lines > after) batch.push(line);
        if (batch.length >= linesAtOnce) await flush();
      }
    }
    await flush();
  });
  return { ...merged, lines };
}
