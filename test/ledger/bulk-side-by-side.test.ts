// A batch of a history is derived while the one before it is written.
import { expect, test } from "vitest";
import type { CostFact } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { testShop } from "../database.ts";
import { back, line, minute, order, refund } from "./make.ts";
import { locks, putBatch, twoDerived } from "./side-by-side.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();

const cost = (amount: string): CostFact => ({
  kind: "cost",
  item: "sku:a",
  validFrom: minute(0),
  amount,
});
const sold = (id: string) => order(id, 0, { lines: [line("1", { sku: "a" })] });

test("a cost told meanwhile waits for both batches, and reaches their lines", async () => {
  const shop = await testShop(db());
  await write(shop, cost("300"));
  const { begin, ended } = await twoDerived(
    db(),
    shop,
    [sold("1"), sold("2")],
    [sold("3"), sold("4")],
  );
  const told = write(shop, cost("500"));
  await expect.poll(() => locks(db(), "ExclusiveLock", false), { timeout: 20_000 }).toBe(1);
  expect(await read(shop, "select id from orders")).toEqual([]);
  begin();
  await ended;
  await told;
  expect(await read(shop, "select id, cost from orders order by id")).toEqual([
    { id: "1", cost: 500n },
    { id: "2", cost: 500n },
    { id: "3", cost: 500n },
    { id: "4", cost: 500n },
  ]);
});

test("what the batch before tells of an order is found when it is written", async () => {
  const shop = await testShop(db());
  await write(shop, cost("300"));
  // Its second line came back, of an order that the first batch does not hold.
  const lines = [line("1", { sku: "a" }), line("2", { sku: "a", gross: 500n })];
  const returned = refund("R", "3", 0, { lines: [back("2", { amount: 500n })] });
  const { begin, ended } = await twoDerived(
    db(),
    shop,
    [sold("1"), returned],
    [order("3", 0, { lines }), sold("4")],
  );
  begin();
  await ended;
  const orders = "select id, gross, units, cost, returned_units_60 as back from orders order by id";
  expect(await read(shop, orders)).toEqual([
    { id: "1", gross: 1000n, units: 1, cost: 300n, back: 0 },
    { id: "3", gross: 1500n, units: 2, cost: 600n, back: 1 },
    { id: "4", gross: 1000n, units: 1, cost: 300n, back: 0 },
  ]);
  const shares = "select known_amount, restock_cost from refund";
  expect(await read(shop, shares)).toEqual([{ known_amount: 500n, restock_cost: 300n }]);
  expect(await read(shop, "select order_id, id from order_line order by 1, 2")).toEqual([
    { order_id: "1", id: "1" },
    { order_id: "3", id: "1" },
    { order_id: "3", id: "2" },
    { order_id: "4", id: "1" },
  ]);
  expect(await days(shop)).toEqual(["2026-03-01"]);
});

test("a customer's orders in two batches follow each other", async () => {
  const shop = await testShop(db());
  const bought = (id: string, at: number) =>
    order(id, 0, { customerId: "9", processedAt: minute(at) });
  const first = [bought("1", 10), bought("2", 30)];
  const { begin, ended } = await twoDerived(db(), shop, first, [bought("3", 20), bought("4", 40)]);
  begin();
  await ended;
  const links = "select id, previous_id as before from orders order by processed_at";
  expect(await read(shop, links)).toEqual([
    { id: "1", before: null },
    { id: "3", before: "1" },
    { id: "2", before: "3" },
    { id: "4", before: "2" },
  ]);
});

test("the day of a sale is the shop's, though its zone was told after the history began", async () => {
  const asItBegan = await testShop(db(), { timeZone: "UTC" });
  await updateShop(db(), asItBegan, { timeZone: "America/Los_Angeles" });
  await putBatch(db(), asItBegan, [sold("1"), refund("R", "2")]);
  // Midnight in London is four in the afternoon in Los Angeles.
  const told =
    "select sale_day::text as day from orders union all select refund_day::text from refund";
  expect(await read(asItBegan, told)).toEqual([{ day: "2026-02-28" }, { day: "2026-02-28" }]);
});
