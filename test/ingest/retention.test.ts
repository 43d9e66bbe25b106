// A row of each class from before and from after the instant it is kept from, as it is promised here.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { dataClasses, removeOld } from "../../app/ingest/retention.server.ts";
import { jobs } from "../../app/jobs/index.ts";
import type { JobSpec } from "../../app/jobs/job.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";
import { insertRow, tenantTables, type Tenant } from "../ledger/database/tenants.ts";

let db: Db;
let tenants: Tenant[];
beforeAll(async () => {
  db = await freshDatabase();
  tenants = await tenantTables(db.owner);
});
afterAll(() => db.close());

const now = new Date("2026-03-20T12:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

/** Days, by table: what the README and the settings promise. */
const promised: Record<string, number> = {
  ...{ inbox: 30, door_count: 90, file_import: 30, refetch: 30, snapshot: 7, reconcile: 90 },
  ...{ work_run: 7, share_link: 90, access_key: 90, digest_mail: 90, digest_reader: 30, task: 730 },
  // Three years of 366 days: the longest period that a page can show.
  ...{ answer: 1098, visit: 1098, experiment_exposure: 1098 },
};

/** Which table a statement is of, and what it compares with $2. */
function placeOf(remove: string): { table: string; column: string } {
  const [, table = ""] = /^(?:delete from|update) (\w+)/.exec(remove) ?? [];
  const [, least, column = least] = /(?:least\((\w+), \w+\)|(\w+)) < \$2/.exec(remove) ?? [];
  return { table, column: column ?? "" };
}

/** A day more and a day less than the class is kept, of each class. */
async function fill(shop: ShopContext): Promise<void> {
  for (const { remove } of dataClasses) {
    const { table, column } = placeOf(remove);
    const days = promised[table] ?? 0;
    const tenant = tenants.find((one) => one.table === table)!;
    for (const [mark, age] of [
      ["old", days + 1],
      ["new", days - 1],
    ] as const) {
      await db.owner.query(
        insertRow(tenant, shop.id, mark).replaceAll("'2026-01-01", `'${ago(age).slice(0, 10)}`),
      );
      expect(tenant.columns.map(({ name }) => name)).toContain(column);
    }
  }
  // One that may still come true is no mere record.
  const sql = "update refetch set next_at = 'infinity' where shop_id = $1";
  await db.owner.query(sql, [shop.id]);
}

const rows = async (shop: ShopContext, table: string) => {
  const { rows: found } = await db.owner.query<{ row: string }>(
    `select t::text as row from ${table} t where shop_id = ${shop.id} order by 1`,
  );
  return found.map(({ row }) => row);
};

test("each class is kept for as long as is promised", () => {
  const kept = dataClasses.map(({ days, remove }) => [placeOf(remove).table, days]);
  expect(Object.fromEntries(kept)).toEqual(promised);
});

test("each class loses what is older than it is kept, and nothing else, of its own shop", async () => {
  const [mine, theirs] = [await testShop(db), await testShop(db)];
  await fill(mine);
  await fill(theirs);
  const removed = await removeOld(db, mine, now);
  expect(removed).toEqual(Object.fromEntries(dataClasses.map(({ name }) => [name, 1])));
  for (const { remove } of dataClasses) {
    const { table } = placeOf(remove);
    const own = await rows(mine, table);
    if (table === "answer") expect(own.filter((row) => row.endsWith(",)"))).toHaveLength(1);
    else expect([table, own.length]).toEqual([table, 1]);
    expect(await rows(theirs, table)).toHaveLength(2);
  }
  expect(await removeOld(db, mine, now)).toEqual({});
});

test("what waits is not removed for its age", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into inbox (shop_id, webhook_id, topic, triggered_at, received_at, body)
       values ($1, 'w', 'orders/create', $2, $2, '{}')`,
      [shop.id, ago(400)],
    ),
  );
  await removeOld(db, shop, now);
  expect(await rows(shop, "inbox")).toHaveLength(1);
});

test("it happens each night, shop by shop", async () => {
  const shop = await testShop(db);
  const job = jobs.find(({ name }) => name === "remove-old")!;
  expect(job.cron).toMatch(/^\d+ \d+ \* \* \*$/);
  const added: JobSpec[] = [];
  const addJobs = async (specs: JobSpec[]) => void added.push(...specs);
  const deps = { db, now: () => now, graphqlFor: async () => null, addJobs };
  await job.run({}, deps);
  const own = added.find(({ payload }) => payload["shopId"] === String(shop.id))!;
  await fill(shop);
  await job.run(own.payload, deps);
  expect(await removeOld(db, shop, now)).toEqual({});
});
