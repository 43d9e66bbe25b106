import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { markDirty } from "../../app/ledger/dirty.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";
import { given, orderRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const asOf = new Date("2027-01-01T00:00:00Z");

/** Each measure row with the transaction that wrote it. */
async function written(shop: ShopContext): Promise<Map<string, string>> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string; by: string }>(
      `select concat_ws(' ', measure, dimension, key, day, bucket, value) as row, xmin::text as by
       from measure_day`,
    ),
  );
  return new Map(rows.map(({ row, by }) => [row, by]));
}

async function query<T>(shop: ShopContext, sql: string): Promise<T[]> {
  const { rows } = await inShop(db, shop.id, (client) => client.query(sql));
  return rows as T[];
}

test("only rows that changed are written, and rows that are no more go", async () => {
  const shop = await testShop(db);
  const day = "2026-03-05";
  await given(db, shop, { orders: [orderRow("1", day), orderRow("2", day, { channel: "pos" })] });
  const before = await written(shop);
  await inShop(db, shop.id, async (client) => {
    await client.query("update orders set channel = 'draft', ship_eligible = false where id = '2'");
    await markDirty(client, shop, [day]);
  });
  const { days } = await recompute(db, shop, { asOf });
  expect(days).toBe(1);
  const after = await written(shop);
  const same = [...after].filter(([row, by]) => before.get(row) === by).map(([row]) => row);
  const fresh = [...after.keys()].filter((row) => !before.has(row)).sort();
  const gone = [...before.keys()].filter((row) => !after.has(row)).sort();
  expect(same).toContain(`orders all all ${day} 0 2`);
  expect(same).toContain(`gross channel online ${day} 0 1000`);
  expect(after.size).toBe(same.length + fresh.length);
  expect(fresh).toContain(`orders channel draft ${day} 0 1`);
  expect(fresh).toContain(`ship-eligible all all ${day} 0 1`);
  expect(gone).toContain(`orders channel pos ${day} 0 1`);
  expect(gone).toContain(`ship-eligible all all ${day} 0 2`);
  // The region and customer-kind margins of everything but ship-eligible are as they were.
  const moved = [...fresh, ...gone].filter((row) => !/ship-eligible| channel /.test(row));
  expect(moved).toEqual([]);
});

test("a day whose facts did not change writes nothing but a new version", async () => {
  const shop = await testShop(db);
  await given(db, shop, { orders: [orderRow("1", "2026-03-05")] });
  const before = await written(shop);
  await inShop(db, shop.id, (client) => markDirty(client, shop, ["2026-03-05", "2026-03-06"]));
  expect(await recompute(db, shop, { asOf })).toEqual({ days: 2, rows: 0 });
  expect(await written(shop)).toEqual(before);
  expect(await query(shop, "select version from shop")).toEqual([{ version: 2n }]);
  expect(await query(shop, "select day from dirty_day")).toEqual([]);
  expect(await recompute(db, shop, { asOf })).toEqual({ days: 0, rows: 0 });
  expect(await query(shop, "select version from shop")).toEqual([{ version: 2n }]);
});

test("a day marked again while it is recomputed stays marked", async () => {
  const shop = await testShop(db);
  const [first, second] = ["2026-03-05", "2026-03-06"];
  await given(db, shop, {});
  await inShop(db, shop.id, (client) => markDirty(client, shop, [first!, second!]));
  // A writer that has marked a day and has not committed yet must not be waited for.
  await inShop(db, shop.id, async (writer) => {
    await markDirty(writer, shop, [second!]);
    expect(await recompute(db, shop, { asOf })).toEqual({ days: 2, rows: 0 });
  });
  expect(await query(shop, "select day from dirty_day")).toEqual([{ day: second }]);
});

test("each transaction tells open panels the shop's new version once", async () => {
  const shop = await testShop(db);
  await given(db, shop, {});
  const listener = await db.owner.connect();
  const heard: (string | undefined)[] = [];
  listener.on("notification", ({ payload }) => heard.push(payload));
  await listener.query("listen fourfold_version");
  const days = Array.from({ length: 40 }, (_, at) =>
    new Date(Date.UTC(2026, 2, 1 + at)).toISOString().slice(0, 10),
  );
  await inShop(db, shop.id, (client) => markDirty(client, shop, days));
  expect(await recompute(db, shop, { asOf })).toEqual({ days: 40, rows: 0 });
  await listener.query("select 1");
  listener.release(true);
  expect(heard).toEqual([`${shop.id}:1`, `${shop.id}:2`]);
});

test("recomputes at the same time do not add a row twice", async () => {
  const shop = await testShop(db);
  const facts = Array.from({ length: 20 }, (_, at) =>
    order(`${at}`, 0, { processedAt: minute(at * 1440), lines: [line("1", { gross: 100n })] }),
  );
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  const done = await Promise.all([1, 2, 3].map(() => recompute(db, shop, { asOf })));
  expect(done.reduce((sum, { days }) => sum + days, 0)).toBe(20);
  const sums = await query(
    shop,
    "select sum(value)::int as orders from measure_day where measure = 'orders' and dimension = 'all'",
  );
  expect(sums).toEqual([{ orders: 20 }]);
});

test("a rebuild drops rows of days without facts and of measures nobody declares", async () => {
  const shop = await testShop(db);
  const facts = [order("1", 0, { processedAt: new Date("2026-03-05T10:00:00Z") })];
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf });
  const right = await written(shop);
  await inShop(db, shop.id, async (client) => {
    await client.query(
      `insert into measure_day (shop_id, measure, dimension, key, day, value) values
         ($1, 'orders', 'all', 'all', '2020-01-01', 5), ($1, 'heads', 'all', 'all', '2026-03-05', 5),
         ($1, 'orders', 'channel', 'pos', '2026-03-05', 5)`,
      [shop.id],
    );
    await client.query("update measure_day set value = 7 where measure = 'units'");
    await markDirty(client, shop, ["2026-03-05", "2026-07-01"]);
  });
  const { days, rows } = await rebuild(db, shop, { asOf });
  expect({ days, rows }).toEqual({ days: 1, rows: right.size });
  expect([...(await written(shop)).keys()].sort()).toEqual([...right.keys()].sort());
  expect(await query(shop, "select day from dirty_day")).toEqual([]);
});

test("one shop's recompute leaves another's days alone", async () => {
  const [one, other] = [await testShop(db), await testShop(db)];
  await given(db, one, { orders: [orderRow("1", "2026-03-05")] });
  await inShop(db, other.id, (client) => markDirty(client, other, ["2026-03-05"]));
  await given(db, other, { orders: [orderRow("1", "2026-03-05", { gross: 7 })] });
  expect(await query(one, "select value from measure_day where measure = 'gross'")).toEqual(
    Array.from({ length: 4 }, () => ({ value: "1000" })),
  );
});
