import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { openDatabase } from "../../../app/db.server.ts";
import { migrate, readMigrations } from "../../../app/ledger/database/migrate.server.ts";
import { freshDatabaseUrl } from "../../database.ts";
import { catalogue } from "./catalogue.ts";

const run = promisify(execFile);
const environment = (url: string) => ({
  ...process.env,
  DATABASE_URL: url,
  CHECKPOINT_DISABLE: "1",
});
const prisma = (url: string, ...words: string[]) =>
  run("npx", ["prisma", ...words], { env: environment(url) });

/** Makes the tables of schema.prisma. The command is done long before a timer of its own lets it end. */
async function push(url: string): Promise<void> {
  const words = ["node_modules/prisma/build/index.js", "db", "push", "--skip-generate"];
  const command = spawn(process.execPath, words, { env: environment(url) });
  let said = "";
  const isDone = await new Promise<boolean>((resolve) => {
    const hear = (piece: Buffer) => {
      said += piece.toString();
      if (said.includes("is now in sync")) resolve(true);
    };
    command.stdout.on("data", hear);
    command.stderr.on("data", hear);
    command.once("exit", (code) => resolve(code === 0));
  });
  command.kill();
  if (!isDone) throw new Error(said);
}

/** An empty database: no template, no migrations. */
async function emptyDatabase(name: string): Promise<string> {
  const server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`drop database if exists ${name} with (force)`);
  await server.query(`create database ${name}`).finally(() => server.end());
  const url = new URL(inject("databaseServer"));
  url.pathname = `/${name}`;
  return url.href;
}

// Prisma's command line takes seconds to start, tens of them on a busy machine.
const cliTimeout = { timeout: 180_000 };

test(
  "the migrations and schema.prisma agree on tables, columns, keys and indexes",
  cliTimeout,
  async () => {
    const pushed = await emptyDatabase("pushed");
    await push(pushed);
    const migrated = await freshDatabaseUrl();
    expect(await catalogue(migrated.url)).toEqual(await catalogue(pushed));

    // The comparison sees a planted difference of each kind.
    const client = new pg.Client({ connectionString: migrated.url });
    await client.connect();
    const faults = [
      "alter table orders alter column units type bigint",
      "alter table orders alter column units drop not null",
      "alter table inbox alter column attempts set default 1",
      "drop index orders_shop_id_sale_day_idx",
      "alter table target drop constraint target_pkey",
      "create table forgotten (shop_id bigint)",
    ];
    const agreed = await catalogue(pushed);
    for (const fault of faults) {
      await client.query(fault);
      const now = await catalogue(migrated.url);
      expect(now, fault).not.toEqual(agreed);
      agreed.splice(0, agreed.length, ...now);
    }
    await client.end();
    await migrated.drop();
  },
);

test(
  "Prisma's own status command finds the database we migrated up to date",
  cliTimeout,
  async () => {
    const { url, drop } = await freshDatabaseUrl();
    const { stdout } = await prisma(url, "migrate", "status");
    expect(stdout).toContain("Database schema is up to date!");
    await drop();
  },
);

test("processes that start at once migrate once", async () => {
  const url = await emptyDatabase("raced");
  const all = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url })));
  const { rows } = await all[0]!.owner.query("select migration_name from _prisma_migrations");
  expect(rows.map((row: { migration_name: string }) => row.migration_name)).toEqual(
    readMigrations().map(({ name }) => name),
  );
  await Promise.all(all.map((db) => db.close()));
});

test("a failing migration is named and leaves nothing; mended, it runs", async () => {
  const owner = new pg.Pool({ connectionString: await emptyDatabase("failing") });
  const good = { name: "0001_good", sql: "create table good (a int)", checksum: "1" };
  const bad = { name: "0002_bad", sql: "create table bad (a int); select 1 / 0", checksum: "2" };
  await expect(migrate(owner, [good, bad])).rejects.toThrow(/migration 0002_bad failed/);
  const { rows } = await owner.query(
    "select to_regclass('good') as good, to_regclass('bad') as bad",
  );
  expect(rows).toEqual([{ good: "good", bad: null }]);
  const mended = { ...bad, sql: "create table bad (a int)" };
  expect(await migrate(owner, [good, mended])).toEqual(["0002_bad"]);
  expect(await migrate(owner, [good, mended])).toEqual([]);
  await owner.end();
});

test("a migration changed after it was applied and a newer database are refused", async () => {
  const owner = new pg.Pool({ connectionString: await emptyDatabase("changed") });
  const first = { name: "0001_first", sql: "select 1", checksum: "1" };
  await migrate(owner, [first]);
  await expect(migrate(owner, [{ ...first, checksum: "9" }])).rejects.toThrow(
    /0001_first was changed after this database applied it/,
  );
  await expect(migrate(owner, [])).rejects.toThrow(/0001_first, which this release does not know/);
  await owner.end();
});
