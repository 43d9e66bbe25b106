import { expect, test } from "vitest";
import {
  always,
  createShop,
  findShop,
  readTargets,
  setTarget,
  updateShop,
} from "../../app/ledger/shop.server.ts";
import { testShop } from "../database.ts";
import { order, refund } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();

test("a shop is made once, and one that was only heard of gets its zone and currency", async () => {
  expect(await findShop(db(), "new.myshopify.com")).toBe(null);
  const made = await createShop(db(), "new.myshopify.com", {
    timeZone: "Asia/Tokyo",
    currency: "JPY",
  });
  expect(made).toMatchObject({
    state: "heard",
    timeZone: "Asia/Tokyo",
    currency: "JPY",
    configured: true,
  });
  const again = await createShop(db(), "new.myshopify.com", { timeZone: "UTC", currency: "EUR" });
  expect(again).toEqual(made);
  expect(await findShop(db(), "new.myshopify.com")).toEqual(made);
});

test("another zone gives every fact its new day and dirties the old and the new", async () => {
  // 1 March 2026, 11:30 UTC is 2 March 00:30 in Auckland (UTC+13).
  const shop = await testShop(db());
  const at = { processedAt: new Date("2026-03-01T11:30:00Z") };
  await write(shop, order("1", 0, at), refund("r", "1", 0, at), {
    kind: "answer",
    orderRef: "1",
    question: "csat",
    touchpoint: "service",
    score: 5,
    answeredAt: at.processedAt,
    text: null,
  });
  await days(shop);
  await updateShop(db(), shop, { timeZone: "Pacific/Auckland" });
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-02"]);
  const daysOf = `select sale_day as day from orders union all select refund_day from refund
    union all select answer_day from answer`;
  expect(await read(shop, daysOf)).toEqual(Array(3).fill({ day: "2026-03-02" }));
});

test("another currency counts the orders in it and leaves out the others", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    order("1", 0, { customerId: "c" }),
    order("2", 0, { currency: "EUR", customerId: "c" }),
  );
  await updateShop(db(), shop, { currency: "EUR" });
  expect(await read(shop, "select id, left_out, previous_id from orders order by id")).toEqual([
    { id: "1", left_out: "currency", previous_id: null },
    { id: "2", left_out: null, previous_id: null },
  ]);
});

test("a target of the same dates replaces the one before", async () => {
  const shop = await testShop(db());
  const year = { from: "2026-01-01", to: "2027-01-01" };
  await setTarget(db(), shop, { kpi: "nps", ...always, value: "40" });
  await setTarget(db(), shop, { kpi: "nps", ...year, value: "45" });
  await setTarget(db(), shop, { kpi: "nps", ...always, value: "42.5" });
  expect(await readTargets(db(), shop)).toEqual([
    { kpi: "nps", ...always, value: "42.5" },
    { kpi: "nps", ...year, value: "45" },
  ]);
});
