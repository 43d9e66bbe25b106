import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { inShop, openDatabase, type Db } from "../app/db.server.ts";
import type { ShopContext } from "../app/ledger/facts.ts";

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("databaseServer") });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The owner's address of a new, migrated, empty database; `drop` takes it away again. */
export async function freshDatabaseUrl(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`create database ${name} template fourfold_template`);
  const url = new URL(inject("databaseServer"));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database ${name} with (force)`) };
}

/** A new, migrated, empty database; `close()` drops it. */
export async function freshDatabase(): Promise<Db> {
  const { url, drop } = await freshDatabaseUrl();
  const db = await openDatabase({ url });
  return {
    ...db,
    async close() {
      await db.close();
      await drop();
    },
  };
}

let made = 0;

/** An installed shop; defaults: a domain of its own, UTC, USD. */
export async function testShop(
  db: Db,
  options: { domain?: string; timeZone?: string; currency?: string } = {},
): Promise<ShopContext> {
  const domain = options.domain ?? `test-${process.pid}-${++made}.myshopify.com`;
  const timeZone = options.timeZone ?? "UTC";
  const currency = options.currency ?? "USD";
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]!.id;
  await inShop(db, id, (client) =>
    client.query(
      `update shop set state = 'installed', installed_at = now(), configured = true,
         time_zone = $1, currency = $2 where id = $3`,
      [timeZone, currency, id],
    ),
  );
  return { id, domain, timeZone, currency };
}
