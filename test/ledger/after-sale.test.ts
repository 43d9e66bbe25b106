import { expect, test } from "vitest";
import type { FulfillmentEventFact } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { testShop } from "../database.ts";
import { back, fileOrder, fulfillment, line, minute, order, refund, version } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();
const day = (n: number) => minute(n * 24 * 60);
const hour = (n: number) => minute(n * 60);

test("a refund waits for its order and then counts within 60 days of the sale", async () => {
  // Sold on 1 March; 30 April is the 60th day after, 1 May the 61st.
  const shop = await testShop(db());
  const returned = { lines: [back("1", { quantity: 2 }), back("1", { restockType: "cancel" })] };
  await write(
    shop,
    refund("r1", "1", 0, { ...returned, processedAt: day(60) }),
    refund("r2", "1", 0, { ...returned, processedAt: day(61) }),
  );
  await days(shop);
  await write(shop, order("1", 0, { lines: [line("1", { quantity: 9, gross: 9000n })] }));
  expect(await days(shop)).toEqual(["2026-03-01", "2026-04-30", "2026-05-01"]);
  expect(await read(shop, "select returned_units_60 from orders")).toEqual([
    { returned_units_60: 2 },
  ]);
  expect(await read(shop, "select refund_day, units, amount from refund order by id")).toEqual([
    { refund_day: "2026-04-30", units: 2, amount: 2000n },
    { refund_day: "2026-05-01", units: 2, amount: 2000n },
  ]);
});

test("a refund that moves dirties both its days and the sale day; the same again dirties none", async () => {
  const shop = await testShop(db());
  await write(shop, order("1"), refund("r", "1", 1, { processedAt: day(3) }));
  await days(shop);
  const moved = refund("r", "1", 2, { processedAt: day(5), lines: [back("1"), back("1")] });
  await write(shop, moved);
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-04", "2026-03-06"]);
  expect(await write(shop, moved, refund("r", "1", 1))).toEqual({ changed: 0, unchanged: 2 });
  expect(await days(shop)).toEqual([]);
});

test("an order that stops counting dirties the days of its refunds", async () => {
  const shop = await testShop(db());
  await write(shop, order("1", 1), refund("r", "1", 1, { processedAt: day(3) }));
  await days(shop);
  await write(shop, order("1", 2, { financialStatus: "voided" }));
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-04"]);
});

test("a file's refund gives way to what the API tells of the order", async () => {
  const shop = await testShop(db());
  const told = refund("csv:#1", "#1", 0, { source: "csv", lines: [], amount: 700n });
  await write(shop, fileOrder("#1", 0, { name: "#1" }), told);
  expect(await read(shop, "select amount from refund")).toEqual([{ amount: 700n }]);
  await write(shop, order("100", 0, { name: "#1" }));
  expect(await read(shop, "select amount from refund")).toEqual([]);
  await write(shop, told);
  expect(await read(shop, "select amount from refund")).toEqual([]);
});

const timesOf = `select shipped_at, delivered_at, due_at, promised_at from orders`;
const arrival = (id: string, parcel: string, at: Date): FulfillmentEventFact => ({
  kind: "fulfillment-event",
  id,
  fulfillmentId: parcel,
  orderId: "1",
  status: "delivered",
  happenedAt: at,
});

test("shipped is the first successful parcel, delivered the last once every one has arrived", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    arrival("e1", "f1", hour(50)),
    fulfillment("f0", "1", 0, { createdAt: hour(1), status: "cancelled" }),
    fulfillment("f1", "1", 0, { createdAt: hour(5) }),
    fulfillment("f2", "1", 0, { createdAt: hour(3) }),
    order("1", 0, { fulfilledAt: hour(99) }),
  );
  const none = { due_at: null, promised_at: null };
  expect(await read(shop, timesOf)).toEqual([{ shipped_at: hour(3), delivered_at: null, ...none }]);
  await days(shop);
  await write(shop, arrival("e2", "f2", hour(40)));
  expect(await days(shop)).toEqual(["2026-03-01"]);
  expect(await read(shop, timesOf)).toEqual([
    { shipped_at: hour(3), delivered_at: hour(50), ...none },
  ]);
  await write(shop, arrival("e2", "f2", hour(40)));
  expect(await days(shop)).toEqual([]);
});

test("a file's ship time holds while no parcel is known, and a parcel joins by name with or without #", async () => {
  const shop = await testShop(db());
  await write(shop, fulfillment("early", "7", 0, { createdAt: hour(8) }));
  await write(
    shop,
    fileOrder("id-7", 0, { name: "#7", fulfilledAt: hour(2) }),
    fileOrder("id-8", 0, { name: "8", fulfilledAt: hour(2) }),
    fileOrder("id-9", 0, { name: "#9", fulfilledAt: hour(2) }),
  );
  await write(shop, fulfillment("late", "8", 0, { createdAt: hour(9) }));
  expect(await read(shop, "select name, shipped_at from orders order by name")).toEqual([
    { name: "#7", shipped_at: hour(8) },
    { name: "#9", shipped_at: hour(2) },
    { name: "8", shipped_at: hour(9) },
  ]);
});

test("due is the earliest promise to ship, promised the latest to deliver, else the shop's own", async () => {
  const shop = await testShop(db());
  await write(shop, order("1"), order("2"));
  await days(shop);
  await updateShop(db(), shop, { shipPromiseHours: "48", deliverPromiseHours: "120.5" });
  expect(await days(shop)).toEqual(["2026-03-01"]);
  const own = { due_at: hour(48), promised_at: minute(120.5 * 60) };
  const unsent = { shipped_at: null, delivered_at: null };
  expect(await read(shop, timesOf)).toEqual([
    { ...unsent, ...own },
    { ...unsent, ...own },
  ]);
  const promise = { kind: "fulfillment-order" as const, orderId: "1", status: "open" };
  await write(
    shop,
    { ...promise, id: "w1", version: version(1), fulfillBy: hour(30), deliverBy: hour(60) },
    { ...promise, id: "w2", version: version(1), fulfillBy: hour(20), deliverBy: hour(70) },
    {
      ...promise,
      id: "w3",
      version: version(1),
      status: "cancelled",
      fulfillBy: hour(1),
      deliverBy: hour(99),
    },
  );
  expect(await read(shop, `${timesOf} order by id`)).toEqual([
    { ...unsent, due_at: hour(20), promised_at: hour(70) },
    { ...unsent, ...own },
  ]);
});

test("a rest to be sent is known once its fulfillment order is read after the parcel, though it says the same", async () => {
  const shop = await testShop(db());
  const told = (n: number) => ({
    ...{ kind: "fulfillment-order" as const, id: "w", orderId: "1", status: "in_progress" },
    ...{ version: version(n, "the same"), fulfillBy: null, deliverBy: null },
  });
  const toSend = () => read(shop, "select to_send from orders");
  await write(shop, order("1"), told(1));
  expect(await toSend()).toEqual([{ to_send: "open" }]);
  // Until it is read again nobody knows whether that was all.
  await write(shop, fulfillment("f1", "1", 60, { createdAt: minute(60) }));
  expect(await toSend()).toEqual([{ to_send: null }]);
  await write(shop, told(60));
  expect(await toSend()).toEqual([{ to_send: "part" }]);
  await write(shop, fulfillment("f2", "1", 90, { createdAt: minute(90) }));
  expect(await toSend()).toEqual([{ to_send: null }]);
  await write(shop, told(90));
  expect(await toSend()).toEqual([{ to_send: "part" }]);
});

const answer = (orderRef: string, score: number, at: Date, text: string | null = null) => ({
  kind: "answer" as const,
  orderRef,
  question: "nps",
  touchpoint: "checkout" as const,
  score,
  answeredAt: at,
  text,
});

test("the earliest answer wins and moves to its order's id, whichever comes first", async () => {
  const shop = await testShop(db());
  await write(shop, answer("7", 3, day(2)));
  await write(
    shop,
    order("700", 0, { name: "#7" }),
    answer("700", 9, day(1)),
    answer("7", 1, day(4)),
  );
  expect(await read(shop, "select order_ref, score, answer_day from answer")).toEqual([
    { order_ref: "700", score: 9, answer_day: "2026-03-02" },
  ]);
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-02", "2026-03-03"]);
});

test("answers and order events are counted by their order's channel, so its change dirties their days", async () => {
  const shop = await testShop(db());
  await write(shop, order("1", 1), answer("1", 9, day(3)), {
    kind: "order-event",
    id: "e",
    orderId: "1",
    action: "edit",
    byApp: true,
    byUser: false,
    createdAt: day(5),
  });
  await days(shop);
  await write(shop, order("1", 2, { channel: "pos" }));
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-04", "2026-03-06"]);
});

test("a deleted order takes its refunds and parcels along and leaves its answers", async () => {
  const shop = await testShop(db());
  const gone = { kind: "deleted" as const, what: "order" as const, id: "1", at: minute(0) };
  const things = [refund("r", "1", 9), fulfillment("f", "1", 9), arrival("e", "f", hour(9))];
  await write(shop, order("1"), answer("1", 9, day(3)), ...things);
  await days(shop);
  await write(shop, gone);
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-04"]);
  await write(shop, ...things);
  const left = `select id from orders union all select id from refund union all
    select refund_id from refund_line union all select id from fulfillment union all
    select id from fulfillment_event union all select order_ref from answer`;
  expect(await read(shop, left)).toEqual([{ id: "1" }]);
});
