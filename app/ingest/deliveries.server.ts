// What becomes of a stored delivery: due, applied (deleted), waiting for another try, parked.
//
// Applied bodies are deleted and parked ones sealed: the ledger holds facts, and a person's data
// lies nowhere in plain text longer than it waits.
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import { open, seal } from "../ledger/keys.server.ts";
import { run } from "../ledger/writers/rows.server.ts";

export type DueDelivery = {
  webhookId: string;
  topic: string;
  receivedAt: Date;
  triggeredAt: Date;
  attempts: number;
  body: string;
};

export type Parked = { webhookId: string; topic: string; receivedAt: Date; reason: string };

// The last of eight tries comes about an hour after the first (15 s doubled each time).
export const MAX_ATTEMPTS = 8;
const FIRST_RETRY_SECONDS = 15;
// A batch in memory: bodies may be 20 MB each (definitions.md, bad input).
const BATCH_BYTES = 32 * 1024 * 1024;
/** Of what could not be used, and of packages that answer a data request. */
export const keptDays = 30;
const HEARD_HOURS = 48;

// The door's rows carry the database's clock, rounded to the millisecond; ours may lag behind it.
const isDue = "next_at <= greatest($2, statement_timestamp() + interval '1 ms')";

/**
 * The oldest due deliveries, at most `limit` and about 32 MB, at least one. `only` limits them to
 * these topics: what a shop that is not installed may have done at once.
 */
export async function readDue(
  client: Client,
  shopId: bigint,
  { at, limit, only }: { at: Date; limit: number; only: string[] | null },
): Promise<DueDelivery[]> {
  return run<DueDelivery>(
    client,
    `select webhook_id as "webhookId", topic, received_at as "receivedAt",
            triggered_at as "triggeredAt", attempts, body
       from (select *, sum(octet_length(body)) over (order by next_at, webhook_id)
                       - octet_length(body) as before
               from (select * from inbox
                      where shop_id = $1 and state = 'new' and ${isDue}
                        and ($4::text[] is null or topic = any($4))
                      order by next_at, webhook_id limit $3) due) sized
      where before < ${BATCH_BYTES}
      order by next_at, webhook_id`,
    [shopId, at, limit, only],
  );
}

/** Whether `readDue` may have stopped at one of its bounds. A character is three bytes at most here. */
export function mayBeMore(due: readonly DueDelivery[], limit: number): boolean {
  const characters = due.reduce((sum, { body }) => sum + body.length, 0);
  return due.length >= limit || characters * 3 >= BATCH_BYTES;
}

/** How many are due, counted up to 1,000: enough to know whether to go on. */
export async function countDue(
  client: Client,
  shopId: bigint,
  { at, only }: { at: Date; only: string[] | null },
): Promise<number> {
  const rows = await run<{ due: number }>(
    client,
    `select count(*)::int as due from (
       select 1 from inbox where shop_id = $1 and state = 'new' and ${isDue}
          and ($3::text[] is null or topic = any($3)) limit 1000) due`,
    [shopId, at, only],
  );
  return rows[0]!.due;
}

/**
 * Takes applied deliveries out of the line and notes when the newest of all that were read came in:
 * the panel says when data arrived last.
 */
export async function forgetApplied(
  client: Client,
  shopId: bigint,
  applied: readonly DueDelivery[],
  read: readonly DueDelivery[],
): Promise<void> {
  if (read.length === 0) return;
  await run(
    client,
    `with gone as (delete from inbox where shop_id = $1 and webhook_id = any($2))
     insert into reading (shop_id, what, upto) values ($1, 'deliveries', $3)
     on conflict (shop_id, what) do update set upto = greatest(reading.upto, excluded.upto)`,
    [
      shopId,
      applied.map(({ webhookId }) => webhookId),
      new Date(Math.max(...read.map(({ receivedAt }) => receivedAt.getTime()))),
    ],
  );
}

export async function forget(client: Client, shopId: bigint, webhookIds: string[]): Promise<void> {
  if (webhookIds.length === 0) return;
  await client.query(`delete from inbox where shop_id = $1 and webhook_id = any($2)`, [
    shopId,
    webhookIds,
  ]);
}

/** Sealed and kept for 30 days, with the reason a person reads. */
export async function park(
  client: Client,
  shopId: bigint,
  delivery: DueDelivery,
  reason: string,
): Promise<void> {
  await client.query(
    `update inbox set state = 'parked', sealed = $3, body = null, attempts = $4, reason = $5
      where shop_id = $1 and webhook_id = $2`,
    [shopId, delivery.webhookId, seal(delivery.body), delivery.attempts, reason],
  );
}

/** Another try later, twice as late each time; parked after the eighth. */
export async function tryLater(
  client: Client,
  shopId: bigint,
  delivery: DueDelivery,
  { at, error }: { at: Date; error: Error },
): Promise<void> {
  const attempts = delivery.attempts + 1;
  if (attempts >= MAX_ATTEMPTS) {
    const todo = "to do: read the log of this time, then retry it";
    const reason = `failed ${attempts} times: ${error.message}; ${todo}`;
    await park(client, shopId, { ...delivery, attempts }, reason);
    return;
  }
  const waitSeconds = FIRST_RETRY_SECONDS * 2 ** (attempts - 1);
  await client.query(
    `update inbox set attempts = $3, next_at = $4, reason = $5
      where shop_id = $1 and webhook_id = $2`,
    [
      shopId,
      delivery.webhookId,
      attempts,
      new Date(at.getTime() + waitSeconds * 1000),
      error.message,
    ],
  );
}

export function readParked(db: Db, shopId: bigint): Promise<Parked[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<Parked>(
      `select webhook_id as "webhookId", topic, received_at as "receivedAt", reason
         from inbox where shop_id = $1 and state = 'parked' order by received_at, webhook_id`,
      [shopId],
    );
    return rows;
  });
}

/** Puts parked deliveries back in line, as if they had just come. Returns how many. */
export function retryParked(db: Db, shopId: bigint, webhookIds: string[]): Promise<number> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ webhook_id: string; sealed: Buffer }>(
      `select webhook_id, sealed from inbox
        where shop_id = $1 and state = 'parked' and webhook_id = any($2) for update`,
      [shopId, webhookIds],
    );
    for (const row of rows) {
      await client.query(
        `update inbox set state = 'new', body = $3, sealed = null, attempts = 0,
                next_at = now(), reason = null
          where shop_id = $1 and webhook_id = $2`,
        [shopId, row.webhook_id, open(row.sealed)],
      );
    }
    return rows.length;
  });
}

/**
 * Removes what has been kept long enough: sealed deliveries after 30 days, deliveries of a shop
 * that never installed (or left) after 48 hours. Returns how many.
 */
export async function sweepInbox(
  client: Client,
  shop: { id: bigint; state: string },
  at: Date,
): Promise<number> {
  const { rowCount } = await client.query(
    `delete from inbox where shop_id = $1
        and ((state <> 'new' and received_at < $2)
          or (state = 'new' and $3 and received_at < $4))`,
    [
      shop.id,
      new Date(at.getTime() - keptDays * 24 * 3600_000),
      shop.state !== "installed",
      new Date(at.getTime() - HEARD_HOURS * 3600_000),
    ],
  );
  return rowCount ?? 0;
}
