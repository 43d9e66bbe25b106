// A process that brings an empty database up to date is killed in the middle, then Postgres is; whoever
// starts next goes on, and the schema is the one of an undisturbed start.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openDatabase } from "../../app/db.server.ts";
import { readMigrations } from "../../app/ledger/database/migrate.server.ts";
import { app } from "../jobs/sign-in.ts";
import { startRole } from "../jobs/worker-process.ts";
import { createRandom } from "../platform/random.ts";
import { openPostgres, type Postgres } from "./postgres.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { schemaOf } from "./schema.ts";

async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return (await client.query<T>(sql).finally(() => client.end())).rows;
}

/** Ends `victim` when so many migrations are applied; answers how many there were then. */
async function interrupt(url: string, at: number, kill: () => Promise<void>): Promise<number> {
  for (;;) {
    const rows = await ask<{ n: number }>(
      url,
      "select count(*)::int as n from _prisma_migrations",
    ).catch(() => []);
    const n = rows[0]?.n ?? 0;
    if (n >= at) {
      await kill();
      return n;
    }
    await sleep(2);
  }
}

async function round(
  postgres: Postgres,
  name: string,
  { at, killsPostgres }: { at: number; killsPostgres: boolean },
): Promise<number> {
  await postgres.create(name);
  const url = postgres.url(name);
  let end = () => {};
  const dying = startRole("worker", {
    ...{ databaseUrl: url, app },
    onSpawn: (kill) => (end = kill),
  }).then(
    (process) => process.kill(),
    () => {},
  );
  const stopped = await interrupt(url, at, async () => {
    if (killsPostgres) await postgres.kill();
    else end();
  });
  await dying;
  if (killsPostgres) await postgres.start();
  const next = await startRole("worker", { databaseUrl: url, app });
  await next.stop();
  return stopped;
}

type Interruptions = {
  /** Every second one kills Postgres, the others the process that migrates. */
  rounds: number;
  seed: number;
  say: (words: string) => void;
  /** What the schema must be in the end (schemaOf). */
  due: string[];
};

export async function interruptMigrations(
  postgres: Postgres,
  { rounds, seed, say, due }: Interruptions,
): Promise<Outcome> {
  const random = createRandom(seed);
  const all = readMigrations().length;
  const stops: number[] = [];
  const problems: string[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const name = `interrupted_${n}`;
    const killsPostgres = n % 2 === 1;
    const at = random.whole(1, all - 2);
    const stopped = await round(postgres, name, { at, killsPostgres });
    say(`${killsPostgres ? "Postgres" : "the process"} killed after ${stopped} of ${all}`);
    stops.push(stopped);
    const got = await schemaOf(postgres.url(name));
    const differing = new Set(got).symmetricDifference(new Set(due)).size;
    problems.push(...unless(differing === 0, `${name}: ${differing} parts of the schema differ`));
  }
  const inTheMiddle = stops.filter((n) => n < all).length;
  return {
    figures: { migrations: all, rounds, inTheMiddle },
    problems: [
      ...unless(inTheMiddle > 0, "every start was through before it could be interrupted"),
      ...problems,
    ],
  };
}

export async function migration({ seed, say }: ScenarioOptions): Promise<Outcome> {
  const postgres = await openPostgres();
  try {
    await postgres.create("calm");
    await (await openDatabase({ url: postgres.url("calm") })).close();
    const due = await schemaOf(postgres.url("calm"));
    return await interruptMigrations(postgres, { rounds: 4, seed, say, due });
  } finally {
    await postgres.remove();
  }
}
