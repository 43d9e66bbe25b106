import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { projectFolder } from "./project.server.ts";

export type Migration = { name: string; sql: string; checksum: string };

/** prisma/migrations in their order; the checksum is Prisma's, so its own commands agree. */
export function readMigrations(
  folder = join(projectFolder(), "prisma", "migrations"),
): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Applies what is pending, as owner, one process at a time, each migration in a transaction with its
 * row in Prisma's own table. Costs one short query when nothing is pending. Returns the names applied.
 * Throws an Error when an applied migration was changed afterwards or one fails; nothing of it stays.
 */
export async function migrate(owner: pg.Pool, migrations = readMigrations()): Promise<string[]> {
  if (!pending(await applied(owner), migrations).length) return [];
  const client = await owner.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('fourfold migrate'))");
    await client.query(migrationTable);
    const todo = pending(await applied(client), migrations);
    for (const migration of todo) await apply(client, migration);
    return todo.map(({ name }) => name);
  } finally {
    // Ending the session gives the lock back even after an error in the middle.
    client.release(true);
  }
}

const migrationTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

async function applied(client: pg.Pool | pg.PoolClient): Promise<Map<string, string>> {
  const sql =
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null";
  try {
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(sql);
    return new Map(rows.map((row) => [row.migration_name, row.checksum]));
  } catch (error) {
    // 42P01: no such table, an empty database.
    if ((error as { code?: string }).code === "42P01") return new Map();
    throw error;
  }
}

function pending(done: Map<string, string>, migrations: Migration[]): Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const later = [...done.keys()].filter((name) => !known.has(name));
  if (later.length)
    throw new Error(
      `got a database with ${later.join(", ")}, which this release does not know: start the newer release`,
    );
  for (const { name, checksum } of migrations)
    if (done.has(name) && done.get(name) !== checksum)
      throw new Error(
        `migration ${name} was changed after this database applied it: restore the file, or use a ` +
          "new database (another DATABASE_URL or FOURFOLD_HOME) and import again",
      );
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       values ($1, $2, now(), $3, 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migration ${name} failed, nothing of it was kept`, { cause: error });
  }
}
