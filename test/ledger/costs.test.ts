import { expect, test } from "vitest";
import type { CostFact } from "../../app/ledger/facts.ts";
import { testShop } from "../database.ts";
import { back, line, minute, order, product, refund } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();
const day = (n: number) => minute(n * 24 * 60);
const cost = (item: string, from: Date, amount: string): CostFact => ({
  kind: "cost",
  item,
  validFrom: from,
  amount,
});
const sold = (id: string, at: Date, variantId: string | null, sku: string | null, quantity = 1) =>
  order(id, 0, {
    processedAt: at,
    lines: [line("1", { variantId, sku, quantity, gross: 1000n * BigInt(quantity) })],
  });
const costs = "select id, cost, known_net, exact_net from orders order by id";

test("a line takes the cost valid at its sale, else the earliest known, else none", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    cost("sku:a", day(2), "300"),
    cost("sku:a", day(4), "400"),
    sold("1", day(1), null, "a"),
    sold("2", day(2), null, "a"),
    sold("3", day(5), null, "a"),
    sold("4", day(5), null, "b"),
  );
  expect(await read(shop, costs)).toEqual([
    { id: "1", cost: 300n, known_net: 1000n, exact_net: 0n },
    { id: "2", cost: 300n, known_net: 1000n, exact_net: 1000n },
    { id: "3", cost: 400n, known_net: 1000n, exact_net: 1000n },
    { id: "4", cost: 0n, known_net: 0n, exact_net: 0n },
  ]);
  expect(await read(shop, "select cost from order_line where order_id = '4'")).toEqual([
    { cost: null },
  ]);
});

test("unit costs carry fractions: a line is rounded once, half to even", async () => {
  // 3 × 12.5 = 37.5 → 38; 5 × 12.5 = 62.5 → 62.
  const shop = await testShop(db());
  await write(
    shop,
    cost("sku:a", day(0), "12.5"),
    sold("1", day(1), null, "a", 3),
    sold("2", day(1), null, "a", 5),
  );
  expect(await read(shop, "select cost from orders order by id")).toEqual([
    { cost: 38n },
    { cost: 62n },
  ]);
});

test("the variant's item comes before the item of its SKU, and that before the SKU's own cost", async () => {
  const shop = await testShop(db());
  await write(shop, product("p", 1, { v1: ["a", "i1"], v2: ["b", "i2"], v3: ["c", null] }));
  await write(
    shop,
    cost("inventory:i1", day(0), "1"),
    cost("inventory:i2", day(0), "2"),
    cost("sku:a", day(0), "3"),
    cost("sku:b", day(0), "4"),
    cost("sku:c", day(0), "5"),
  );
  await write(
    shop,
    sold("1 item of the variant", day(1), "v1", "b"),
    sold("2 item of the SKU", day(1), null, "b"),
    sold("3 cost of the SKU", day(1), "unknown", "c"),
    sold("4 cost of the variant's SKU", day(1), "v3", "zzz"),
  );
  expect((await read(shop, costs)).map((row) => row["cost"])).toEqual([1n, 2n, 5n, 5n]);
});

test("a new cost dirties the sale and refund days it changes, and only those", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    cost("sku:a", day(0), "300"),
    sold("1", day(1), null, "a", 2),
    sold("2", day(5), null, "a", 2),
    refund("r", "2", 0, { processedAt: day(9), lines: [back("1", { amount: 1000n })] }),
  );
  await days(shop);
  await write(shop, cost("sku:a", day(3), "350"), cost("sku:b", day(3), "1"));
  expect(await days(shop)).toEqual(["2026-03-06", "2026-03-10"]);
  expect(await read(shop, "select known_amount, exact_amount, restock_cost from refund")).toEqual([
    { known_amount: 1000n, exact_amount: 1000n, restock_cost: 350n },
  ]);
  await write(shop, cost("sku:a", day(4), "350"), cost("sku:a", day(3), "350"));
  expect(await days(shop)).toEqual([]);
});

test("what was money back only puts no cost back", async () => {
  const shop = await testShop(db());
  const lines = [back("1", { restockType: "no_restock" }), back("1", { restockType: "cancel" })];
  await write(
    shop,
    cost("sku:a", day(0), "300"),
    sold("1", day(1), null, "a", 4),
    refund("r", "1", 0, { lines }),
  );
  expect(await read(shop, "select units, restock_cost from refund")).toEqual([
    { units: 1, restock_cost: 300n },
  ]);
});

test("a product that comes later maps past lines, and one that goes leaves their cost", async () => {
  const shop = await testShop(db());
  await write(shop, cost("inventory:i", day(0), "250"), sold("1", day(1), "v", null));
  expect(await read(shop, "select cost from order_line")).toEqual([{ cost: null }]);
  await days(shop);
  await write(shop, product("p", 1, { v: [null, "i"] }));
  expect(await days(shop)).toEqual(["2026-03-02"]);
  await write(
    shop,
    { kind: "deleted", what: "product", id: "p", at: day(3) },
    product("p", 9, { v: [null, "i"] }),
  );
  expect(await read(shop, "select cost from order_line")).toEqual([{ cost: 250n }]);
  expect(await read(shop, "select gone from variant")).toEqual([{ gone: true }]);
  expect(await read(shop, "select id from product")).toEqual([]);
});
