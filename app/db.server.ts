import pg from "pg";
import { env } from "./env.server.ts";
import { openEmbedded } from "./ledger/database/embedded.server.ts";
import { defaultHome } from "./ledger/database/home.server.ts";
import { migrate } from "./ledger/database/migrate.server.ts";
import { appUrl, ensureAppRole } from "./ledger/database/roles.server.ts";
import { log } from "./log.server.ts";

export type Db = {
  /** Migrations, statistics and graphile-worker only: it may see every shop. */
  owner: pg.Pool;
  /** Everything else: a plain role under forced row-level security. */
  app: pg.Pool;
  /** The same database by connections of the plain role that nobody else can take; closed with it. */
  apart(connections: number): Db;
  close(): Promise<void>;
};
export type Client = pg.PoolClient;

const asText = (value: string) => value;
/** int8 → bigint, numeric and date → their text, arrays of them alike; the rest as pg gives it. */
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.NUMERIC, asText],
  [pg.types.builtins.DATE, asText],
  [1016, arrayOf(BigInt)],
  [1231, arrayOf(asText)],
  [1182, arrayOf(asText)],
  // int4[] and float8[]: the driver's own reading goes letter by letter.
  [1007, arrayOf(Number)],
  [1022, arrayOf(Number)],
]);

/** None of these types' texts needs quotes inside an array literal. */
function arrayOf<T>(parse: (value: string) => T) {
  return (literal: string) =>
    literal === "{}"
      ? []
      : literal
          .slice(1, -1)
          .split(",")
          .map((item) => (item === "NULL" ? null : parse(item)));
}

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

function pool(connectionString: string, max: number, more: pg.PoolConfig = {}): pg.Pool {
  const named = { connectionString, max, types, application_name: "fourfold" };
  const made = new pg.Pool({ ...named, ...more });
  // A connection that breaks, idle or in the middle of a query, must not end the process: the query
  // fails with its own error, the next one gets a new connection.
  const lost = (error: Error) => log.warn({ error }, "database connection lost");
  made.on("error", lost).on("connect", (client) => client.on("error", lost));
  return made;
}

/**
 * The database, ready: DATABASE_URL (Postgres 15 or later), else the embedded one in FOURFOLD_HOME;
 * migrated as owner; the plain role able to log in. Throws Errors that say what to do.
 */
export async function openDatabase(options: { url?: string; home?: string } = {}): Promise<Db> {
  const given = options.url ?? (options.home ? undefined : env.DATABASE_URL);
  const home = options.home ?? env.FOURFOLD_HOME ?? defaultHome();
  const embedded = given ? null : await openEmbedded(home);
  const url = given ?? embedded?.url ?? "";
  const owner = pool(url, 12);
  try {
    const migrations = await migrate(owner);
    if (migrations.length) log.info({ migrations }, "migrations applied");
    const plain = appUrl(url, env.FOURFOLD_KEY);
    await ensureAppRole(owner, plain);
    const apps: pg.Pool[] = [];
    const apart = (connections: number): Db => {
      const app = pool(plain, connections, { pipeline: true });
      apps.push(app);
      return { owner, app, apart, close: () => (closed ??= close()) };
    };
    const close = async () => {
      await Promise.all([owner, ...apps].map((each) => each.end()));
      await embedded?.leave();
    };
    let closed: Promise<void> | undefined;
    return apart(12);
  } catch (error) {
    await owner.end();
    await embedded?.leave();
    throw error;
  }
}

/** A code of Postgres' own. None of its classes begins with E, as what a socket says may: EPIPE. */
export const isSqlState = (code: string) => /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(code);

/**
 * Waits for statements of one connection that were begun at once: they go out together and come back in the
 * order they were begun. Throws the cause, not what Postgres says of the statements behind it, and not before
 * the last of them ended: none may follow a rollback.
 */
export async function together<const T extends readonly unknown[]>(
  begun: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const failed: unknown[] = [];
  const answers = begun.map((each) =>
    Promise.resolve(each).catch((error: unknown) => void failed.push(error)),
  );
  const all = await Promise.all(answers);
  // 25P02: in_failed_sql_transaction. Which promise is told first says nothing of what failed first.
  const isCause = (error: unknown) => (error as { code?: string }).code !== "25P02";
  if (failed.length > 0) throw failed.find(isCause) ?? failed[0];
  return all as { -readonly [K in keyof T]: Awaited<T[K]> };
}

/** Runs `run` in one transaction of the plain role, bound to one shop; rolls back when it throws. */
export async function inShop<T>(
  db: Db,
  shopId: bigint,
  run: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await db.app.connect();
  let broken: Error | undefined;
  try {
    // Goes out with the first statement of `run`. A bigint prints digits only, so it cannot carry SQL.
    const bound = client.query(
      `begin; select set_config('app.shop_id', '${BigInt(shopId)}', true)`,
    );
    bound.catch(() => {});
    const result = await run(client);
    await bound;
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}
