// A database for jobs that can be taken from them when the process has to stop: each then ends by an error
// between two transactions, as it would by a kill, while the queue can still write that down.
import type pg from "pg";
import type { Db } from "../db.server.ts";
import { log } from "../log.server.ts";

/** What a job that was ended says; it is run again. */
export const stopWords = "the process stops: the job begins again with the next start";

export class Stopping extends Error {
  constructor(cause?: unknown) {
    super(stopWords, { cause });
  }
}

export type Stoppable = {
  db: Db;
  /** From now on nothing new begins. */
  refuse(): void;
  /** Ends the statements that still run. Resolves when Postgres was told. */
  cancel(): Promise<void>;
};

export function stoppable(db: Db): Stoppable {
  let isOver = false;
  const pools = [db.owner, db.app].map((pool) => watched(pool, () => isOver));
  const [owner, app] = pools as [Watched, Watched];
  return {
    db: { ...db, owner: owner.pool, app: app.pool },
    refuse: () => void (isOver = true),
    cancel: async () => void (await Promise.all(pools.map(({ cancel }) => cancel()))),
  };
}

type Watched = { pool: pg.Pool; cancel(): Promise<void> };

function watched(pool: pg.Pool, isOver: () => boolean): Watched {
  const held = new Set<pg.PoolClient>();
  async function connect(): Promise<pg.PoolClient> {
    if (isOver()) throw new Stopping();
    const client = await pool.connect();
    held.add(client);
    const { release } = client;
    client.release = (broken) => {
      held.delete(client);
      release(broken);
    };
    return client;
  }
  // As the pool's own: a connection whose statement failed is not used again.
  async function query(...given: [string]): Promise<unknown> {
    const client = await connect();
    try {
      const answer = await client.query(...given);
      client.release();
      return answer;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }
  const own = { connect, query };
  return {
    pool: new Proxy(pool, {
      get(target, name) {
        if (name === "connect" || name === "query") return own[name];
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    }),
    // By the same role, which may always end what is its own.
    async cancel() {
      const ids = [...held].map((client) => (client as { processID?: number }).processID);
      const sql = "select pg_cancel_backend(id) from unnest($1::int[]) as id";
      await pool
        .query(sql, [ids])
        .catch((error: Error) => log.warn({ error }, "could not end the statements of jobs"));
    },
  };
}
