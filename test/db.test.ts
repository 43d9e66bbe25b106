import { afterAll, beforeAll, expect, test } from "vitest";
import {
  inShop,
  isSqlState,
  openDatabase,
  together,
  type Client,
  type Db,
} from "../app/db.server.ts";
import { appUrl } from "../app/ledger/database/roles.server.ts";
import { freshDatabase, freshDatabaseUrl, testShop } from "./database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

test("numbers and days come back as the types that hold them exactly", async () => {
  const sql = `select 9007199254740993::int8 as id, 7::int4 as n, 0.10::numeric as share,
    '2026-03-29'::date as day, '2026-03-29T01:30:00Z'::timestamptz as at,
    '{9007199254740993,NULL}'::int8[] as ids, '{0.10}'::numeric[] as shares,
    '{2026-03-29}'::date[] as days, '{}'::int8[] as none`;
  for (const pool of [db.owner, db.app])
    expect((await pool.query(sql)).rows).toEqual([
      {
        id: 9007199254740993n,
        n: 7,
        share: "0.10",
        day: "2026-03-29",
        at: new Date("2026-03-29T01:30:00Z"),
        ids: [9007199254740993n, null],
        shares: ["0.10"],
        days: ["2026-03-29"],
        none: [],
      },
    ]);
});

test("bigints, days and instants go in as they came out", async () => {
  const values = [9007199254740993n, "2026-03-29", new Date("2026-03-29T01:30:00.123Z")];
  const sql = "select $1::int8 as a, $2::date as b, $3::timestamptz as c";
  const { rows } = await db.app.query(sql, values);
  expect(Object.values(rows[0] as object)).toEqual(values);
});

test("what a transaction wrote before it failed is gone, and its connection is used again", async () => {
  const shop = await testShop(db);
  const failing = inShop(db, shop.id, async (client) => {
    await client.query("update shop set currency = 'EUR'");
    throw new Error("our own");
  });
  await expect(failing).rejects.toThrow("our own");
  const { rows } = await inShop(db, shop.id, (client) => client.query("select currency from shop"));
  expect(rows).toEqual([{ currency: "USD" }]);
  expect(db.app.idleCount).toBe(db.app.totalCount);
});

test("statements that are begun together run in that order", async () => {
  const shop = await testShop(db);
  const [put, seen] = await inShop(db, shop.id, (client) =>
    together([
      client.query("update shop set currency = 'CHF'"),
      client.query<{ currency: string }>("select currency from shop"),
    ]),
  );
  expect(put.rowCount).toBe(1);
  expect(seen.rows).toEqual([{ currency: "CHF" }]);
});

test("of statements begun together the first that fails is told, once none is left to come", async () => {
  const shop = await testShop(db);
  const ended: string[] = [];
  const failing = inShop(db, shop.id, (client) => {
    const ask = (name: string, text: string) =>
      client.query(text).finally(() => void ended.push(name));
    const later = async () => {
      await ask("second", "select 1");
      await ask("third", "update shop set currency = 'EUR'");
    };
    // The first statement of `later` succeeds, its next one follows the error.
    return together([later(), ask("division", "select 1 / 0")]);
  });
  await expect(failing).rejects.toThrow("division by zero");
  expect(ended).toEqual(["second", "division", "third"]);
  const { rows } = await inShop(db, shop.id, (client) => client.query("select currency from shop"));
  expect(rows).toEqual([{ currency: "USD" }]);
  expect(db.app.idleCount).toBe(db.app.totalCount);
});

test("a cause is told even when the statement behind it is heard of before it", async () => {
  const shop = await testShop(db);
  const slowToTell = async (client: Client) => {
    try {
      await client.query("select 1 / 0");
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const failing = inShop(db, shop.id, (client) =>
    together([client.query("select 1"), slowToTell(client), client.query("select 2")]),
  );
  await expect(failing).rejects.toThrow("division by zero");
});

test("a connection that breaks inside a transaction does not go back to the pool", async () => {
  const shop = await testShop(db);
  const broken = inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    await db.owner.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
    await client.query("select 1");
  });
  await expect(broken).rejects.toThrow();
  await inShop(db, shop.id, (client) => client.query("select 1"));
});

test("the app's role logs in with a password derived from the owner's, on any database", async () => {
  const { url, drop } = await freshDatabaseUrl();
  const other = await openDatabase({ url });
  const { rows } = await other.app.query("select current_user as role");
  expect(rows).toEqual([{ role: "fourfold_app" }]);
  await other.close();
  await drop();
  const derived = new URL(
    appUrl("postgresql://me:secret@db.test:5433/shop?sslmode=require", undefined),
  );
  expect(derived.username).toBe("fourfold_app");
  expect(derived.host + derived.pathname + derived.search).toBe(
    "db.test:5433/shop?sslmode=require",
  );
  expect(derived.password).not.toContain("secret");
});

test("an owner without a password needs a key to derive from", () => {
  expect(() => appUrl("postgresql://me@db.test/shop", undefined)).toThrow(/FOURFOLD_KEY/);
  const key = "a text of at least thirty-two characters";
  expect(new URL(appUrl("postgresql://me@db.test/shop", key)).password).not.toBe("");
});

test("a database that is away is told as such", async () => {
  await expect(openDatabase({ url: "postgresql://me:x@127.0.0.1:9/none" })).rejects.toThrow(
    /ECONNREFUSED/,
  );
});

test("what a socket says is told from a code of Postgres", () => {
  expect(["08006", "57P01", "XX000", "42P01"].map(isSqlState)).toEqual([true, true, true, true]);
  expect(["EPIPE", "ECONNRESET", "ENOENT"].map(isSqlState)).toEqual([false, false, false]);
});
