// Shops whose deliveries just came stand in a few lines, each worked by one job that gives every shop
// of the line a turn. A job a shop would cost more in the queue than most shops' deliveries do.
import { z } from "zod";
import type { Db } from "../db.server.ts";
import { drainShop } from "../ingest/drain.server.ts";
import { log } from "../log.server.ts";
import { afterDrain, drainShopSpec } from "./drain-shop.ts";
import type { Job, JobSpec } from "./job.ts";

/** More than a worker has places, so that several workers share them. */
const lines = 8;
/** A turn of so many shops, then the line stands behind whatever else waits. */
const shopsAtOnce = 32;
/** Shops at a time: while one waits for the database another is parsed. */
const hands = 2;
/** A shop with more than so many deliveries would keep its neighbours waiting. */
const deliveriesAtOnce = 50;

const shopIds = z.array(z.string().regex(/^\d+$/));

/** One job a line; shops that are told while one waits join it. */
export function drainLineSpecs(ids: readonly bigint[]): JobSpec[] {
  const byLine = Map.groupBy(ids, (id) => id % BigInt(lines));
  return [...byLine].map(([line, some]) => ({
    name: "drain-line",
    payload: {},
    list: some.map(String),
    key: `drain-line:${line}`,
    queue: `drain:${line}`,
    priority: 0,
  }));
}

/**
 * Applies one small batch of each shop's deliveries, those told first first. A shop with more, or that
 * something else works on, or that asks for long work, goes on in a line of its own.
 */
export const drainLineJob: Job = {
  name: "drain-line",
  async run(payload, { db, now, addJobs, signal }) {
    const told = [...new Set(shopIds.parse(payload))].map(BigInt);
    const specs: JobSpec[] = [];
    const turns = told.entries();
    const again: bigint[] = [];
    const hand = async () => {
      for (const [turn, shopId] of turns) {
        if (turn >= shopsAtOnce || signal?.aborted) again.push(shopId);
        else specs.push(...(await takeTurn(db, shopId, now())));
      }
    };
    await Promise.all(Array.from({ length: hands }, hand));
    await addJobs([...drainLineSpecs(again), ...specs]);
  },
};

/** @returns what has to follow */
async function takeTurn(db: Db, shopId: bigint, now: Date): Promise<JobSpec[]> {
  try {
    const given = { now, limit: deliveriesAtOnce, isPatient: false };
    const report = await drainShop(db, shopId, given);
    const more = report.isHeld || report.left > 0 ? [drainShopSpec(shopId)] : [];
    return [...more, ...afterDrain(shopId, report)];
  } catch (error) {
    log.warn({ error: error as Error, shopId }, "a shop is drained again by itself");
    return [drainShopSpec(shopId)];
  }
}
