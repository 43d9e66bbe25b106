import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { freshDatabase } from "../../database.ts";
import { insertRow, tenantTables, type Tenant } from "./tenants.ts";

let db: Db;
let tenants: Tenant[];
const mine = 1001n;
const theirs = 2002n;

// A row in every tenant table for two shops, written by the owner, whom no policy binds.
beforeAll(async () => {
  db = await freshDatabase();
  tenants = await tenantTables(db.owner);
  for (const tenant of tenants)
    for (const shop of [mine, theirs])
      await db.owner.query(insertRow(tenant, shop, `row of ${shop}`));
});
afterAll(() => db.close());

test("the tables found in the catalogue are those of the ledger", () => {
  const names = tenants.map(({ table }) => table);
  expect(names).toEqual(
    expect.arrayContaining(["shop", "inbox", "orders", "contact", "measure_day"]),
  );
  expect(names.length).toBeGreaterThan(20);
  for (const { table, columns, key } of tenants)
    expect(
      columns.map(({ name }) => name),
      table,
    ).toContain(key);
});

test("every tenant table has forced row security, and the app's role may not go around it", async () => {
  const { rows: open } = await db.owner.query(`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname not in ('Session', '_prisma_migrations')
      and not (relrowsecurity and relforcerowsecurity)`);
  expect(open).toEqual([]);
  const { rows: roles } = await db.owner.query(`
    select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles
    where rolname like 'fourfold\\_%' order by 1`);
  const plain = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
  expect(roles).toEqual([
    { rolname: "fourfold_app", ...plain, rolcanlogin: true },
    { rolname: "fourfold_door", ...plain, rolcanlogin: false },
  ]);
  await expect(db.app.query("set role fourfold_door")).rejects.toThrow(/permission denied/);
  await expect(db.app.query("set role none; select * from _prisma_migrations")).rejects.toThrow(
    /permission denied/,
  );
});

test("in every table a shop reads its own row and no other", async () => {
  for (const { table, key } of tenants) {
    const rows = await inShop(db, mine, async (client) => {
      const all = await client.query(`select "${key}" as shop from "${table}"`);
      const asked = await client.query(`select 1 from "${table}" where "${key}" = ${theirs}`);
      const counted = await client.query(`select count(*)::int as n from "${table}"`);
      return [all.rows, asked.rows, counted.rows];
    });
    expect(rows, table).toEqual([[{ shop: mine }], [], [{ n: 1 }]]);
  }
});

test("in every table another shop's row is neither updated nor deleted nor taken over", async () => {
  const { rows: fixed } = await db.app.query<{ table: string }>(
    `select name as table from unnest($1::text[]) name
     where not has_table_privilege(quote_ident(name), 'update')`,
    [tenants.map(({ table }) => table)],
  );
  // A record is added to and never changed, not even by its own shop.
  expect(fixed).toEqual([{ table: "day_record" }]);
  const update = `update day_record set shop_id = shop_id`;
  await expect(inShop(db, mine, (client) => client.query(update))).rejects.toThrow(
    /permission denied/,
  );
  for (const { table, key } of tenants) {
    const isFixed = fixed.some((one) => one.table === table);
    const changed = await inShop(db, mine, async (client) => {
      const updated = isFixed
        ? { rowCount: 0 }
        : await client.query(
            `update "${table}" set "${key}" = "${key}" where "${key}" = ${theirs}`,
          );
      const deleted = await client.query(`delete from "${table}" where "${key}" = ${theirs}`);
      return [updated.rowCount, deleted.rowCount];
    });
    expect(changed, table).toEqual([0, 0]);
    if (isFixed) continue;
    const give = `update "${table}" set "${key}" = ${theirs + 1n}`;
    await expect(
      inShop(db, mine, (client) => client.query(give)),
      table,
    ).rejects.toThrow(/row-level security/);
  }
  for (const { table, key } of tenants) {
    const { rows } = await db.owner.query(`select "${key}" as shop from "${table}" order by 1`);
    expect(rows, table).toEqual([{ shop: mine }, { shop: theirs }]);
  }
});

test("in every table a row for another shop is refused, new or over an existing one", async () => {
  for (const tenant of tenants) {
    const insert = insertRow(tenant, theirs + 1n, "planted");
    const refused = (sql: string) =>
      expect(
        inShop(db, mine, (client) => client.query(sql)),
        sql,
      ).rejects.toThrow(/row-level security/);
    await refused(insert);
    await refused(`${insertRow(tenant, theirs, `row of ${theirs}`)} on conflict do nothing`);
  }
});

test("without a shop no table shows a row or takes one", async () => {
  for (const tenant of tenants) {
    const { rows } = await db.app.query(`select 1 from "${tenant.table}"`);
    expect(rows, tenant.table).toEqual([]);
    const { rowCount } = await db.app.query(`delete from "${tenant.table}"`);
    expect(rowCount, tenant.table).toBe(0);
    await expect(db.app.query(insertRow(tenant, mine, "planted")), tenant.table).rejects.toThrow(
      /row-level security/,
    );
  }
});

test("a shop is bound for its transaction only", async () => {
  await inShop(db, mine, (client) => client.query("select 1"));
  for (let i = 0; i < db.app.totalCount + 1; i++)
    expect((await db.app.query("select 1 from shop")).rows).toEqual([]);
  await expect(inShop(db, mine, (client) => client.query("select 1 / 0"))).rejects.toThrow(
    "division by zero",
  );
  expect((await db.app.query("select 1 from shop")).rows).toEqual([]);
});

test("what bypasses row security is refused: truncate, copy from, views and functions of one's own", async () => {
  for (const { table } of tenants) {
    await expect(db.app.query(`truncate "${table}"`), table).rejects.toThrow(/permission denied/);
    await expect(db.app.query(`alter table "${table}" disable row level security`)).rejects.toThrow(
      /must be owner/,
    );
    await expect(db.app.query(`copy "${table}" from stdin`)).rejects.toThrow(
      /COPY FROM not supported with row-level security/,
    );
  }
  await expect(db.app.query("create view peek as select * from orders")).rejects.toThrow(
    /permission denied/,
  );
});

test("every primary and unique key and every index of a tenant table is led by its shop", async () => {
  const { rows } = await db.owner.query<{ table: string; index: string; first: string }>(`
    select c.relname as table, i.relname as index, a.attname as first
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where c.relnamespace = 'public'::regnamespace
      and c.relname not in ('Session', '_prisma_migrations', 'shop')`);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ first }) => first !== "shop_id")).toEqual([]);
  const { rows: keyless } = await db.owner.query(`
    select relname from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r'
      and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')`);
  expect(keyless).toEqual([]);
});
