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

const rounds = 4;
/** What a schema is made of, as text. */
const shapes = [
  `select table_name, column_name, data_type, is_nullable, column_default
   from information_schema.columns where table_schema = 'public'`,
  "select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public'",
  "select tablename, indexdef from pg_indexes where schemaname = 'public'",
  `select proname, pg_get_functiondef(oid) from pg_proc
   where pronamespace = 'public'::regnamespace and prokind = 'f'`,
  "select migration_name, checksum from _prisma_migrations where finished_at is not null",
];

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

export async function migration({ seed, say }: ScenarioOptions): Promise<Outcome> {
  const random = createRandom(seed);
  const all = readMigrations().length;
  const postgres = await openPostgres();
  try {
    await postgres.create("calm");
    await (await openDatabase({ url: postgres.url("calm") })).close();
    const shapeOf = async (name: string) => {
      const rows = [];
      for (const sql of shapes) rows.push(...(await ask(postgres.url(name), sql)));
      return rows.map((row) => JSON.stringify(row)).sort();
    };
    const due = await shapeOf("calm");
    const stops: number[] = [];
    const problems: string[] = [];
    for (let n = 0; n < rounds; n += 1) {
      const name = `interrupted_${n}`;
      const killsPostgres = n % 2 === 1;
      const at = random.whole(1, all - 2);
      const stopped = await round(postgres, name, { at, killsPostgres });
      say(`${killsPostgres ? "Postgres" : "the process"} killed after ${stopped} of ${all}`);
      stops.push(stopped);
      const got = await shapeOf(name);
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
  } finally {
    await postgres.remove();
  }
}
