// What is recorded of finished days, and what late facts change of it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { kpiById } from "../../app/kpis/index.ts";
import { addDays, startOfDay } from "../../app/ledger/day.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { closeDays } from "../../app/scorecard/close-days.server.ts";
import { restatements } from "../../app/scorecard/day-records.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order, refund, version } from "../ledger/make.ts";
import { ordersFile } from "../replay/files.ts";
import { hasData, onlineRetail, whereData } from "../replay/store.ts";

if (!hasData) process.stderr.write(`\nSKIPPED: replay day by day, no data at ${whereData}\n\n`);

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const write = (shop: ShopContext, facts: Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
const sold = (id: string, hour: number, gross: bigint) =>
  order(id, 0, { name: `#${id}`, processedAt: minute(hour * 60), lines: [line("1", { gross })] });

async function close(shop: ShopContext, at: Date) {
  await recompute(db, shop, { asOf: at });
  return closeDays(db, shop, { now: at });
}

type Row = { day: string; revision: number; values: Record<string, unknown>; at: Date };
async function rowsOf(shop: ShopContext): Promise<Row[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Row>(
      `select day, revision, values, recorded_at as at from day_record where shop_id = $1
       order by day, revision`,
      [shop.id],
    ),
  );
  return rows;
}

const of = (shop: ShopContext, id: string, period = { from: "2026-03-01", to: "2026-04-01" }) =>
  inShop(db, shop.id, (client) => restatements(client, shop, { kpi: kpiById(id)!, period }));

test("a day is recorded once it is over in the shop's zone, and once only", async () => {
  // 22:00 UTC on 1 March is 2 March in Auckland.
  const shop = await testShop(db, { timeZone: "Pacific/Auckland" });
  await write(shop, [sold("a", 8, 1000n), sold("b", 22, 500n)]);
  const first = await close(shop, new Date("2026-03-01T12:00:00Z"));
  // Auckland is 13 hours ahead: it is 2 March, 01:00.
  expect(first).toMatchObject({ before: null, today: "2026-03-02", recorded: 1, restated: 0 });
  expect(await close(shop, new Date("2026-03-02T10:00:00Z"))).toBeNull();
  const second = await close(shop, new Date("2026-03-02T11:30:00Z"));
  expect(second).toMatchObject({ before: "2026-03-02", recorded: 1, restated: 0 });
  const rows = await rowsOf(shop);
  expect(rows.map(({ day, revision }) => [day, revision])).toEqual([
    ["2026-03-01", 1],
    ["2026-03-02", 1],
  ]);
  expect(rows.map(({ values }) => (values["net-sales"] as string[])[0])).toEqual(["1000", "500"]);
});

test("a late refund restates the day: what it was, what it is, which facts, and when", async () => {
  const shop = await testShop(db);
  await write(shop, [sold("a", 8, 1000n), sold("b", 9, 500n), sold("c", 30, 700n)]);
  await close(shop, new Date("2026-03-03T00:10:00Z"));
  const back = refund("r", "a", 0, { processedAt: minute(20 * 60), lines: [] });
  const late = { ...back, amount: 300n, version: version(60 * 60, "late") };
  await write(shop, [late as Fact]);
  expect(await close(shop, new Date("2026-03-03T09:00:00Z"))).toBeNull();
  const next = await close(shop, new Date("2026-03-04T00:10:00Z"));
  expect(next).toMatchObject({ recorded: 1, restated: 1 });

  const found = await of(shop, "net-sales");
  expect(found).toMatchObject({ closedTo: "2026-03-04", days: 1 });
  expect(found.rows).toEqual([
    {
      day: "2026-03-01",
      revision: 2,
      at: new Date("2026-03-04T00:10:00Z"),
      was: "15.00",
      is: "12.00",
      why: { more: { refunds: 1 }, changed: ["#a"], changedCount: 1, isRedefined: false },
    },
  ]);
  // The number of orders did not change, so its page has nothing to say.
  expect((await of(shop, "orders")).rows).toEqual([]);
  const first = (await rowsOf(shop))[0]!;
  expect((first.values["net-sales"] as string[])[0]).toBe("1500");
});

test("what was recorded cannot be changed by the app", async () => {
  const shop = await testShop(db);
  await write(shop, [sold("a", 8, 1000n)]);
  await close(shop, new Date("2026-03-02T00:10:00Z"));
  const change = inShop(db, shop.id, (client) =>
    client.query("update day_record set values = '{}' where shop_id = $1", [shop.id]),
  );
  await expect(change).rejects.toThrow(/permission denied/);
});

test("days missed by a stopped worker are closed when it is back", async () => {
  const shop = await testShop(db);
  await write(shop, [sold("a", 8, 1000n)]);
  await close(shop, new Date("2026-03-02T00:10:00Z"));
  await write(shop, [sold("b", 50, 400n), sold("c", 75, 300n)]);
  expect(await close(shop, new Date("2026-03-06T15:00:00Z"))).toMatchObject({ recorded: 4 });
  const days = (await rowsOf(shop)).map(({ day }) => day);
  expect(days).toEqual(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]);
});

describe.skipIf(!hasData)("online-retail", () => {
  test("replayed day by day, late orders and all, it ends as a full recompute does", async () => {
    const store = onlineRetail();
    const end = "2011-01-29";
    const sales = store.sales.filter(({ at }) => at < startOfDay(end, store.timeZone));
    expect(sales.length).toBeGreaterThan(1_500);
    const folder = mkdtempSync(join(tmpdir(), "fourfold-replay-"));
    const load = async (shop: ShopContext, some: typeof sales) => {
      if (some.length === 0) return;
      const file = join(folder, "orders.csv");
      writeFileSync(file, ordersFile({ ...store, sales: some }));
      await importFile(db, shop, { file, kind: "orders" });
    };
    const zone = { timeZone: store.timeZone, currency: store.currency };
    const daily = await testShop(db, zone);
    // Every ninth sale is heard of three days late.
    const heard = (at: number, day: string) =>
      addDays(sales[at]!.at.toISOString().slice(0, 10), at % 9 === 0 ? 3 : 0) === day;
    let restated = 0;
    for (let day = "2010-12-01"; day < addDays(end, 4); day = addDays(day, 1)) {
      await load(
        daily,
        sales.filter((_, at) => heard(at, day)),
      );
      const midnight = startOfDay(addDays(day, 1), store.timeZone);
      restated += (await close(daily, midnight))?.restated ?? 0;
    }
    const whole = await testShop(db, zone);
    await load(whole, sales);
    await close(whole, startOfDay(addDays(end, 4), store.timeZone));
    rmSync(folder, { recursive: true });

    const last = (rows: Row[]) => {
      const days = new Map<string, Record<string, unknown>>();
      for (const { day, values } of rows) days.set(day, { ...days.get(day), ...values });
      return [...days].map(([day, values]) => [
        day,
        Object.entries(values)
          .filter(([, value]) => value !== null)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ]);
    };
    const replayed = await rowsOf(daily);
    const counted = await rowsOf(whole);
    expect(restated).toBeGreaterThan(20);
    expect(counted.every(({ revision }) => revision === 1)).toBe(true);
    expect(last(replayed)).toEqual(last(counted));
    const audit = await of(daily, "net-sales", { from: "2010-12-01", to: end });
    expect(audit.rows[0]!.why.more.orders).toBeGreaterThan(0);
  });
});
