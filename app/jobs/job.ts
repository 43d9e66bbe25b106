// job   one kind of background work: a name, the shape of its payload, what it does
// spec  one piece of it put in line
// key   a second spec with the key of one that still waits replaces or joins it, so nothing piles up
// queue specs of one queue run one after the other
import { z } from "zod";

import type { Db } from "../db.server.ts";
import type { GraphqlFor } from "../ingest/refetch.server.ts";

export type JobSpec = {
  name: string;
  payload: Record<string, string>;
  /** Taken in place of the payload, and added to the list of a spec that still waits under the key. */
  list?: string[];
  key: string;
  queue?: string;
  /** Default now. */
  runAt?: Date;
  /** Of jobs that are due those with the smallest number run first. Default 1: deliveries (0) come first. */
  priority?: number;
};

export type JobDeps = {
  db: Db;
  now: () => Date;
  /** Shopify's Admin API for a shop; null where no session is stored. */
  graphqlFor: GraphqlFor;
  addJobs: (specs: JobSpec[]) => Promise<void>;
  /** Given when the process has to stop; long work beside the main thread ends then. */
  signal?: AbortSignal | undefined;
};

export type Job = {
  name: string;
  /** Cron pattern in UTC for work that nobody asks for. */
  cron?: string;
  /** Checks the payload, then works. Throws to be run again with backoff. */
  run: (payload: unknown, deps: JobDeps) => Promise<void>;
};

/** Ids are bigint, which JSON has not: they travel as text. */
export const shopPayload = z.object({ shopId: z.string().regex(/^\d+$/).transform(BigInt) });

/**
 * A spec for one shop: at most one waits, and all of a shop's number-changing work is serial, but for the
 * short turns of drain-line.ts, which give way.
 */
export function shopSpec(name: string, shopId: bigint, queue = "shop"): JobSpec {
  return {
    name,
    payload: { shopId: shopId.toString() },
    key: `${name}:${shopId}`,
    queue: `${queue}:${shopId}`,
  };
}
