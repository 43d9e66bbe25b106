import { EventEmitter } from "node:events";
import { parseCronItems, run } from "graphile-worker";
import type { CronItem, TaskList, WorkerEvents } from "graphile-worker";

import type { Db } from "../db.server.ts";
import type { GraphqlFor } from "../ingest/refetch.server.ts";
import { log } from "../log.server.ts";
import { jobs } from "./index.ts";
import type { Job, JobDeps } from "./job.ts";
import { openQueuePool } from "./queue-pool.server.ts";
import { createPresence } from "./presence.server.ts";
import { addJobs, prepareQueue, queueLogger } from "./queue.server.ts";

export type WorkerHandle = {
  /** Lets running jobs end; after 8 s what still runs is given up and found again by the next start. */
  stop(): Promise<void>;
};

// Two cores, and a line of drains holds two of the pool's twelve connections.
const CONCURRENCY = 4;
const STOP_WITHIN_MS = 8_000;
/** How often it is looked for workers that died; at the start at once. */
const LOOK_EVERY_MS = 5_000;

/** Starts working through the queue, and the clock of the jobs that have a cron pattern. */
export async function startWorker(
  db: Db,
  { now = () => new Date(), graphqlFor }: { now?: () => Date; graphqlFor: GraphqlFor },
): Promise<WorkerHandle> {
  await prepareQueue(db);
  const deps: JobDeps = { db, now, graphqlFor, addJobs: (specs) => addJobs(db, specs) };
  const taskList: TaskList = {};
  for (const job of jobs) {
    taskList[job.name] = (payload, { abortSignal }) =>
      job.run(payload, { ...deps, signal: abortSignal });
  }
  const pgPool = openQueuePool(db);
  const presence = createPresence(pgPool);
  await presence.releaseDead();
  await presence.begin();
  const events = new EventEmitter() as WorkerEvents;
  const created = new Promise<string>((resolve) =>
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id)),
  );
  const runner = await run({
    pgPool,
    events,
    logger: queueLogger,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    taskList,
    parsedCronItems: parseCronItems(jobs.flatMap(clockOf)),
  });
  await presence.announce(await created);
  const look = () =>
    presence
      .releaseDead()
      .catch((error: Error) => log.warn({ error }, "could not look for dead workers"));
  const looking = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(looking);
      let late: NodeJS.Timeout | undefined;
      const patience = new Promise<"late">((resolve) => {
        late = setTimeout(() => resolve("late"), STOP_WITHIN_MS);
      });
      const outcome = await Promise.race([runner.stop().then(() => "ended"), patience]);
      clearTimeout(late);
      if (outcome === "late") {
        log.warn({}, "jobs still ran when the worker had to stop");
        await runner.kill();
      }
      await presence.leave();
      await pgPool.end();
    },
  };
}

// A missed minute needs no catching up: the next run does all there is.
const CRON = { backfillPeriod: 0, maxAttempts: 1 };
const everyMinute = "* * * * *";

/**
 * What looks at all shops each minute does so one after the other: all at once they would take every
 * place of the worker, and deliveries would wait for seconds.
 */
export function clockOf({ name: task, cron: match }: Job): CronItem[] {
  if (match === undefined) return [];
  const line = match === everyMinute ? { queueName: "every-minute", jobKey: task } : {};
  return [{ task, match, options: { ...CRON, ...line } }];
}
