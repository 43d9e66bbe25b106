// What .deploy/README.md says of backups, done: dumped by pg_dump as the role that the guide makes, restored
// on a server that never knew of it, with the guide's own statements.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { jobs } from "../../app/jobs/index.ts";
import { prepareQueue } from "../../app/jobs/queue.server.ts";
import { openPostgres, type Postgres } from "../chaos/postgres.ts";
import { schemaOf } from "../chaos/schema.ts";
import { terminal } from "../commands/terminal.ts";
import { testShop } from "../database.ts";
import { deliver, drainAll, order } from "../ingest/deliver.ts";
import { dump } from "./pg-dump.ts";

const guide = readFileSync(join(import.meta.dirname, "../../.deploy/README.md"), "utf8");
const domain = "kept.myshopify.com";
const now = new Date("2026-03-20T12:00:00Z");
/** Roles belong to a whole server, and other tests use this one. */
const [boss, backup] = [`boss_${process.pid}`, `backup_${process.pid}`];
const database = `backup_${process.pid}`;

const server = new URL(inject("databaseServer"));
/** The app's own role has a password made of its owner's: whoever shares a server shares that. */
const password = decodeURIComponent(server.password);

function on(address: string, name: string, user?: string): string {
  const url = new URL(address);
  url.pathname = `/${name}`;
  if (user) [url.username, url.password] = [user, encodeURIComponent(password)];
  return url.href;
}

async function ask<T extends object>(url: string, ...statements: string[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: T[] = [];
    for (const sql of statements) ({ rows } = await client.query<T>(sql));
    return rows;
  } finally {
    await client.end();
  }
}

/** Statements that the guide gives, each alone, with the names of this test. */
const statements = (text: string | undefined) =>
  text!
    .replaceAll("…", password.replaceAll("'", "''"))
    .replaceAll("boss", boss)
    .replaceAll("role backup", `role ${backup}`)
    .replaceAll("to backup", `to ${backup}`)
    .replaceAll("database fourfold", `database ${database}`)
    .split(";")
    .map((sql) => sql.trim())
    .filter(Boolean);

/** Every row of every table, and where each count of ids stands, as text. */
async function rowsOfAll(url: string): Promise<Record<string, string[]>> {
  const tables = await ask<{ name: string }>(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') order by name`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await ask<{ row: string }>(url, `select t::text as row from ${name} t order by 1`);
    all[name] = rows.map(({ row }) => row);
  }
  const ids = await ask<{ id: string }>(
    url,
    `select format('%s %s', sequencename, last_value) as id from pg_sequences
     where schemaname = 'public' order by 1`,
  );
  return { ...all, ids: ids.map(({ id }) => id) };
}

/** Who may do what with each table and function, and whose it is. */
const rights = `
  select relname, relowner::regrole::text as owner, grantee::regrole::text, privilege_type
  from pg_class, aclexplode(relacl) where relnamespace = 'public'::regnamespace
  union all select proname, proowner::regrole::text, grantee::regrole::text, privilege_type
  from pg_proc, aclexplode(proacl) where pronamespace = 'public'::regnamespace order by 1, 2, 3, 4`;

const scorecardOf = (db: Db) =>
  terminal(db, now).json(
    ...["scorecard", "--shop", domain, "--from", "2026-03-01", "--to", "2026-03-15"],
  );

let source: Db;
let other: Postgres;

beforeAll(async () => {
  const admin = server.href;
  await ask(
    admin,
    `create role ${boss} login createrole password ${pg.escapeLiteral(password)}`,
    `grant fourfold_door, fourfold_app to ${boss} with admin option`,
    `create database ${database} owner ${boss}`,
    ...statements(/`(create role backup[^`]+)`/.exec(guide)?.[1]),
  );
  source = await openDatabase({ url: on(admin, database, boss) });
  await prepareQueue(source, jobs);
  const mine = await testShop(source, { domain });
  const another = await testShop(source, { domain: "another.myshopify.com" });
  for (const shop of [mine, another]) {
    const bodies = Array.from({ length: 40 }, (_, n) =>
      order(1_000 + n, {
        at: `2026-03-${String(1 + (n % 14)).padStart(2, "0")}T10:00:00Z`,
        price: `${10 + n}.50`,
        customerId: 1 + (n % 9),
        email: `buyer${n % 9}@example.com`,
        note: 'it\'s \\ "quoted"\nand of two lines',
      }),
    );
    await deliver(
      source,
      shop.id,
      bodies.map((body) => ({ topic: "orders/create", body })),
    );
    // One that is parked: sealed, as bytes.
    await deliver(source, shop.id, [{ topic: "orders/create", body: { id: "none" } }]);
    await drainAll(source, shop.id);
  }
  other = await openPostgres();
});

afterAll(async () => {
  await source?.close();
  await other?.remove();
  await ask(
    server.href,
    `drop database if exists ${database} with (force)`,
    ...[boss, backup].flatMap((role) => [`drop owned by ${role}`, `drop role ${role}`]),
  );
});

test("a dump restored as the guide says is the same shop to the last row, and goes on", async () => {
  const address = on(server.href, database);
  await expect(dump(on(address, database, boss))).rejects.toThrow(/row-level security/);
  const sql = await dump(on(address, database, backup));

  const restored = on(other.url("postgres"), database);
  const made = /^ {4}(create role boss[^]*?owner boss;)$/m.exec(guide)?.[1];
  await ask(other.url("postgres"), ...statements(made));
  await ask(restored, sql);

  expect(await rowsOfAll(restored)).toEqual(await rowsOfAll(address));
  expect(await schemaOf(restored)).toEqual(await schemaOf(address));
  expect(await ask(restored, rights)).toEqual(await ask(address, rights));

  const db = await openDatabase({ url: on(restored, database, boss) });
  try {
    const before = await scorecardOf(db);
    expect(before).toEqual(await scorecardOf(source));
    const fourfold = terminal(db, now);
    const { checks } = await fourfold.json<{ checks: { check: string; ok: boolean }[] }>("doctor");
    expect(checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual([
      `shop another.myshopify.com`,
      `shop ${domain}`,
    ]);

    // It takes what comes next, and no shop's rows without a shop.
    const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
    await deliver(db, rows[0]!.id, [
      { topic: "orders/create", body: order(2_000, { at: "2026-03-05T10:00:00Z" }) },
    ]);
    await drainAll(db, rows[0]!.id);
    expect(await scorecardOf(db)).not.toEqual(before);
    expect((await db.app.query("select 1 from orders")).rows).toEqual([]);
  } finally {
    await db.close();
  }
});
