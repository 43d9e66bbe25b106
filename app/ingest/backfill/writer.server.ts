// Batches of a result are written by the one write path of all doors, a batch a transaction, together with
// the note of how far the merge went. A batch that is written twice changes nothing, because a fact's version
// decides.
import { inShop, together } from "../../db.server.ts";
import type { Client, Db } from "../../db.server.ts";
import type { RefundFact } from "../../ledger/facts.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { writeBulk, type Bulk } from "../../ledger/write-bulk.server.ts";
import { log } from "../../log.server.ts";
import { recompute, recomputeHistory } from "../../measures/recompute.server.ts";
import type { Heard } from "../counting/order-input.ts";
import { inHalves, isUnfit } from "../in-halves.ts";
import { wishRefetch } from "../refetch-wishes.server.ts";
import type { Refetch } from "../topics/topic.ts";
import type { BulkTaken } from "./read.ts";
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

/** A batch that can be read once more, should something of it not fit. */
export type Given = {
  things: number;
  lines: number;
  /**
   * Some of its things: so many, after the first `from`.
   * @throws RangeError where one of them cannot be packed
   */
  read(from: number, things: number): Promise<Batch> | Batch;
  /** What is written in place of the thing at `at`. */
  without(at: number): Promise<Batch> | Batch;
};

/** Being written, or brought to the database meanwhile. */
type Turn = { given: Given; after: bigint; kept: Promise<void>; written: Promise<void> };
const nothingBefore = { kept: Promise.resolve(), written: Promise.resolve() };

/**
 * Writes batches one after the other while the next is read, and brought to the database; shows what is
 * there from time to time.
 */
export function createWriter({ db, shop, reading, now, ...merge }: Merge) {
  const merged: Merged = { refused: 0, refetches: 0 };
  let { done } = merge;
  let turns: Turn[] = [];
  let showing: Promise<unknown> | null = null;
  let showAt = performance.now() + showEveryMs;

  async function write(
    { bulk, lines, position, ...taken }: Batch,
    after: bigint,
    earlier: Pick<Turn, "kept" | "written"> = nothingBefore,
    keeps?: () => void,
  ): Promise<void> {
    const isDue = earlier.written.then(() => merge.signal?.throwIfAborted());
    isDue.catch(() => {});
    const before = { kept: earlier.kept, written: isDue };
    const wished = await inShop(db, shop.id, async (client) => {
      await writeBulk(client, shop, bulk, { before, ...(keeps && { keeps }) });
      const wishes = await stillWished(client, shop, taken);
      const [, isNoted] = await together([
        wishRefetch(client, shop.id, wishes, now()),
        changeRow(client, shop.id, reading, { done: after + BigInt(lines), position }),
      ]);
      if (!isNoted) throw new ReadAnew();
      return wishes.length;
    });
    merged.refetches += wished;
    merged.refused += taken.refused;
  }

  /** One transaction after the other. */
  async function writeInHalves({ given, ...turn }: Turn): Promise<void> {
    let { after } = turn;
    const put = async (batch: Batch) => {
      await write(batch, after);
      after += BigInt(batch.lines);
    };
    const places = Array.from({ length: given.things }, (_, at) => at);
    await inHalves(places, async (some) => put(await given.read(some[0] ?? 0, some.length)), {
      isOnes: isUnfit,
      async alone(at, { message: error }) {
        log.warn({ shop: shop.domain, kind: reading.kind, error }, "a thing does not fit");
        await put(await given.without(at));
      },
    });
  }

  /**
   * Until the first of the turns is written. Where something does not fit, what is brought meanwhile lets go
   * of the ledger first: two that begin anew could wait for each other.
   */
  async function endFirst(): Promise<void> {
    try {
      await turns[0]?.written;
      turns.shift();
    } catch (error) {
      if (!isUnfit(error)) throw error;
      await Promise.allSettled(turns.map(({ written }) => written));
      for (const turn of turns.splice(0)) await writeInHalves(turn);
    }
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
    async add(given: Given): Promise<void> {
      while (turns.length > 1) await endFirst();
      const after = done;
      done += BigInt(given.lines);
      const earlier = turns.at(-1);
      let keeps = () => {};
      const kept = new Promise<void>((done) => (keeps = done));
      const read = async () => given.read(0, given.things);
      const written = read().then((batch) => write(batch, after, earlier, keeps));
      written.then(keeps, keeps);
      turns.push({ given, after, kept, written });
      show();
    },
    /** Until nothing is being written any more. */
    async stop(): Promise<void> {
      await Promise.allSettled([...turns.map(({ written }) => written), showing]);
    },
    async end(): Promise<Merged> {
      while (turns.length > 0) await endFirst();
      await showing;
      await recomputeHistory(db, shop, { asOf: now() });
      return merged;
    },
  };
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
