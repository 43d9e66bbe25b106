// What lets the tables of shops lie on several machines: every key of theirs begins with the shop.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { tenantTables } from "./tenants.ts";

let db: Db;
let tables: string[];
beforeAll(async () => {
  db = await freshDatabase();
  tables = (await tenantTables(db.owner)).map(({ table }) => table).filter((t) => t !== "shop");
});
afterAll(() => db.close());

type Key = { key: string };

/** Keys, indexes and constraints of tables of shops whose first column is not the shop. */
async function strayKeys(): Promise<string[]> {
  const { rows } = await db.owner.query<Key>(
    `select format('%s on %s', i.indexrelid::regclass, i.indrelid::regclass) as key
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid::regclass::text = any($1) and a.attname <> 'shop_id'
     union all
     select format('%s on %s', c.conname, c.conrelid::regclass) from pg_constraint c
     where c.connamespace = 'public'::regnamespace and (
       (c.contype in ('p', 'u', 'x') and c.conrelid::regclass::text = any($1) and not exists (
         select from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]
           and a.attname = 'shop_id'))
       or (c.contype = 'f' and (c.confrelid::regclass::text = any($1) or c.conrelid::regclass::text = any($1))
         and not exists (select from pg_attribute a join pg_attribute b on b.attrelid = c.confrelid
           where a.attrelid = c.conrelid and a.attnum = c.conkey[1] and a.attname = 'shop_id'
             and b.attnum = c.confkey[1] and b.attname in ('shop_id', 'id')
             and (b.attname = 'shop_id' or c.confrelid = 'shop'::regclass))))
     order by 1`,
    [tables.map((table) => (table === "return" ? '"return"' : table))],
  );
  return rows.map(({ key }) => key);
}

test("every key, index, constraint and foreign key of a table of shops is led by the shop", async () => {
  expect(tables.length).toBeGreaterThan(60);
  expect(await strayKeys()).toEqual([]);
  const { rows: keyless } = await db.owner.query<Key>(
    `select relname as key from pg_class c where relname = any($1) and relkind in ('r', 'p')
       and relnamespace = 'public'::regnamespace
       and not exists (select from pg_index where indrelid = c.oid and indisprimary)`,
    [tables],
  );
  expect(keyless).toEqual([]);

  // Planted, or finding none would prove nothing.
  const client = await db.owner.connect();
  await client.query(`begin;
    create unique index stray_index on task (id);
    alter table task add constraint stray_key unique (id, shop_id);
    alter table task add constraint stray_link foreign key (id) references task (id)`);
  const { rows } = await client.query<Key>(
    "select conname as key from pg_constraint where conname ~ '^stray'",
  );
  expect(rows).toHaveLength(2);
  await client.query("commit");
  client.release();
  expect(await strayKeys()).toEqual([
    "stray_index on task",
    "stray_key on task",
    "stray_key on task",
    "stray_link on task",
  ]);
  await db.owner.query(
    "alter table task drop constraint stray_link, drop constraint stray_key; drop index stray_index",
  );
});

/** The file's parts: statements, and queries whose answers are statements. */
function partsOf(file: string): { text: string; makes: boolean }[] {
  const plain = file.replace(/^--.*$/gm, "");
  return plain.split(/(?<=;)\s*$|(?<=\\gexec)\s*$/m).flatMap((part) => {
    const text = part.trim();
    if (text === "") return [];
    return [{ text: text.replace(/\\gexec$/, "").trim(), makes: text.endsWith("\\gexec") }];
  });
}

test("the file for Citus distributes every table of shops with its shop, foreign keys afterwards", async () => {
  const parts = partsOf(readFileSync(".deploy/citus.sql", "utf8"));
  const client = await db.owner.connect();
  const made: string[] = [];
  try {
    // In place of the extension, which is not here: its list of what is distributed.
    await client.query(`begin; create table pg_dist_partition (logicalrelid regclass);
      alter table order_line add constraint of_order foreign key (shop_id, order_id) references orders (shop_id, id)`);
    for (const { text, makes } of parts) {
      if (/citus|pg_reload_conf/.test(text) && !makes) continue;
      const { rows } = await client.query<Record<string, string>>(text);
      if (!makes) continue;
      for (const statement of rows.flatMap((row) => Object.values(row))) {
        made.push(statement);
        if (statement.startsWith("ALTER")) await client.query(statement);
      }
    }
    const keys = await client.query("select from pg_constraint where conname = 'of_order'");
    expect(keys.rowCount).toBe(1);

    // Without its sub-select the policy walls off as before.
    const seen = await client.query<{ qual: string }>(
      "select distinct qual from pg_policies where policyname = 'own_shop' and qual ~* 'select'",
    );
    expect(seen.rows).toEqual([]);
    await client.query("commit");
  } finally {
    client.release();
  }
  const first = made.findIndex((one) => one.includes("create_distributed_table"));
  expect(made.slice(0, first)).toContain("SELECT create_reference_table('shop')");
  expect(made[first]).toBe("SELECT create_distributed_table('orders', 'shop_id')");
  const placed = made.flatMap((one) => /table\('"?(\w+)"?', 'shop_id'/.exec(one)?.[1] ?? []);
  expect(placed.toSorted()).toEqual(tables.toSorted());
  const last = made.findLastIndex((one) => one.includes("create_distributed_table"));
  expect(made.slice(last + 1)).toEqual([
    "ALTER TABLE order_line ADD CONSTRAINT of_order FOREIGN KEY (shop_id, order_id) REFERENCES orders(shop_id, id)",
  ]);

  const [mine, theirs] = [await testShop(db), await testShop(db)];
  for (const shop of [mine, theirs]) {
    await inShop(db, shop.id, (client) =>
      client.query(
        "insert into task (shop_id, id, kpi, created_at) values ($1, 't', 'nps', now())",
        [shop.id],
      ),
    );
  }
  const visible = await inShop(db, mine.id, (client) => client.query("select shop_id from task"));
  expect(visible.rows).toEqual([{ shop_id: mine.id }]);
  const stolen = inShop(db, mine.id, (client) =>
    client.query("insert into task (shop_id, id, kpi, created_at) values ($1, 'x', 'nps', now())", [
      theirs.id,
    ]),
  );
  await expect(stolen).rejects.toThrow(/row-level security/);
  expect((await db.app.query("select * from task")).rows).toEqual([]);
});
