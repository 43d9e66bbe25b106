import type { Db } from "../../db.server.ts";
import { inShop } from "../../db.server.ts";
import { shopifyEnv } from "../../env.server.ts";
import { dayIn } from "../../ledger/day.ts";
import { open, seal } from "../../ledger/keys.server.ts";
import { countOtherKeys } from "../../ledger/rekey.server.ts";
import { readOptions, Refused, type Command, type Terminal } from "./command.ts";

type Check = { check: string; ok: boolean; found: string; todo: string | null };

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** `run` gives what was found and, where it is not well, what to do. */
async function check(
  name: string,
  run: () =>
    Promise<{ found: string; todo?: string | null }> | { found: string; todo?: string | null },
): Promise<Check> {
  try {
    const { found, todo = null } = await run();
    return { check: name, ok: todo === null, found, todo };
  } catch (error) {
    return { check: name, ok: false, found: message(error), todo: "see the message" };
  }
}

const machine = [
  () =>
    check("node", () => {
      const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
      const isNew = major > 22 || (major === 22 && minor >= 18);
      const todo = isNew ? null : "use Node 22.18 or later; npm run fourfold brings its own";
      return { found: process.version, todo };
    }),
  () =>
    check("time zones", () => {
      // New York's clocks went back on 2025-11-02 at 06:00 UTC: 04:30 UTC is still the day before in
      // winter time only.
      const day = dayIn(new Date("2025-07-01T04:30:00Z"), "America/New_York");
      const isRight = day === "2025-07-01";
      const todo = isRight ? null : "install a Node with full ICU time zone data";
      return { found: `tzdata ${process.versions.tz ?? "unknown"}`, todo };
    }),
  () =>
    check("key ring", () => {
      const isWhole = open(seal("fourfold")) === "fourfold";
      return { found: "seals and opens", todo: isWhole ? null : "check FOURFOLD_KEY" };
    }),
];

async function one<T>(db: Db, text: string): Promise<T | undefined> {
  const { rows } = await db.owner.query(text);
  return rows[0] as T | undefined;
}

const house = [
  (db: Db) =>
    check("postgres", async () => {
      const row = await one<{ version: string; number: number }>(
        db,
        `select current_setting('server_version') as version,
           current_setting('server_version_num')::int as number`,
      );
      const isNew = (row?.number ?? 0) >= 150_000;
      return { found: row?.version ?? "unknown", todo: isNew ? null : "use Postgres 15 or later" };
    }),
  (db: Db) =>
    check("migrations", async () => {
      const row = await one<{ done: bigint; last: string }>(
        db,
        `select count(*) as done, max(migration_name) as last from _prisma_migrations
         where finished_at is not null and rolled_back_at is null`,
      );
      return { found: `${row?.done ?? 0} applied, last ${row?.last ?? "none"}` };
    }),
  (db: Db) =>
    check("plain role", async () => {
      const { rows } = await db.app.query<{ name: string; power: boolean }>(
        `select rolname as name, rolsuper or rolbypassrls as power from pg_roles
         where rolname = current_user`,
      );
      const [role] = rows;
      const todo = role && !role.power ? null : "the app's role must not bypass row-level security";
      return { found: role?.name ?? "unknown", todo };
    }),
  (db: Db) =>
    check("row-level security", async () => {
      const { rows } = await db.owner.query<{ name: string }>(
        `select c.relname as name from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and not (c.relrowsecurity and c.relforcerowsecurity)`,
      );
      const open = rows.map(({ name }) => name).join(", ");
      if (open === "") return { found: "forced on every table of shops" };
      return { found: `not forced on ${open}`, todo: "restore the migrations' policies" };
    }),
];

const queue = (db: Db) =>
  check("jobs", async () => {
    const row = await one<{ isThere: boolean }>(
      db,
      `select to_regclass('graphile_worker._private_jobs') is not null as "isThere"`,
    );
    if (!row?.isThere) return { found: "no queue yet: no server has run on this database" };
    const jobs = await one<{ failed: number; late: number }>(
      db,
      `select count(*) filter (where attempts >= max_attempts)::int as failed,
         count(*) filter (where locked_at is null and attempts < max_attempts
           and run_at < now() - interval '10 minutes')::int as late
       from graphile_worker._private_jobs`,
    );
    const { failed = 0, late = 0 } = jobs ?? {};
    const todo = [
      failed > 0 ? "read the log for jobs without a try left" : "",
      late > 0 ? "run the worker: npm start" : "",
    ].filter(Boolean);
    return {
      found: `${failed} failed, ${late} late by ten minutes`,
      todo: todo.length > 0 ? todo.join("; ") : null,
    };
  });

const environment = () =>
  check("environment", () => {
    try {
      const { appUrl } = shopifyEnv();
      const isSafe = appUrl.startsWith("https://");
      const todo = isSafe ? null : "set SHOPIFY_APP_URL to an address with https";
      return { found: appUrl, todo };
    } catch (error) {
      // The command line needs none of it.
      return { found: `${message(error)}; only a server needs them` };
    }
  });

type Waiting = {
  dirty: bigint;
  parked: bigint;
  waiting: bigint;
  refetch: bigint;
  requests: bigint;
  unread: bigint;
};

async function shopChecks(db: Db): Promise<Check[]> {
  const { rows: shops } = await db.app.query<{ id: bigint; domain: string }>(
    "select id, domain from shops_all() order by domain",
  );
  const checks: Check[] = [];
  for (const { id, domain } of shops) {
    const found = await check(`shop ${domain}`, async () => {
      const { rows } = await inShop(db, id, (client) =>
        client.query<Waiting>(
          `select (select count(*) from dirty_day) as dirty,
             (select count(*) from inbox where state = 'parked') as parked,
             (select count(*) from inbox where state = 'new') as waiting,
             (select count(*) from inbox where state = 'answered') as requests,
             (select count(*) from backfill where state = 'failed') as unread,
             (select count(*) from refetch) as refetch`,
        ),
      );
      const { dirty = 0n, parked = 0n, waiting = 0n, refetch = 0n } = rows[0] ?? {};
      const { requests = 0n, unread = 0n } = rows[0] ?? {};
      const old = await inShop(db, id, (client) => countOtherKeys(client, id));
      const todo = [
        dirty > 0n ? `run the worker, or: fourfold rebuild --shop ${domain}` : "",
        parked > 0n ? "read the reasons of parked deliveries: fourfold export, inbox.csv" : "",
        waiting > 0n ? "run the worker: npm start" : "",
        unread > 0n ? "read the history again: Data, Read history" : "",
        requests > 0n ? `hand over: fourfold data-requests --shop ${domain} --to DIR` : "",
        old > 0 ? `${old} rows lie under an earlier secret: fourfold rotate-keys` : "",
      ].filter(Boolean);
      return {
        found: `${dirty} dirty days, ${waiting} deliveries waiting, ${parked} parked, ${refetch} to refetch`,
        todo: todo.length > 0 ? todo.join("; ") : null,
      };
    });
    checks.push(found);
  }
  return checks;
}

async function databaseChecks(terminal: Terminal): Promise<Check[]> {
  let db: Db;
  try {
    db = await terminal.open();
  } catch (error) {
    const todo = "set DATABASE_URL to a running Postgres, or leave it out for the embedded one";
    return [{ check: "database", ok: false, found: message(error) || "not reachable", todo }];
  }
  try {
    const checks: Check[] = [{ check: "database", ok: true, found: "reachable", todo: null }];
    for (const run of [...house, queue]) checks.push(await run(db));
    const shops = await shopChecks(db).catch((error: unknown): Check[] => [
      { check: "shops", ok: false, found: message(error), todo: "see the message" },
    ]);
    return [...checks, ...shops];
  } finally {
    await db.close();
  }
}

export const doctorCommand: Command = {
  usage: "doctor",
  words: "checks database, keys, jobs and shops, and says what to do",
  async run(args, terminal) {
    readOptions(args, {});
    const checks: Check[] = [];
    for (const run of [...machine, environment]) checks.push(await run());
    checks.push(...(await databaseChecks(terminal)));
    const report = { ok: checks.every(({ ok }) => ok), checks };
    const database = checks.find(({ check: name }) => name === "database");
    if (database?.ok) return report;
    terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    throw new Refused(`no database: ${database?.found}`);
  },
};
