import { expect, test } from "vitest";
import { createMetrics, kindOf } from "../../app/commands/metrics.server.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { freshDatabase } from "../database.ts";

test("jobs that failed are counted while the queue lets them wait, and for good at the end", async () => {
  const db = await freshDatabase();
  try {
    const names = ["one", "two", "three", "later"].map((name) => ({ name }));
    await prepareQueue(db, names);
    await addJobs(
      db,
      names.map(({ name }) => ({ name, key: name, payload: {} })),
    );
    // As the queue leaves a job after a failure: unlocked, and put off, after the last one too.
    const set = (key: string, attempts: number, hours: number) =>
      db.owner.query(
        `update graphile_worker._private_jobs
         set attempts = ${attempts}, run_at = now() + interval '${hours} hours' where key = '${key}'`,
      );
    await set("two", 9, 3);
    await set("three", 25, 6);
    await set("later", 0, 1);
    const told = (await createMetrics().text(db)).match(/^fourfold_jobs\{.*$/gm);
    expect(told).toEqual([
      'fourfold_jobs{state="failed"} 1',
      'fourfold_jobs{state="retrying"} 1',
      'fourfold_jobs{state="waiting"} 1',
    ]);
  } finally {
    await db.close();
  }
});

test("an open panel that is kept waiting is no slow page", () => {
  expect(["/app/version", "/app", "/app/kpi/nps", "/api/v1/trend"].map(kindOf)).toEqual([
    ...["live", "page", "page", "api"],
  ]);
});
