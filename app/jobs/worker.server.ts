import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { parseCronItems, run } from "graphile-worker";
import type { CronItem, Runner, TaskList, WorkerEvents } from "graphile-worker";

import type { Db } from "../db.server.ts";
import type { GraphqlFor } from "../ingest/refetch.server.ts";
import { log } from "../log.server.ts";
import { jobs, lanes, type Lane } from "./index.ts";
import type { Job, JobDeps, JobSpec } from "./job.ts";
import { openQueuePool } from "./queue-pool.server.ts";
import { createPresence } from "./presence.server.ts";
import { addJobs, prepareQueue, queueLogger } from "./queue.server.ts";
import { stoppable, Stopping, type Stoppable } from "./stoppable.server.ts";

export type WorkerHandle = {
  /**
   * Lets running jobs end. After 2 s they may begin nothing new, after 3.5 s their statements are cancelled, after
   * 6 s what still runs is given up. What did not end begins again with the next start.
   */
  stop(): Promise<void>;
};

const STOP_MS = { refuse: 2_000, cancel: 3_500, giveUp: 6_000 };
/** How often it is looked for workers that died; at the start at once. */
const LOOK_EVERY_MS = 5_000;

/** Starts working through the queue, and the clock of the jobs that have a cron pattern. */
export async function startWorker(
  db: Db,
  { now = () => new Date(), graphqlFor }: { now?: () => Date; graphqlFor: GraphqlFor },
): Promise<WorkerHandle> {
  await prepareQueue(db, jobs);
  const stopping = new AbortController();
  const deps = {
    ...{ now, graphqlFor, signal: stopping.signal },
    // To the last: what has to follow may be said when nothing else is begun.
    addJobs: (specs: JobSpec[]) => addJobs(db, specs),
  };
  const pgPool = openQueuePool(db);
  const presence = createPresence(pgPool);
  await presence.releaseDead();
  await presence.begin();
  const shared = stoppable(db);
  const started: Started[] = [];
  for (const lane of Object.values<Lane>(lanes)) {
    const lent = lane.connections ? stoppable(db.apart(lane.connections)) : shared;
    started.push(await startLane(pgPool, lane, lent, { ...deps, db: lent.db }));
  }
  await presence.announce(started.map(({ poolId }) => poolId));
  const look = () =>
    presence
      .releaseDead()
      .catch((error: Error) => log.warn({ error }, "could not look for dead workers"));
  const looking = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(looking);
      const ended = Promise.all(started.map(({ runner }) => runner.stop())).then(() => true);
      const within = (ms: number) => Promise.race([ended, sleep(ms, false, { ref: false })]);
      if (!(await within(STOP_MS.refuse))) {
        stopping.abort();
        for (const { lent } of started) lent.refuse();
      }
      if (!(await within(STOP_MS.cancel - STOP_MS.refuse))) {
        for (const { lent } of started) void lent.cancel();
      }
      if (!(await within(STOP_MS.giveUp - STOP_MS.cancel))) {
        log.warn({}, "jobs still ran when the worker had to stop");
        await Promise.all(started.map(({ runner }) => runner.kill()));
        // The library would write down how they ended, and nobody catches that it cannot any more.
        pgPool.connect = () => new Promise<never>(() => {});
      }
      await presence.leave();
      await pgPool.end();
    },
  };
}

type Started = { runner: Runner; poolId: string; lent: Stoppable };

async function startLane(
  pgPool: pg.Pool,
  { places, jobs }: Lane,
  lent: Stoppable,
  deps: JobDeps,
): Promise<Started> {
  const taskList: TaskList = {};
  for (const job of jobs) {
    taskList[job.name] = (payload) =>
      job.run(payload, deps).catch((error: unknown) => {
        throw deps.signal?.aborted ? new Stopping(error) : error;
      });
  }
  const events = new EventEmitter() as WorkerEvents;
  const created = new Promise<string>((resolve) =>
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id)),
  );
  const runner = await run({
    ...{ pgPool, events, taskList, concurrency: places, logger: queueLogger },
    noHandleSignals: true,
    parsedCronItems: parseCronItems(jobs.flatMap(clockOf)),
  });
  return { runner, poolId: await created, lent };
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
