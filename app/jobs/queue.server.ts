// The job queue's tables live beside ours, reached by the owner alone: the plain role can add nothing.
import { Logger, runMigrations } from "graphile-worker";

import type { Db } from "../db.server.ts";
import { log } from "../log.server.ts";
import type { Job, JobSpec } from "./job.ts";
import { stopWords } from "./stoppable.server.ts";

/** The queue's own words, in our log. */
export const queueLogger = new Logger(() => (level, message) => {
  if (message.includes(stopWords)) log.info({ from: "queue" }, message.split("\n")[0] ?? message);
  else if (level === "error") log.error({ from: "queue" }, message);
  else if (level === "warning") log.warn({ from: "queue" }, message);
  else log.debug({ from: "queue" }, message);
});

/**
 * Creates or updates the queue's tables, and tells it all jobs there are; run it once before the first
 * `addJobs`. The queue takes a new job's name down when it first hears of it: a worker that begins and what
 * is put in line at that moment would each hold a name that the other waits for.
 */
export async function prepareQueue(db: Db, jobs: readonly Pick<Job, "name">[]): Promise<void> {
  await runMigrations({ pgPool: db.owner, logger: queueLogger });
  await db.owner.query(
    `insert into graphile_worker._private_tasks (identifier)
     select name from unnest($1::text[]) as job(name) order by name on conflict do nothing`,
    [jobs.map(({ name }) => name)],
  );
}

/**
 * Puts jobs in line, in one statement. One that waits under the same key keeps its place, so a busy
 * shop cannot push itself back or forward; of two lists the queue makes one.
 */
export async function addJobs(db: Db, given: readonly JobSpec[]): Promise<void> {
  if (given.length === 0) return;
  // In one order: two statements that hold the same keys the other way round would wait for each other.
  const specs = given.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  await db.owner.query(
    `select count(graphile_worker.add_job(name, payload::json, queue_name => queue, run_at => at,
              job_key => key, priority => priority, job_key_mode => 'preserve_run_at'))
       from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::int[])
            as spec(name, payload, queue, at, key, priority)`,
    [
      specs.map((spec) => spec.name),
      specs.map((spec) => JSON.stringify(spec.list ?? spec.payload)),
      specs.map((spec) => spec.queue ?? null),
      specs.map((spec) => spec.runAt ?? null),
      specs.map((spec) => spec.key),
      specs.map((spec) => spec.priority ?? 1),
    ],
  );
}
