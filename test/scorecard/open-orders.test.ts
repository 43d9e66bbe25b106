// The ageing list of open orders, by hand: 10 March 2026, noon, at a promise of 48 hours.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { readPlace } from "../../app/scorecard/lists.ts";
import { openOrders } from "../../app/scorecard/open-orders.server.ts";
import type { OpenOrder, OpenOrdersWish } from "../../app/scorecard/open-orders.ts";
import { freshDatabase, testShop } from "../database.ts";
import { fileOrder, fulfillment, line, order, version } from "../ledger/make.ts";

let db: Db;
let shop: ShopContext;
const asOf = new Date("2026-03-10T12:00:00Z");
const at = (time: string) => new Date(`2026-${time}:00Z`);
const sold = (id: string, time: string, gross = 1000n, n = 0) =>
  order(id, n, { processedAt: at(time), lines: [line("1", { gross })] });
const toShip = (orderId: string, id: string, status: string, by: string | null) => ({
  ...{ kind: "fulfillment-order" as const, id, orderId, status, version: version(1, id) },
  ...{ fulfillBy: by === null ? null : at(by), deliverBy: null },
});
const all = { age: null, state: null, location: null, carrier: null };
const write = (to: ShopContext, ...facts: Fact[]) =>
  inShop(db, to.id, (client) => writeFacts(client, to, facts));
const list = (of: ShopContext, wish: Partial<OpenOrdersWish> = {}) =>
  openOrders(db, of, { ...all, after: null, size: 100, asOf, ...wish });
const found = async (of: ShopContext) => (await list(of)).sums!.found;
const brief = ({ id, age, lateHours, waitHours, net }: OpenOrder) => [
  ...[id, age, lateHours, waitHours, net],
];

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await updateShop(db, shop, { shipPromiseHours: "48", deliverPromiseHours: "120" });
  const yesterday = "03-09T12:00";
  await write(
    shop,
    sold("1", "03-01T00:00", 12_345n),
    sold("2", "03-06T12:00", 2000n),
    sold("3", "03-08T00:00"),
    sold("4", yesterday),
    // Split: the earlier of two promises counts.
    sold("5", "03-09T00:00"),
    toShip("5", "w1", "open", "03-12T00:00"),
    toShip("5", "w2", "open", "03-10T06:00"),
    // In part on its way.
    sold("6", "03-01T00:00"),
    toShip("6", "w3", "in_progress", null),
    fulfillment("f6", "6", 0, { createdAt: at("03-02T00:00") }),
    order("7", 0, { processedAt: at("03-01T00:00"), cancelledAt: at("03-02T00:00") }),
    // Edited: nothing to ship is left of one, one unit of two of the other.
    order("8", 0, {
      processedAt: at("03-01T00:00"),
      lines: [line("1", { quantity: 0, gross: 0n }), line("2", { requiresShipping: false })],
    }),
    sold("9", "03-07T12:00", 2000n),
    sold("9", "03-07T12:00", 700n, 1),
    // On hold, and one whose parcel never left.
    sold("10", "03-04T12:00"),
    toShip("10", "w4", "on_hold", null),
    sold("11", "03-05T12:00"),
    fulfillment("f11", "11", 0, { status: "failure", createdAt: at("03-06T00:00") }),
    ...["voided", "expired", "refunded"].map((financialStatus) =>
      order(financialStatus, 0, { processedAt: at("03-01T00:00"), financialStatus }),
    ),
    order("test", 0, { processedAt: at("03-01T00:00"), test: true }),
    order("pos", 0, { processedAt: at("03-01T00:00"), channel: "pos" }),
    order("digital", 0, {
      processedAt: at("03-01T00:00"),
      lines: [line("1", { requiresShipping: false })],
    }),
    // Due 91 days ago: forgotten, not late.
    order("old", 0, { processedAt: new Date("2025-12-07T12:00:00Z") }),
    fileOrder("#F1", 0, { processedAt: at(yesterday) }),
  );
});
afterAll(() => db?.close());

test("open orders stand with the most overdue first, by how long they should have left", async () => {
  const { rows, next, sums } = await list(shop);
  expect(rows.map(brief)).toEqual([
    ["1", "late-more", 180, 228, "123.45"],
    // 4 days over; 3 days over to the minute is still "1 to 3 days", 1 day to the minute no more "under a day".
    ["10", "late-more", 96, 144, "10.00"],
    ["11", "late-3", 72, 120, "10.00"],
    ["2", "late-3", 48, 96, "20.00"],
    ["9", "late-3", 24, 72, "7.00"],
    ["3", "late-1", 12, 60, "10.00"],
    ["5", "late-1", 6, 36, "10.00"],
    // Equals stand in the order of their ids' bytes.
    ["#F1", "within", -24, 24, "10.00"],
    ["4", "within", -24, 24, "10.00"],
  ]);
  expect([next, sums!.found]).toEqual([null, 9]);
  expect(rows[0]).toMatchObject({
    ...{ name: "#1", adminPath: "orders/1", day: "2026-03-01", dueAt: "2026-03-03T00:00:00.000Z" },
    ...{ promisedAt: "2026-03-06T00:00:00.000Z", channel: "online", region: "US-CA" },
  });
  // Shopify has no page of what came from a file.
  expect(rows[7]!.adminPath).toBeNull();
});

test("each class says its orders and their money, whichever is looked at", async () => {
  const totals = [
    { age: "late-more", orders: 2, net: "133.45" },
    { age: "late-3", orders: 3, net: "37.00" },
    { age: "late-1", orders: 2, net: "20.00" },
    { age: "within", orders: 2, net: "20.00" },
    { age: "no-promise", orders: 0, net: "0.00" },
  ];
  expect((await list(shop)).sums!.totals).toEqual(totals);
  for (const [age, ids] of [
    ["late-more", ["1", "10"]],
    ["late-3", ["11", "2", "9"]],
    ["late-1", ["3", "5"]],
    ["within", ["#F1", "4"]],
    ["no-promise", []],
  ] as const) {
    const some = await list(shop, { age });
    expect(some.sums!.totals).toEqual(totals);
    expect([some.sums!.found, some.rows.map(({ id }) => id)]).toEqual([ids.length, ids]);
  }
});

test("pages together are the whole list, each order once", async () => {
  const whole = (await list(shop)).rows;
  const pages: OpenOrder[] = [];
  let after: string | null = null;
  do {
    const page = await list(shop, { size: 2, after: readPlace(after) });
    // Added up once, with the first page.
    expect(page.sums?.found ?? null).toBe(after === null ? 9 : null);
    pages.push(...page.rows);
    after = page.next;
  } while (after !== null);
  expect(pages).toEqual(whole);
});

test("an order leaves the list with its first parcel", async () => {
  const own = await testShop(db);
  await write(own, sold("1", "03-09T00:00"));
  expect(await found(own)).toBe(1);
  await write(own, fulfillment("f", "1", 0, { createdAt: at("03-10T00:00") }));
  expect(await list(own)).toMatchObject({ rows: [], next: null, sums: { found: 0 } });
});

test("without a promise none is late: those sold first stand first, behind those promised", async () => {
  const own = await testShop(db);
  await write(
    own,
    ...[sold("1", "03-05T12:00"), sold("2", "03-04T12:00"), sold("3", "03-06T12:00")],
    // 91 days ago.
    order("old", 0, { processedAt: new Date("2025-12-09T12:00:00Z") }),
    toShip("3", "w", "open", "04-01T00:00"),
  );
  const { rows, sums } = await list(own);
  expect(rows.map(brief)).toEqual([
    ["3", "within", -516, 96, "10.00"],
    ["2", "no-promise", null, 144, "10.00"],
    ["1", "no-promise", null, 120, "10.00"],
  ]);
  expect(sums!.totals.at(-1)).toEqual({ age: "no-promise", orders: 2, net: "20.00" });
  const second = await list(own, { size: 2 });
  const rest = await list(own, { size: 2, after: readPlace(second.next) });
  expect(rest.rows.map(({ id }) => id)).toEqual(["1"]);
});

test("another shop's orders are not read", async () => {
  expect((await list(await testShop(db))).sums!.totals.every(({ orders }) => orders === 0)).toBe(
    true,
  );
});

test("a place that nobody wrote is a place: behind everything the list is over", async () => {
  for (const after of ["999999999999999999.x", "-5.x", "100000000000000000.x"]) {
    await expect(list(shop, { after: readPlace(after) })).resolves.toMatchObject({ sums: null });
  }
  expect((await list(shop, { after: readPlace("999999999999999999.x") })).rows).toEqual([]);
});

/** Rows of orders read whole, ever. */
async function readWhole(): Promise<number> {
  // A connection tells its counts once a second at most.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await db.app.query("select pg_stat_force_next_flush()");
  const { rows } = await db.owner.query<{ seq: string }>(
    "select seq_tup_read::text as seq from pg_stat_user_tables where relname = 'orders'",
  );
  return Number(rows[0]!.seq);
}

test("of eight thousand orders of a year, those of the last 90 days alone are read", async () => {
  const own = await testShop(db);
  await updateShop(db, own, { shipPromiseHours: "48" });
  await write(own, sold("1", "03-09T00:00"));
  await inShop(db, own.id, (client) =>
    client.query(
      `insert into orders select (jsonb_populate_record(o, jsonb_build_object(
          'id', 'copy-' || n, 'due_at', o.due_at - make_interval(hours => n),
          'sale_day', o.sale_day - n / 24))).*
       from orders o, generate_series(1, 8000) n where o.shop_id = $1`,
      [own.id],
    ),
  );
  await db.owner.query("analyze orders");
  const before = await readWhole();
  // Due up to 90 days before noon of the tenth: 12 hours from 11 March at 0 back, and 90 × 24 + 12 to it.
  expect(await found(own)).toBe(90 * 24 + 12 + 1);
  expect((await readWhole()) - before).toBe(0);
});
