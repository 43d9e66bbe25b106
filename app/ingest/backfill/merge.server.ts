// The merge: a result's things become facts and are written by the one write path of all doors, a
// batch a transaction, together with the note of how far the merge went. A batch that is written
// twice changes nothing, because a fact's version decides.
import { inShop, together } from "../../db.server.ts";
import type { Client, Db } from "../../db.server.ts";
import type { RefundFact } from "../../ledger/facts.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { packBulk, writeBulk, type Bulk } from "../../ledger/write-bulk.server.ts";
import { recompute, recomputeHistory } from "../../measures/recompute.server.ts";
import type { Heard } from "../counting/order-input.ts";
import { wishRefetch } from "../refetch-wishes.server.ts";
import type { Refetch } from "../topics/topic.ts";
import { isRefund, type BatchReader } from "./batches.server.ts";
import { breathe } from "./breathe.server.ts";
import { linesOf } from "./download.server.ts";
import type { BulkReader, BulkTaken } from "./read.ts";
import { changeRow } from "./rows.server.ts";
import type { Reading } from "./rows.server.ts";

export type Merge = {
  db: Db;
  shop: Shop;
  reading: Reading;
  heard: Heard;
  now: () => Date;
  /** Lines merged before this merge began. */
  done: bigint;
  /** Ends the merge between two batches. */
  signal?: AbortSignal;
};

/** The shop is read anew since the merge began: it ends, without the batch at which it found that. */
export class ReadAnew extends Error {}

export type Merged = { refused: number; refetches: number };

const linesAtOnce = 5_000;
/**
 * While it runs, the days that are there are counted and shown this often, and for half of the time at
 * most: what is counted beside the writing need not be counted after it. The last days are counted again
 * each time, as refunds come before the orders of their day.
 */
const showEveryMs = 10_000;

type Batch = Pick<BulkTaken, "refetch" | "refused"> & {
  bulk: Bulk;
  refunds: readonly RefundFact[];
  lines: number;
  /** Up to where all is merged with it. */
  position: string;
};

/**
 * Writes batches one after the other while the next is read, and brought to the database; shows what is
 * there from time to time.
 */
function createWriter({ db, shop, reading, now, ...merge }: Merge) {
  const merged: Merged = { refused: 0, refetches: 0 };
  let done = merge.done;
  let [before, writing] = [Promise.resolve(), Promise.resolve()];
  let showing: Promise<unknown> | null = null;
  let showAt = performance.now() + showEveryMs;

  async function write(
    { bulk, lines, position, ...taken }: Batch,
    earlier: Promise<void>,
  ): Promise<void> {
    const upTo = (done += BigInt(lines));
    const isDue = earlier.then(() => merge.signal?.throwIfAborted());
    isDue.catch(() => {});
    await inShop(db, shop.id, async (client) => {
      await writeBulk(client, shop, bulk, isDue);
      const wishes = await stillWished(client, shop, taken);
      merged.refetches += wishes.length;
      const [, isNoted] = await together([
        wishRefetch(client, shop.id, wishes, now()),
        changeRow(client, shop.id, reading, { done: upTo, position }),
      ]);
      if (!isNoted) throw new ReadAnew();
    });
    merged.refused += taken.refused;
  }

  function show(): void {
    const began = performance.now();
    if (showing || began < showAt) return;
    showing = recompute(db, shop, { asOf: now() })
      .catch(() => {})
      .finally(() => {
        showing = null;
        const ended = performance.now();
        showAt = ended + Math.max(showEveryMs, ended - began);
      });
  }

  return {
    async add(batch: Batch): Promise<void> {
      await before;
      before = writing;
      writing = write(batch, before);
      writing.catch(() => {});
      show();
    },
    /** Until nothing is being written any more. */
    async stop(): Promise<void> {
      await Promise.allSettled([before, writing, showing]);
    },
    async end(): Promise<Merged> {
      await writing;
      await showing;
      await recomputeHistory(db, shop, { asOf: now() });
      return merged;
    },
  };
}

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

/** Refunds that are known for sure need no reading: a webhook or an earlier reading told them. */
async function stillWished(
  client: Client,
  shop: Shop,
  { refunds, refetch }: Pick<Batch, "refunds" | "refetch">,
): Promise<Refetch[]> {
  if (refunds.length === 0) return refetch;
  const { rows } = await client.query<{ id: string }>(
    `select r.id from refund r join unnest($2::text[], $3::timestamptz[]) as told(id, updated_at)
       on r.id = told.id
     where r.shop_id = $1 and r.triggered_at > 'epoch' and r.updated_at >= told.updated_at`,
    [shop.id, refunds.map(({ id }) => id), refunds.map(({ version }) => version.updatedAt)],
  );
  const sure = new Set(rows.map(({ id }) => id));
  return refetch.filter(({ kind, id }) => kind !== "refund" || !sure.has(id));
}

/** Merges whole things, ascending by id; `position` is the last id merged. */
export function mergeGroups(merge: Merge, batches: BatchReader): Promise<Merged> {
  return merging(merge, async (writer) => {
    for (let batch = await batches.next(); batch; batch = await batches.next()) {
      const { packed, place, ...taken } = batch;
      const again = (heard: ReadonlySet<string>) => batches.again(place, heard);
      await writer.add({ ...taken, bulk: { ...packed, again }, position: place.last });
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
      const { facts, ...taken } = reader.read(some, merge.shop, merge.heard);
      await writer.add({
        ...taken,
        bulk: packBulk(facts),
        refunds: facts.filter(isRefund),
        lines: some.length,
        position: String(lines),
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
