// The drain: stored deliveries become facts, one shop at a time.
//
// A batch is one transaction. When it fails it is halved until the delivery that fails stands
// alone: that one waits for another try, the rest go on. The order inside a batch does not matter,
// the facts' versions decide. Afterwards the days that became dirty are recomputed, once for the
// whole batch.
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { log } from "../log.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { act } from "./actions.server.ts";
import type { Acted, Acting } from "./actions.server.ts";
import { countDue, forget, park, readDue, tryLater } from "./deliveries.server.ts";
import type { DueDelivery } from "./deliveries.server.ts";
import { parseExact } from "./exact-json.ts";
import { wishRefetch } from "./refetch-wishes.server.ts";
import { noteDeliveries } from "./state.server.ts";
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
};

// What a shop that is not installed may have done at once; the rest waits for the installation.
const ALWAYS_TOPICS = [
  "app/uninstalled",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];

/**
 * Applies at most `limit` deliveries (default 200), or as many as parse in `budgetMs` (default 200)
 * if fewer, then recomputes. Throws only when the database fails; nothing is lost by that.
 */
export async function drainShop(
  db: Db,
  shopId: bigint,
  { now, limit = 200, budgetMs = 200 }: { now: Date; limit?: number; budgetMs?: number },
): Promise<DrainReport> {
  let shop = await readShop(db, shopId);
  if (!shop) return { taken: 0, left: 0, days: 0, refetches: 0, rebuild: false, bulkEnded: false };
  const options = { now, limit, budgetMs };
  const { acting, ...batch } = await inShop(db, shopId, drainBatch(shop, options));
  let rebuild = false;
  let bulkEnded = false;
  for (const delivery of acting) {
    const acted = await actAlone(db, shopId, delivery, now);
    rebuild ||= acted.rebuild;
    bulkEnded ||= acted.bulkEnded;
    shop = await readShop(db, shopId);
  }
  const days = shop && !rebuild ? (await recompute(db, shop, { asOf: now })).days : 0;
  return { ...batch, days, rebuild, bulkEnded };
}

type Batch = { taken: number; left: number; refetches: number; acting: Acting[] };
type BatchOptions = { now: Date; limit: number; budgetMs: number };

const drainBatch =
  (shop: Shop, { now, limit, budgetMs }: BatchOptions) =>
  async (client: Client): Promise<Batch> => {
    const shopId = shop.id;
    // The queue runs one drain a shop; this holds even where two queues serve one database.
    await client.query("select pg_advisory_xact_lock(hashtextextended('drain', $1))", [shopId]);
    const only = shop.state === "installed" ? null : ALWAYS_TOPICS;
    const due = await readDue(client, shopId, { at: now, limit, only });
    const { parsed, wrong, taken } = parseWithin(due, shop, budgetMs);
    await noteDeliveries(client, shopId, due);
    for (const { delivery, reason } of wrong) await park(client, shopId, delivery, reason);
    const acting = parsed.filter((one) => one.taken.actions.length > 0);
    const plain = parsed.filter((one) => one.taken.actions.length === 0);
    const failed = new Map<string, Error>();
    await applyTogether(client, shop, plain, failed);
    const applied = plain.filter((one) => !failed.has(one.webhookId));
    await forget(
      client,
      shopId,
      applied.map((one) => one.webhookId),
    );
    for (const one of plain) {
      const error = failed.get(one.webhookId);
      if (error) await tryLater(client, shopId, one, { at: now, error });
    }
    const wishes = applied.flatMap((one) => one.taken.refetch);
    await wishRefetch(client, shopId, wishes, now);
    // Those that act are still in line, but not for the next drain.
    const left = (await countDue(client, shopId, { at: now, only })) - acting.length;
    return { taken, left, refetches: wishes.length, acting };
  };

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
      wrong.push({ delivery, reason: reasonOf(error) });
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

// JSON may hold an escaped NUL, Postgres text may not. A doubled backslash is passed over, so that
// a literal \\u0000 stays what it is.
function withoutNul(body: string): string {
  if (!body.includes("\\u0000")) return body;
  return body.replace(/\\\\|\\u0000/g, (found) => (found === "\\u0000" ? "\\ufffd" : found));
}

// Same body, same answer: a parse that failed will fail again, so it is parked at once.
function reasonOf(error: unknown): string {
  if (error instanceof WrongShape) return error.message;
  log.error({ error: error as Error }, "a topic failed on a body");
  return `failed to read it: ${(error as Error).message}; to do: report it, then retry it`;
}

async function applyTogether(
  client: Client,
  shop: Shop,
  deliveries: Acting[],
  failed: Map<string, Error>,
): Promise<void> {
  if (deliveries.length === 0) return;
  const facts = deliveries.flatMap((one) => one.taken.facts);
  await client.query("savepoint batch");
  try {
    await writeFacts(client, shop, facts);
    await client.query("release savepoint batch");
  } catch (error) {
    if (isPassing(error)) throw error;
    await client.query("rollback to savepoint batch");
    await client.query("release savepoint batch");
    if (deliveries.length === 1) {
      const { topic, webhookId: delivery } = deliveries[0]!;
      log.error({ error: error as Error, topic, delivery, shopId: shop.id }, "a delivery failed");
      failed.set(deliveries[0]!.webhookId, error as Error);
      return;
    }
    const half = deliveries.length >> 1;
    await applyTogether(client, shop, deliveries.slice(0, half), failed);
    await applyTogether(client, shop, deliveries.slice(half), failed);
  }
}

// Connection lost, out of room, cancelled, deadlock: the database's trouble, not the delivery's.
// The whole job runs again.
function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === "string" && (/^(08|40|53|57|58)/.test(code) || !/^[0-9A-Z]{5}$/.test(code))
  );
}

async function actAlone(db: Db, shopId: bigint, delivery: Acting, now: Date): Promise<Acted> {
  const shop = await readShop(db, shopId);
  const nothing = { rebuild: false, bulkEnded: false };
  if (!shop) return nothing;
  try {
    return await act(db, shop, delivery);
  } catch (error) {
    if (isPassing(error)) throw error;
    const { topic, webhookId } = delivery;
    log.error({ error: error as Error, topic, delivery: webhookId, shopId }, "a delivery failed");
    await inShop(db, shopId, (client) =>
      tryLater(client, shopId, delivery, { at: now, error: error as Error }),
    );
    return nothing;
  }
}
