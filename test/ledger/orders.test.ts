import { expect, test } from "vitest";
import { testShop } from "../database.ts";
import { fileOrder, line, minute, order } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();

test("an order's sums are its merchandise lines'", async () => {
  const shop = await testShop(db());
  const lines = [
    line("1", { quantity: 2, gross: 2000n, discounts: 300n }),
    line("2", { position: 1, gross: 5000n, merchandise: false, requiresShipping: false }),
  ];
  await write(shop, order("1", 0, { lines }));
  expect(
    await read(
      shop,
      "select gross, discounts, units, counted, left_out, ship_eligible from orders",
    ),
  ).toEqual([
    { gross: 2000n, discounts: 300n, units: 2, counted: true, left_out: null, ship_eligible: true },
  ]);
});

test("a sale day is the shop's, across its clock change", async () => {
  // Los Angeles goes from UTC-8 to UTC-7 on 8 March 2026 at 10:00 UTC.
  const shop = await testShop(db(), { timeZone: "America/Los_Angeles" });
  await write(
    shop,
    order("1", 0, { processedAt: new Date("2026-03-08T07:30:00Z") }),
    order("2", 0, { processedAt: new Date("2026-03-09T06:30:00Z") }),
    order("3", 0, { processedAt: new Date("2026-03-09T07:30:00Z") }),
  );
  expect(await read(shop, "select id, sale_day from orders order by id")).toEqual([
    { id: "1", sale_day: "2026-03-07" },
    { id: "2", sale_day: "2026-03-08" },
    { id: "3", sale_day: "2026-03-09" },
  ]);
});

test("test, voided, foreign and worthless orders are left out, each with its reason", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    order("1", 0, { test: true }),
    order("2", 0, { financialStatus: "voided" }),
    order("3", 0, { financialStatus: "expired" }),
    order("4", 0, { currency: "EUR" }),
    order("5", 0, { lines: [line("1", { discounts: 1000n })] }),
    order("6", 0, { financialStatus: "pending" }),
  );
  expect(await read(shop, "select left_out, counted from orders order by id")).toEqual([
    { left_out: "test", counted: false },
    { left_out: "voided", counted: false },
    { left_out: "voided", counted: false },
    { left_out: "currency", counted: false },
    { left_out: "zero", counted: false },
    { left_out: null, counted: true },
  ]);
});

test("an older copy never overwrites a newer one, and the same content dirties nothing", async () => {
  const shop = await testShop(db());
  const older = order("1", 1, { channel: "pos" });
  const newer = order("1", 2);
  expect(await write(shop, newer)).toEqual({ changed: 1, unchanged: 0 });
  expect(await days(shop)).toEqual(["2026-03-01"]);
  expect(
    await write(shop, older, { ...newer, version: { ...newer.version, triggeredAt: minute(9) } }),
  ).toEqual({ changed: 0, unchanged: 2 });
  expect(await days(shop)).toEqual([]);
  expect(await read(shop, "select channel, triggered_at from orders")).toEqual([
    { channel: "online", triggered_at: minute(9) },
  ]);
});

test("a moved order dirties the day it left and the day it came to", async () => {
  const shop = await testShop(db());
  await write(shop, order("1", 1));
  await days(shop);
  await write(shop, order("1", 2, { processedAt: new Date("2026-03-05T12:00:00Z") }));
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-05"]);
});

test("equal times: the later trigger wins, then the larger hash", async () => {
  const shop = await testShop(db());
  const [a, b] = [order("1", 1, { channel: "pos" }), order("1", 1, { channel: "draft" })];
  const larger = a.version.hash > b.version.hash ? a : b;
  await write(shop, a);
  await write(shop, b);
  expect(await read(shop, "select channel from orders")).toEqual([{ channel: larger.channel }]);
});

test("a customer's orders know the counted order before them, whatever order they arrive in", async () => {
  const shop = await testShop(db());
  const of = (id: string, at: number, changes = {}) =>
    order(id, 0, { customerId: "c", processedAt: minute(at * 24 * 60), ...changes });
  await write(shop, of("3", 3));
  await write(shop, of("1", 1), order("g", 0));
  await write(shop, of("2", 2, { financialStatus: "voided" }));
  const links = "select id, customer_kind, previous_id, previous_day from orders order by id";
  expect(await read(shop, links)).toEqual([
    { id: "1", customer_kind: "new", previous_id: null, previous_day: null },
    { id: "2", customer_kind: "returning", previous_id: "1", previous_day: "2026-03-02" },
    { id: "3", customer_kind: "returning", previous_id: "1", previous_day: "2026-03-02" },
    { id: "g", customer_kind: "guest", previous_id: null, previous_day: null },
  ]);
  await days(shop);
  await write(shop, { kind: "deleted", what: "order", id: "1", at: minute(0) });
  expect(await days(shop)).toEqual(["2026-03-02", "2026-03-03", "2026-03-04"]);
  expect((await read(shop, links)).map((row) => row["customer_kind"])).toEqual([
    "new",
    "new",
    "guest",
  ]);
});

test("earlier orders that were not read make a first order returning", async () => {
  const shop = await testShop(db());
  await write(shop, order("1", 1, { customerId: "c" }));
  await write(shop, { ...order("1", 1, { customerId: "c" }), customerOrderIndex: 4 });
  expect(await read(shop, "select customer_kind, previous_id from orders")).toEqual([
    { customer_kind: "returning", previous_id: null },
  ]);
});

test("a deleted order stays deleted, and no file brings it back", async () => {
  const shop = await testShop(db());
  await write(shop, order("1", 1));
  await write(shop, { kind: "deleted", what: "order", id: "1", at: minute(2) });
  await write(shop, order("1", 9), fileOrder("#1", 9, { name: "#1" }));
  expect(await read(shop, "select id from orders union select order_id from order_line")).toEqual(
    [],
  );
});

test("an order of the API replaces the file's of the same name, which never comes back", async () => {
  const shop = await testShop(db());
  const file = fileOrder("#7", 5, { name: "#7", customerId: "person:x" });
  await write(shop, file);
  await write(shop, order("700", 1, { name: "#7", lines: [line("1", { gross: 900n })] }));
  await write(shop, file, fileOrder("#7", 9, { name: "#7", channel: "pos" }));
  expect(await read(shop, "select id, source, gross from orders")).toEqual([
    { id: "700", source: "api", gross: 900n },
  ]);
  expect(await read(shop, "select order_id from order_line")).toEqual([{ order_id: "700" }]);
});
