// What is kept of customers of a long period says what the orders say, by every split.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import { kpiById } from "../../app/kpis/index.ts";
import { customersOfPeriod } from "../../app/kpis/queries/customers.ts";
import { retention90 } from "../../app/kpis/queries/retention.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
import { byPlace, keyOfs } from "../../app/scorecard/kept-orders.server.ts";
import { isLong, keepCustomers, rowsBy } from "../../app/scorecard/kept-places.server.ts";
import type { Row } from "../../app/scorecard/order-chains.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { prepareSnapshots } from "../../app/scorecard/refresh.server.ts";
import { trend } from "../../app/scorecard/trend.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const end = new Date("2026-05-20T09:30:00Z");
const today = "2026-05-20";
const now = () => end;
/** 150 days to tomorrow, and those before. */
const period = { from: "2025-12-22", to: "2026-05-21" };
const against = { from: "2025-07-25", to: "2025-12-22" };

async function put(shop: ShopContext, facts: Fact[]) {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: end });
}

async function shopOf(facts: Fact[]): Promise<ShopContext> {
  const shop = await testShop(db);
  await put(shop, facts);
  return shop;
}

/** What else may be asked for follows from the place. */
const keys = [...keyOfs.keys()].filter((key) => key !== byPlace);
const byKey = (rows: readonly Row[]) => new Map(rows.map(({ key, ...columns }) => [key, columns]));

test("rows of a long period by any key are what the orders say, kept or not", async () => {
  const shop = await shopOf(randomShop(11, { count: 400, end }));
  const asked = [customersOfPeriod, retention90].map((query) => ({ query, days: period }));
  const read = () =>
    inShop(db, shop.id, async (client) => {
      const found = [];
      for (const key of keys) {
        const rows = await rowsBy(client, shop, asked, { key, today });
        for (const each of asked) found.push(byKey(rows({ ...each, key, today }) ?? []));
      }
      return found;
    });
  const ofOrders = await inShop(db, shop.id, async (client) => {
    const found = [];
    for (const key of keys) {
      for (const query of [customersOfPeriod, retention90]) {
        const { from, to } = period;
        const given = { from, to, today };
        const values = query.parameters.map((name) => given[name]);
        const { rows } = await client.query<Row>(query.text(key), [shop.id, ...values]);
        found.push(byKey(rows));
      }
    }
    return found;
  });
  expect(ofOrders.every((rows) => rows.size > 0)).toBe(true);
  expect(await keepCustomers(db, shop, { period, now })).toBeGreaterThan(0);
  expect(await read()).toEqual(ofOrders);
  // The answers alone, without the days of orders.
  await inShop(db, shop.id, (client) =>
    client.query("delete from snapshot where name like 'orders %'"),
  );
  expect(await read()).toEqual(ofOrders);
  expect(await keepCustomers(db, shop, { period, now })).toBeGreaterThan(0);
  expect(await keepCustomers(db, shop, { period, now })).toBe(0);
});

test("a gap is read from what is kept, of now or with the instant it was so, and adds up", async () => {
  const shop = await shopOf(randomShop(12, { count: 400, end }));
  const since: Date[] = [];
  const ids = ["returning-share", "repeat-rate", "purchase-frequency", "retention-90d"];
  const ask = async (mayBeStale?: (at: Date) => void) => {
    const found = [];
    for (const id of ids) {
      for (const by of kpiById(id)!.causes) {
        const asked = { id, period, against, by, asOf: end, mayBeStale };
        found.push(await causes(db, shop, asked), await kpiParts(db, shop, asked));
      }
    }
    return found;
  };
  const tell = (at: Date) => void since.push(at);
  const first = await ask();
  for (const days of [period, against]) await keepCustomers(db, shop, { period: days, now });
  expect(await ask(tell)).toEqual(first);
  expect(since).toEqual([]);

  await put(shop, [order("one more", { customer: "c1", on: "2026-05-19", region: "NZ-AUK" })]);
  expect(await ask(tell)).toEqual(first);
  expect(new Set(since.map(Number))).toEqual(new Set([end.getTime()]));
  const second = await ask();
  expect(second).not.toEqual(first);
  const later = new Date("2026-05-20T09:40:00Z");
  expect(await keepCustomers(db, shop, { period, now: () => later })).toBeGreaterThan(0);
  since.length = 0;
  expect(await ask(tell)).toEqual(second);
  expect(since).toEqual([]);

  for (const found of second) {
    if (!("gap" in found)) continue;
    const { gap, keys, effects, unexplained } = found;
    for (const parts of [keys, effects]) {
      const sum = parts.reduce((all, { amount }) => all + Number(amount), Number(unexplained));
      expect(sum).toBeCloseTo(Number(gap), 9);
    }
  }
});

test("who looked before the first file came in is not told of nothing afterwards", async () => {
  const shop = await testShop(db);
  for (const days of [period, against]) await keepCustomers(db, shop, { period: days, now });
  await put(shop, randomShop(15, { count: 60, end }));
  const asked = { id: "repeat-rate", period, against, by: "channel", asOf: end } as const;
  const since: Date[] = [];
  const parts = await kpiParts(db, shop, { ...asked, mayBeStale: (at) => void since.push(at) });
  expect(parts.parts.length).toBeGreaterThan(0);
  expect(parts).toEqual(await kpiParts(db, shop, asked));
  expect(since).toEqual([]);
});

test("a course over weeks and months is drawn from kept days as from the orders", async () => {
  const shop = await shopOf(randomShop(14, { count: 300, end }));
  const draw = async () => {
    const drawn = [];
    for (const id of ["repeat-rate", "retention-90d"]) {
      for (const size of ["week", "month"] as const) {
        drawn.push(await trend(db, shop, { id, period, against, asOf: end, size }));
      }
    }
    return drawn;
  };
  const fromOrders = await draw();
  expect(fromOrders.every(({ points }) => points.some(({ value }) => value !== null))).toBe(true);
  for (const days of [period, against]) await keepCustomers(db, shop, { period: days, now });
  expect(await draw()).toEqual(fromOrders);
});

test("what somebody looked at yesterday is there for the days of today", async () => {
  const shop = await shopOf(randomShop(13, { count: 60, end }));
  const yesterday = new Date("2026-05-19T12:00:00Z");
  const year = { from: "2025-05-20", to: "2026-05-20" };
  await keepCustomers(db, shop, { period: year, now: () => yesterday });
  // Reading takes no time worth keeping anything for on so few orders.
  await inShop(db, shop.id, (client) => client.query("update snapshot set took_ms = 50"));
  await prepareSnapshots(db, shop, { now });
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ from: string }>(
      `select from_day as from from snapshot
       where to_day = '2026-05-21' and value like '%online%' order by 1`,
    ),
  );
  expect(rows.map(({ from }) => from)).toEqual(["2025-05-21", "2025-05-21"]);
});

test("a quarter is always of now", () => {
  expect(isLong({ from: "2026-01-01", to: "2026-04-03" })).toBe(false);
  expect(isLong({ from: "2026-01-01", to: "2026-07-01" })).toBe(true);
});
