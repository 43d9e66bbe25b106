// The inbox between the door and the drain: raw deliveries, stored together, each answered only
// after its commit.
//
// Deliveries that arrive in the same turn of the event loop go in one statement; at most two
// statements are in flight, so the third batch grows while it waits. That is what keeps the door
// fast on few cores: one commit for many deliveries.
import type { Db } from "../db.server.ts";

export type Delivery = {
  shopId: bigint;
  /** Shopify's key of this delivery; the same key twice is the same delivery. */
  webhookId: string;
  topic: string;
  apiVersion: string;
  eventId: string;
  triggeredAt: Date;
  /** The raw body as text. */
  body: string;
};

/** The database did not take a delivery: the door answers 503 and Shopify sends it again. */
export class StorageAway extends Error {}

export type InboxWriter = {
  /** Resolves after the commit. Throws StorageAway when the database cannot be reached. */
  put(delivery: Delivery): Promise<void>;
  /** Resolves when nothing waits or is in flight. */
  settle(): Promise<void>;
};

const STATEMENTS_IN_FLIGHT = 2;
// One statement stays small enough to answer within a few milliseconds and to parse in memory.
const BATCH_ROWS = 64;
const BATCH_CHARACTERS = 4_000_000;
// Waiting bodies are memory: past this the door says 503 rather than grow.
const WAITING_CHARACTERS = 64_000_000;

type Waiting = {
  delivery: Delivery;
  resolve: () => void;
  reject: (error: Error) => void;
};

export function createInboxWriter(db: Db): InboxWriter {
  let waiting: Waiting[] = [];
  let waitingCharacters = 0;
  let inFlight = 0;
  let scheduled = false;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled || inFlight >= STATEMENTS_IN_FLIGHT || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  }

  function takeBatch(): Waiting[] {
    let characters = 0;
    let rows = 0;
    while (rows < waiting.length && rows < BATCH_ROWS && characters < BATCH_CHARACTERS) {
      characters += waiting[rows]!.delivery.body.length;
      rows += 1;
    }
    waitingCharacters -= characters;
    return waiting.splice(0, rows);
  }

  async function flush(): Promise<void> {
    const batch = takeBatch();
    if (batch.length === 0) return;
    inFlight += 1;
    schedule();
    try {
      await store(batch);
    } finally {
      inFlight -= 1;
      schedule();
      if (inFlight === 0 && waiting.length === 0) {
        for (const wake of idle) wake();
        idle = [];
      }
    }
  }

  async function store(batch: Waiting[]): Promise<void> {
    try {
      const rows = batch.map((one) => one.delivery);
      // Two statements that hold the same repeats in opposite order would wait for each other.
      await insertDeliveries(db, rows.sort(byKey));
      for (const one of batch) one.resolve();
    } catch (error) {
      // A value Postgres refuses must not take its neighbours along.
      if (isDataError(error) && batch.length > 1) {
        for (const one of batch) await store([one]);
        return;
      }
      for (const one of batch) one.reject(asError(error));
      if (isDataError(error)) return;
      // The database is away: everybody who waits hears it at once.
      for (const one of waiting) one.reject(asError(error));
      waiting = [];
      waitingCharacters = 0;
    }
  }

  return {
    put(delivery) {
      return new Promise<void>((resolve, reject) => {
        if (waitingCharacters > WAITING_CHARACTERS) {
          reject(new StorageAway("too many deliveries wait for the database"));
          return;
        }
        waiting.push({ delivery, resolve, reject });
        waitingCharacters += delivery.body.length;
        schedule();
      });
    },
    settle() {
      if (inFlight === 0 && waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}

// Bodies travel as parameters of their own: an array literal would escape every quote of the JSON
// twice. One prepared statement per batch size, at most BATCH_ROWS of them.
async function insertDeliveries(db: Db, rows: Delivery[]): Promise<void> {
  const bodies = rows.map((_, index) => `$${index + 7}`).join(",");
  await db.app.query({
    name: `inbox_put_${rows.length}`,
    text: `select inbox_put($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[],
                            $6::timestamptz[], array[${bodies}]::text[])`,
    values: [
      rows.map((row) => row.shopId),
      rows.map((row) => row.webhookId),
      rows.map((row) => row.topic),
      rows.map((row) => row.apiVersion),
      rows.map((row) => row.eventId),
      rows.map((row) => row.triggeredAt),
      ...rows.map((row) => row.body),
    ],
  });
}

function byKey(a: Delivery, b: Delivery): number {
  if (a.shopId !== b.shopId) return a.shopId < b.shopId ? -1 : 1;
  return a.webhookId < b.webhookId ? -1 : a.webhookId > b.webhookId ? 1 : 0;
}

// SQLSTATE class 22 (data exception) and 23 (constraint) speak of a row, all else of the database.
function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^2[23]/.test(code);
}

function asError(error: unknown): Error {
  if (isDataError(error)) return error as Error;
  return new StorageAway((error as Error)?.message ?? String(error));
}
