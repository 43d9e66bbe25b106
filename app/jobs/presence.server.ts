// Which workers live. A process that is killed leaves its jobs and their queues locked; the queue's
// library gives such locks up after four hours, and until then a shop's numbers would stand still.
//
// pool      one worker's set of concurrent jobs; the queue's locks carry its id
// presence  a session's advisory locks for its pools' ids: the database itself ends it with the
//           connection, so a process that is gone is known as gone at once, without a clock
// gate      held by a worker that starts, between its first job and its presence
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { log } from "../log.server.ts";

export type Presence = {
  /** Keeps others from judging until `announce`. */
  begin(): Promise<void>;
  /** From here on the process's pools are known to live. */
  announce(poolIds: string[]): Promise<void>;
  /**
   * Unlocks jobs and queues of pools that are gone; answers their ids, none while a worker starts. Removes
   * jobs that failed and are replaced.
   */
  releaseDead(): Promise<string[]>;
  leave(): Promise<void>;
};

const regainEveryMs = 1_000;
const keyOf = (name: string) => `hashtextextended('fourfold worker ' || ${name}, 0)`;
const gate = keyOf("'starts'");

const announced = `select pg_advisory_lock(${keyOf("id")}) from unnest($1::text[]) as id`;

// A machine that vanishes closes no connection: the server notices after 15 + 3 × 5 s of silence.
const noticeSilence = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3`;

// `materialized`, so that each id is tried once. A lock that can be had belongs to nobody.
const dead = `
  with locked as materialized (
    select locked_by as id from graphile_worker._private_jobs where locked_by is not null
    union
    select locked_by from graphile_worker._private_job_queues where locked_by is not null)
  select id from locked
  where id <> all($1::text[]) and pg_try_advisory_xact_lock(${keyOf("id")})`;

// One that was put in line again meanwhile has lost its key and its tries: it would lie there for ever.
const removeReplaced = `
  delete from graphile_worker._private_jobs
  where locked_by = any($1::text[]) and key is null and attempts >= max_attempts`;

// So would one of a worker that lives, which failed after it had been put in line again: what waits does its
// work, of a list the minute's sweep. What the clock asked for has one try; that it failed is told for a day.
const removeFailed = `
  delete from graphile_worker._private_jobs
  where locked_by is null and key is null and attempts >= max_attempts
    and (max_attempts > 1 or updated_at < now() - interval '1 day')`;

// But a list that was replaced is not in the one that waits now: it is worked through all the same.
const reviveLists = `
  update graphile_worker._private_jobs set attempts = 0
  where locked_by = any($1::text[]) and key is null and attempts >= max_attempts
    and json_typeof(payload) = 'array'`;

/** @param pool the owner's: the queue's tables are its own */
export function createPresence(pool: pg.Pool): Presence {
  let client: pg.PoolClient | null = null;
  let own: string[] = [];
  let isLeaving = false;

  /** A connection on which that was said; given back when it could not be. */
  async function connectAnd(sql: string, values: unknown[] = []): Promise<pg.PoolClient> {
    const made = await pool.connect();
    try {
      await made.query(noticeSilence);
      await made.query(sql, values);
      return made;
    } catch (error) {
      made.release(true);
      throw error;
    }
  }

  /** Holds the connection; the database may go away and take the presence along. */
  function hold(made: pg.PoolClient): void {
    client = made;
    const lose = () => {
      if (client !== made) return;
      client = null;
      made.release(true);
      log.warn({ workers: own }, "a worker's presence was lost with its connection");
      void regain();
    };
    made.once("error", lose).once("end", lose);
  }

  async function regain(): Promise<void> {
    while (!isLeaving) {
      await sleep(regainEveryMs, undefined, { ref: false });
      const made = await connectAnd(announced, [own]).catch(() => null);
      if (made && !isLeaving) return hold(made);
      made?.release(true);
    }
  }

  return {
    async begin() {
      hold(await connectAnd(`select pg_advisory_lock_shared(${gate})`));
    },
    async announce(poolIds) {
      own = poolIds;
      await client?.query(announced, [poolIds]);
      await client?.query(`select pg_advisory_unlock_shared(${gate})`);
    },
    async releaseDead() {
      const judge = await pool.connect();
      try {
        await judge.query("begin");
        const { rows: gates } = await judge.query<{ isFree: boolean }>(
          `select pg_try_advisory_xact_lock(${gate}) as "isFree"`,
        );
        const { rows } = gates[0]?.isFree
          ? await judge.query<{ id: string }>(dead, [own])
          : { rows: [] };
        const ids = rows.map(({ id }) => id);
        if (ids.length > 0) {
          await judge.query(reviveLists, [ids]);
          await judge.query(removeReplaced, [ids]);
          await judge.query("select graphile_worker.force_unlock_workers($1::text[])", [ids]);
        }
        await judge.query(removeFailed);
        await judge.query("commit");
        if (ids.length > 0) log.warn({ workers: ids }, "jobs of dead workers are free again");
        return ids;
      } catch (error) {
        await judge.query("rollback").catch(() => {});
        throw error;
      } finally {
        judge.release();
      }
    },
    async leave() {
      isLeaving = true;
      const held = client;
      client = null;
      // Closed, not handed back: with the connection its locks end.
      held?.release(true);
    },
  };
}
