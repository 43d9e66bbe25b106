import { expect, test } from "vitest";
import type { Fact } from "../../app/ledger/facts.ts";
import { inShop } from "../../app/db.server.ts";
import { putPattern } from "../../app/ledger/patterns.server.ts";
import { nextAction } from "../../app/scorecard/next-action.server.ts";
import { findPreferences } from "../../app/scorecard/preferences.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();
const day = 24 * 60;

const coffee = (): Fact => {
  const plain = product("10", 0, { "10-v": ["COF", "item-1"] });
  const variants = plain.variants.map((variant) => ({ ...variant, title: "250 g / Whole bean" }));
  const content = { ...plain, title: "Coffee", productType: "Coffee", variants };
  return { ...content, version: version(0, content) };
};
const bought = (
  n: number,
  at: number,
  lines = [line("1", { productId: "10", variantId: "10-v" })],
) => order(`${n}`, 0, { processedAt: minute(at), customerId: "ann", lines });

// 1 March 2026 is a Sunday. At 23:30 UTC it is 00:30 of the next day in Berlin: Mondays.
test("days and hours are the shop's, options and types the catalogue's, a SKU alone finds them", async () => {
  const shop = await testShop(db(), { timeZone: "Europe/Berlin" });
  const bySku = [line("1", { sku: "COF", quantity: 3, gross: 3600n, discounts: 600n })];
  await write(
    shop,
    coffee(),
    ...[0, 7, 14, 21].map((days, n) => bought(n, days * day + 23 * 60 + 30)),
    bought(4, 27 * day + 23 * 60 + 30, bySku),
    order("guest", 0, { customerId: null }),
    order("void", 0, { customerId: "ann", financialStatus: "voided" }),
  );
  const found = await findPreferences(db(), shop, "ann");
  expect(found?.customer).toBe("ann");
  expect(found?.preferences).toMatchObject({
    ...{ orders: 5, lines: 5, likedWeekday: 0, busiest: { from: 0, orders: 5 } },
    categories: { n: 7, top: [{ name: "Coffee", count: 7 }] },
    options: {
      n: 7,
      top: [
        { name: "250 g", count: 7 },
        { name: "Whole bean", count: 7 },
      ],
    },
    price: { n: 5, low: "10.00", middle: "10.00", high: "10.00" },
    weekdays: [4, 0, 0, 0, 0, 0, 1],
    // 2 to 9, 16, 23 and 29 March, a Sunday, before its clocks change.
    interval: { n: 4, days: 7 },
    nextDue: "2026-04-05",
    discount: { n: 5, orders: 1, share: 600 / 7600 },
    pairs: { n: 0, top: [] },
  });
  expect(found?.preferences.words).toBe(
    "5 orders. Buys Coffee (7 of 7 units). Chooses 250 g (7 of 7 units), Whole bean (7). " +
      "Half of what was bought cost 10.00 to 10.00 USD a piece (5 lines). " +
      "Half of the time the next order follows within 7 days (4 intervals), so the next would be " +
      "usual around 2026-04-05. Orders on Mondays more than on other days (4 of 5); most orders " +
      "come from 00:00 to 03:00 (5). 1 of 5 orders had a discount.",
  );
  expect(await findPreferences(db(), shop, "nobody")).toBeNull();
  const other = await testShop(db());
  expect(await findPreferences(db(), other, "ann")).toBeNull();
});

test("the next action: a second order; chances are told once they are learned", async () => {
  const shop = await testShop(db());
  await write(shop, bought(1, 0));
  const now = minute(10 * day);
  const found = (await findPreferences(db(), shop, "ann"))!;
  const next = () => nextAction(db(), shop, { found, lists: null, now });
  expect(await next()).toEqual({
    ...{ action: "second-order", words: "Help them to a second order: the first is 10 days old." },
    ...{ days: 28, chance: null, orderValue: "10.00", expected: null, card: null },
  });
  const period = { from: "2025-03-11", to: "2026-03-11" };
  // Weights of 0 are a chance of a half: half of 10.00.
  const value = { weights: [0, 0, 0, 0, 0], card: null };
  await inShop(db(), shop.id, (client) =>
    putPattern(client, shop, { name: "next-order", period, value }),
  );
  expect(await next()).toMatchObject({ chance: 0.5, expected: "5.00" });
  expect(
    await nextAction(db(), shop, { found: { ...found, history: [] }, lists: null, now }),
  ).toBeNull();
});

test("one order is too little to tell, and says so", async () => {
  const shop = await testShop(db());
  await write(shop, bought(1, 0));
  const found = await findPreferences(db(), shop, "ann");
  expect(found?.preferences).toMatchObject({ orders: 1, interval: null, nextDue: null });
  expect(found?.preferences.words).toBe(
    "1 order. Too little to tell what they like or when they buy.",
  );
});
