// The drain: stored deliveries become facts, one shop at a time.
//
// A batch is one transaction. When it fails it is halved until the delivery that fails stands
// alone: that one waits for another try, the rest go on. The order inside a batch does not matter,
// the facts' versions decide. Afterwards the days that became dirty are recomputed, once for the
// whole batch.
import { inShop, isSqlState, together } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import { readDrainedShop, readShop } from "../ledger/shop.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { log } from "../log.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { act } from "./actions.server.ts";
import type { Acted, Acting } from "./actions.server.ts";
import { countDue, forgetApplied, mayBeMore, park } from "./deliveries.server.ts";
import { readDue, tryLater } from "./deliveries.server.ts";
import type { DueDelivery } from "./deliveries.server.ts";
import { parseExact, withoutNul } from "./exact-json.ts";
import { inHalves } from "./in-halves.ts";
import { wishRefetch } from "./refetch-wishes.server.ts";
import { surveyTopic } from "./survey-answer.ts";
import { topics, WrongShape } from "./topics/index.ts";
import type { Taken } from "./topics/index.ts";

export type DrainReport = {
  /** Deliveries that left the line: applied, parked, or waiting for another try. */
  taken: number;
  /** Deliveries still due, counted up to 1,000. */
  left: number;
  /** Days recomputed. */
  days: number;
  /** Things to read again at Shopify. */
  refetches: number;
  /** The shop's zone or currency changed: every day wants a rebuild, none was recomputed here. */
  rebuild: boolean;
  /** A bulk operation that a backfill waits for ended. */
  bulkEnded: boolean;
  /** Something else holds the shop, or work that may take long is left: a patient drain goes on. */
  isHeld: boolean;
};

// What a shop that is not installed may have done at once; the rest waits for the installation.
const ALWAYS_TOPICS = [
  "app/uninstalled",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];
/** How long one that has other shops to serve waits for whoever else works on this one. */
const IMPATIENT_LOCK_MS = 20;

const nothing: DrainReport = {
  ...{ taken: 0, left: 0, days: 0, refetches: 0 },
  ...{ rebuild: false, bulkEnded: false, isHeld: false },
};

type DrainOptions = {
  now: Date;
  limit?: number;
  budgetMs?: number;
  /** False: neither waits for others nor begins what may take long, but answers `isHeld`. */
  isPatient?: boolean;
};

/**
 * Applies at most `limit` deliveries (default 200), or as many as parse in `budgetMs` (default 200)
 * if fewer, then recomputes. Throws only when the database fails; nothing is lost by that.
 */
export async function drainShop(
  db: Db,
  shopId: bigint,
  { now, limit = 200, budgetMs = 200, isPatient = true }: DrainOptions,
): Promise<DrainReport> {
  let report = nothing;
  const lockMs = isPatient ? 0 : IMPATIENT_LOCK_MS;
  try {
    const options = { now, limit, budgetMs, lockMs };
    const batch = await inShop(db, shopId, drainBatch(shopId, options)).catch((error: unknown) => {
      if (isPassing(error)) throw error;
      return inShop(db, shopId, drainBatch(shopId, { ...options, isCareful: true }));
    });
    if (!batch) return nothing;
    const { acting, shop: before, ...counts } = batch;
    report = { ...report, ...counts };
    let shop: Shop | null = before;
    if (isPatient) {
      for (const delivery of acting) {
        const acted = await actAlone(db, shopId, delivery, now);
        report.rebuild ||= acted.rebuild;
        report.bulkEnded ||= acted.bulkEnded;
        shop = await readShop(db, shopId);
      }
    } else report.isHeld = acting.length > 0;
    if (!shop || report.rebuild) return report;
    const { days, isCut } = await recompute(db, shop, { asOf: now, lockMs });
    return { ...report, days, isHeld: report.isHeld || isCut === true };
  } catch (error) {
    if (isPatient || !isLockTimeout(error)) throw error;
    return { ...report, isHeld: true };
  }
}

type Batch = { shop: Shop; taken: number; left: number; refetches: number; acting: Acting[] };
type BatchOptions = {
  now: Date;
  limit: number;
  budgetMs: number;
  lockMs: number;
  /** Looks for the delivery that fails; else a failure undoes the whole batch. */
  isCareful?: boolean;
};

const drainBatch =
  (shopId: bigint, { now, limit, budgetMs, lockMs, isCareful }: BatchOptions) =>
  async (client: Client): Promise<Batch | null> => {
    // Most are installed.
    const [shop, all] = await together([
      readDrainedShop(client, shopId, lockMs),
      readDue(client, shopId, { at: now, limit, only: null }),
    ]);
    if (!shop) return null;
    const only = shop.state === "installed" ? null : ALWAYS_TOPICS;
    const due = only ? await readDue(client, shopId, { at: now, limit, only }) : all;
    const { parsed, wrong, taken } = parseWithin(due, shop, budgetMs);
    for (const { delivery, reason } of wrong) await park(client, shopId, delivery, reason);
    const acting = parsed.filter((one) => one.taken.actions.length > 0);
    const plain = parsed.filter((one) => one.taken.actions.length === 0);
    const failed = new Map<string, Error>();
    if (isCareful) await applyTogether(client, shop, plain, failed);
    else await writeFacts(client, shop, factsOf(plain));
    const applied = plain.filter((one) => !failed.has(one.webhookId));
    const wishes = applied.flatMap((one) => one.taken.refetch);
    await together([
      forgetApplied(client, shopId, applied, due),
      wishRefetch(client, shopId, wishes, now),
    ]);
    for (const one of plain) {
      const error = failed.get(one.webhookId);
      if (error) await tryLater(client, shopId, one, { at: now, error });
    }
    // One that comes meanwhile is told by its door. Those that act are still in line, but not for the
    // next drain.
    const isAll = taken === due.length && !mayBeMore(due, limit);
    const left = isAll ? 0 : (await countDue(client, shopId, { at: now, only })) - acting.length;
    return { shop, taken, left, refetches: wishes.length, acting };
  };

const factsOf = (deliveries: readonly Acting[]) => deliveries.flatMap((one) => one.taken.facts);

type Wrong = { delivery: DueDelivery; reason: string };

function parseWithin(
  due: DueDelivery[],
  shop: Shop,
  budgetMs: number,
): { parsed: Acting[]; wrong: Wrong[]; taken: number } {
  const until = performance.now() + budgetMs;
  const parsed: Acting[] = [];
  const wrong: Wrong[] = [];
  for (const delivery of due) {
    try {
      parsed.push({ ...delivery, taken: read(delivery, shop) });
    } catch (error) {
      wrong.push({ delivery, reason: reasonOf(error, delivery, shop) });
    }
    if (performance.now() > until) break;
  }
  return { parsed, wrong, taken: parsed.length + wrong.length };
}

function read(delivery: DueDelivery, shop: Shop): Taken {
  const own = delivery.topic === surveyTopic.topic ? surveyTopic : undefined;
  const topic = own ?? topics.get(delivery.topic);
  if (!topic) {
    throw new WrongShape({
      got: `topic ${delivery.topic}`,
      expected: "a topic this version knows",
      todo: "update the app, then retry it",
    });
  }
  return topic.toFacts(parseExact(withoutNul(delivery.body)), delivery, shop);
}

// Same body, same answer: a parse that failed will fail again, so it is parked at once.
function reasonOf(
  error: unknown,
  { topic, webhookId: delivery }: DueDelivery,
  { id: shopId }: Shop,
): string {
  if (error instanceof WrongShape) return error.message;
  log.error({ error: error as Error, topic, delivery, shopId }, "a topic failed on a body");
  return `failed to read it: ${(error as Error).message}; to do: report it, then retry it`;
}

async function applyTogether(
  client: Client,
  shop: Shop,
  deliveries: Acting[],
  failed: Map<string, Error>,
): Promise<void> {
  const apply = async (some: readonly Acting[]) => {
    await client.query("savepoint batch");
    try {
      await writeFacts(client, shop, factsOf(some));
    } catch (error) {
      if (!isPassing(error)) await client.query("rollback to savepoint batch");
      throw error;
    }
    await client.query("release savepoint batch");
  };
  await inHalves(deliveries, apply, {
    isOnes: (error) => !isPassing(error),
    alone({ topic, webhookId: delivery }, error) {
      log.error({ error, topic, delivery, shopId: shop.id }, "a delivery failed");
      failed.set(delivery, error);
    },
  });
}

// Connection lost, out of room, cancelled, deadlock: the database's trouble, not the delivery's.
// The whole job runs again.
function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (isLockTimeout(error)) return true;
  return typeof code === "string" && (/^(08|40|53|57|58)/.test(code) || !isSqlState(code));
}

/** lock_not_available: waited longer than lock_timeout. */
function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === "55P03";
}

async function actAlone(db: Db, shopId: bigint, delivery: Acting, now: Date): Promise<Acted> {
  const shop = await readShop(db, shopId);
  const noAct = { rebuild: false, bulkEnded: false };
  if (!shop) return noAct;
  try {
    return await act(db, shop, delivery);
  } catch (error) {
    if (isPassing(error)) throw error;
    const { topic, webhookId } = delivery;
    log.error({ error: error as Error, topic, delivery: webhookId, shopId }, "a delivery failed");
    await inShop(db, shopId, (client) =>
      tryLater(client, shopId, delivery, { at: now, error: error as Error }),
    );
    return noAct;
  }
}
