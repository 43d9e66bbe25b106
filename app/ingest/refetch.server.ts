// Reading again at Shopify what a delivery lacked: afterwards, so that the number moves at once and
// is completed soon.
//
// Costs: a call may take 1,000 points and a shop has a bucket that refills (platform-facts.md 2.3).
// The readers say how many ids fit; what Shopify answers in `extensions.cost` is believed over that.
import { setTimeout as sleep } from "node:timers/promises";

import { inShop } from "../db.server.ts";
import type { Db } from "../db.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { log } from "../log.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { statusOf } from "./backfill/ask.server.ts";
import { refetchers } from "./documents/index.ts";
import type { Call, Reading, Refetcher } from "./documents/index.ts";
import { inHalves, isUnfit } from "./in-halves.ts";
import { refillMs, type Cost } from "./points.ts";
import { dueWishes, fulfil, isLastTry, postpone } from "./refetch-wishes.server.ts";
import type { Wish } from "./refetch-wishes.server.ts";

/** What the Admin API answers, errors included: callers look at them, so none is thrown. */
export type GraphqlAnswer = {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: { cost?: Cost };
};

export type Graphql = (query: string, variables: Record<string, unknown>) => Promise<GraphqlAnswer>;

/** The Admin API of a shop by its domain; null where no session is stored. */
export type GraphqlFor = (domain: string) => Promise<Graphql | null>;

export type RefetchReport = { read: number; missing: number; failed: number; left: number };

// One job's worth; the rest goes to the end of the line.
const IDS_AT_ONCE = 250;
const TRIES_WHEN_THROTTLED = 5;
// One call may fail by itself; after two, what is left waits a minute and the worker is free again.
const OUTAGES_IN_A_ROW = 2;
const OUTAGE_SECONDS = 60;

class GraphqlFailed extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads at most 250 due wishes again, writes their facts and recomputes the days. What fails waits
 * for another try; what Shopify does not know any more is recorded as such.
 */
export async function refetchShop(
  db: Db,
  shop: ShopContext,
  options: { graphql: Graphql; now: () => Date; wait?: (ms: number) => Promise<unknown> },
): Promise<RefetchReport> {
  const { now } = options;
  const wishes = await inShop(db, shop.id, (client) =>
    dueWishes(client, shop.id, { at: now(), limit: IDS_AT_ONCE + 1 }),
  );
  const report = { read: 0, missing: 0, failed: 0, left: Math.max(0, wishes.length - IDS_AT_ONCE) };
  const run: Run = { db, shop, report, ...options };
  let outages: Error[] = [];
  for (const batch of batches(wishes.slice(0, IDS_AT_ONCE))) {
    if (isInVain(outages)) await putOff(batch, outages.at(-1)!, run);
    else {
      const outage = await readAgain(refetchers[batch[0]!.kind], batch, run);
      outages = outage ? [...outages, outage] : [];
    }
  }
  if (report.read > 0) await recompute(db, shop, { asOf: now() });
  return report;
}

/** As many of a kind as one call may carry. */
function* batches(wishes: Wish[]): Generator<Wish[]> {
  for (const [kind, ofKind] of Map.groupBy(wishes, (wish) => wish.kind)) {
    const { idsPerCall } = refetchers[kind];
    for (let at = 0; at < ofKind.length; at += idsPerCall) yield ofKind.slice(at, at + idsPerCall);
  }
}

type Run = {
  db: Db;
  shop: ShopContext;
  graphql: Graphql;
  now: () => Date;
  wait?: (ms: number) => Promise<unknown>;
  report: RefetchReport;
};

/** What kept Shopify away, else null. */
async function readAgain(
  { kind, read }: Refetcher,
  wishes: readonly Wish[],
  run: Run,
): Promise<Error | null> {
  const { shop, now } = run;
  /** What kept Shopify away from each call. */
  const outages: (Error | null)[] = [];
  const fail = async (some: readonly Wish[], failure: Error) => {
    log.warn({ shopId: shop.id, kind, error: failure.message }, "could not read again");
    await putOff(some, failure, run);
    outages.push(isOutage(failure) ? failure : null);
  };
  const apply = async (some: readonly Wish[]) => {
    const ids = some.map((wish) => wish.id);
    let reading: Reading;
    try {
      reading = await converse(read(ids, shop, now()), run);
    } catch (error) {
      if (!isEverybodys(error as Error)) throw error;
      return fail(some, error as Error);
    }
    await keep(reading, some, run);
    outages.push(null);
  };
  await inHalves(wishes, apply, {
    isOnes: (error) => !isEverybodys(error as Error),
    alone: (wish, failure) => fail([wish], failure),
  });
  return outages.includes(null) ? null : (outages.at(-1) ?? null);
}

async function putOff(
  wishes: readonly Wish[],
  failure: Error,
  { db, shop, now, report }: Run,
): Promise<void> {
  report.failed += wishes.length;
  // Without access nothing is asked before somebody opens the app; then at once.
  const freeAfterSeconds = isAccessLost(failure) ? 0 : isOutage(failure) ? OUTAGE_SECONDS : null;
  const { message: reason } = failure;
  await inShop(db, shop.id, (client) =>
    postpone(client, shop.id, wishes, { at: now(), reason, freeAfterSeconds }),
  );
}

async function keep(reading: Reading, wishes: readonly Wish[], run: Run): Promise<void> {
  const { facts, missing, pending = [] } = reading;
  const { db, shop, now, report } = run;
  const lost = new Set(missing);
  const unready = new Set(pending);
  const later = wishes.filter((wish) => unready.has(wish.id) && !isLastTry(wish));
  const found = wishes.filter((wish) => !lost.has(wish.id) && !later.includes(wish));
  const gone = wishes.filter((wish) => lost.has(wish.id));
  await inShop(db, shop.id, async (client) => {
    await writeFacts(client, shop, facts satisfies Fact[]);
    await fulfil(client, shop.id, found);
    // Shopify may show a thing a moment after it told of it, so a missing one is asked for again.
    const reason = "not found at Shopify: deleted, or not readable for this app";
    await postpone(client, shop.id, gone, { at: now(), reason });
    const waiting = "Shopify is still putting the buyer's journey together";
    await postpone(client, shop.id, later, { at: now(), reason: waiting });
  });
  report.read += found.length;
  report.missing += gone.length;
}

async function converse(reader: Generator<Call, Reading, unknown>, run: Run): Promise<Reading> {
  let step = reader.next();
  while (!step.done) step = reader.next(await ask(step.value, run));
  return step.value;
}

async function ask({ query, variables }: Call, { graphql, wait = sleep }: Run): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const { data, errors = [], extensions } = await graphql(query, variables);
    const [error] = errors;
    const cost = extensions?.cost;
    if (!error) {
      // The next call will cost about the same: let the bucket refill before, not after a refusal.
      if (cost) await wait(refillMs(cost, { isAnswered: true }));
      return data;
    }
    const code = error.extensions?.code ?? "";
    if (code !== "THROTTLED" || tries >= TRIES_WHEN_THROTTLED) {
      throw new GraphqlFailed(code, error.message);
    }
    await wait(cost ? refillMs(cost, { isAnswered: false }) : 1_000 * tries);
  }
}

/** The network, a server that fails, the limit, a token revoked: no wish's own fault. */
function isOutage(error: Error): boolean {
  if (error instanceof GraphqlFailed) return error.code === "THROTTLED";
  const status = statusOf(error);
  if (status === 401) return true;
  return error.name === "Error" && (status === null || status === 429 || status >= 500);
}

const isAccessLost = (error: Error): boolean => statusOf(error) === 401;

function isInVain(outages: readonly Error[]): boolean {
  return outages.length >= OUTAGES_IN_A_ROW || outages.some(isAccessLost);
}

// The network, the limit, a missing scope or session, the database: no smaller batch would do better. What is
// dearer than the linear rule says may be asked for in smaller ones, and a value that fails is one thing's.
function isEverybodys(error: Error): boolean {
  if (isUnfit(error)) return false;
  if (error instanceof GraphqlFailed) return ["THROTTLED", "ACCESS_DENIED"].includes(error.code);
  return error.name !== "ZodError";
}
