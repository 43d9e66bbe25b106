import { expect, test } from "vitest";
import type { Fact } from "../../app/ledger/facts.ts";
import {
  arePatternsDue,
  keepPatterns,
  knownPatterns,
} from "../../app/scorecard/patterns.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();
const day = 24 * 60;
const now = minute(60 * day);

const thing = (id: string, productType: string): Fact => {
  const plain = product(id, 0, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, productType };
  return { ...content, version: version(0, content) };
};
const lines = (...products: string[]) =>
  products.map((productId, at) => line(`${at}`, { position: at, productId }));

test("groups by hand and in plain SQL; the store's pattern; kept until the next day", async () => {
  const shop = await testShop(db());
  // 100 customers: all of 40 in Germany buy tea, and 10 of 60 in France, who buy cups instead.
  const orders = Array.from({ length: 100 }, (_, n) =>
    order(`${n}`, 0, {
      ...{ customerId: `c${n}`, region: n < 40 ? "DE" : "FR", processedAt: minute(n * 60) },
      lines: lines(n < 50 ? "tea" : "cup"),
    }),
  );
  expect(await arePatternsDue(db(), shop, now)).toBe(false);
  expect(await knownPatterns(db(), shop)).toEqual({ store: null, groups: null });
  await write(
    shop,
    ...[thing("tea", "Tea"), thing("cup", "Cups"), ...orders],
    // One comes twice, to France, for tea; a guest, and what was bought too long ago, count nowhere.
    order("again", 0, {
      ...{ customerId: "c0", region: "FR", processedAt: minute(10 * day), lines: lines("tea") },
    }),
    order("guest", 0, { lines: lines("cup") }),
    order("old", 0, {
      ...{ customerId: "c99", processedAt: minute(-400 * day), lines: lines("tea") },
    }),
  );
  await refreshRecommendations(db(), shop, { now });
  expect(await arePatternsDue(db(), shop, now)).toBe(true);
  expect(await keepPatterns(db(), shop, { now })).toMatchObject({ orders: 102 });
  const { store, groups } = await knownPatterns(db(), shop);
  expect(store?.preferences).toMatchObject({
    ...{ orders: 102, interval: { n: 1, days: 10 } },
    categories: {
      n: 102,
      top: [
        { name: "Cups", count: 51 },
        { name: "Tea", count: 51 },
      ],
    },
  });
  const found = (kind: string, group: string, type: string) =>
    groups!.rows.find(
      (row) => row.kind === kind && row.group === group && row.productType === type,
    );
  // The one who came again is of France by their latest order: 39 of 39, and 11 of 61.
  expect(found("region", "DE", "Tea")).toMatchObject({
    ...{ label: "Germany", n: 39, bought: 39, all: 100, allBought: 50, share: 1, allShare: 0.5 },
    ...{ lift: 2, told: "more" },
  });
  expect(found("region", "FR", "Tea")).toMatchObject({ n: 61, bought: 11, told: "less" });
  expect(found("orders", "2", "Tea")).toMatchObject({ label: "2 orders", n: 1, told: "few" });
  // c99 ordered more than a year ago.
  expect(found("customer-kind", "returning", "Cups")).toMatchObject({ n: 1, bought: 1 });
  expect(found("spend", "1", "Tea")).toMatchObject({ label: "Highest fifth by spend", n: 20 });
  expect(groups!.rows[0]!.kind).toBe("region");

  const plain = await read(
    shop,
    `select count(distinct o.customer_id)::int as bought from orders o
     join order_line l on l.shop_id = o.shop_id and l.order_id = o.id
     where l.product_id = 'cup' and o.sale_day >= '2025-04-30' and o.customer_id is not null`,
  );
  expect(found("channel", "online", "Cups")).toMatchObject({ n: 100, bought: plain[0]!["bought"] });

  expect(await arePatternsDue(db(), shop, now)).toBe(false);
  expect(await arePatternsDue(db(), shop, minute(61 * day))).toBe(true);
  const few = await knownPatterns(db(), shop, 1);
  expect(few.groups!.rows.map(({ kind }) => kind).sort()).toEqual([
    ...["channel", "customer-kind", "orders", "region", "spend"],
  ]);
});

// 2026-03-01 00:00 UTC is Saturday 19:00 in New York, three days and six hours later Wednesday 01:00.
test("the store's pattern by hand: the shop's days and hours, lines by their variant or its SKU", async () => {
  const shop = await testShop(db(), { timeZone: "America/New_York" });
  const plain = product("tea", 0, { "tea-v": ["SKU-tea", "item-tea"] });
  const variants = plain.variants.map((each) => ({ ...each, title: "M / Black" }));
  const tea = { ...plain, productType: "Tea", variants };
  const first = {
    productId: "tea",
    variantId: "tea-v",
    quantity: 2,
    gross: 3000n,
    discounts: 250n,
  };
  const tip = line("tip", { merchandise: false });
  await write(
    shop,
    { ...tea, version: version(0, tea) },
    order("first", 0, { customerId: "a", processedAt: minute(0), lines: [line("1", first)] }),
    order("second", 0, {
      ...{ customerId: "a", processedAt: minute(3 * day + 6 * 60) },
      lines: [line("1", { sku: "SKU-tea" }), tip],
    }),
    order("guest", 0, { processedAt: minute(60), lines: [line("1", { gross: 4000n })] }),
    order("no goods", 0, { processedAt: minute(0), lines: [tip] }),
  );
  await keepPatterns(db(), shop, { now });
  const { store } = await knownPatterns(db(), shop);
  const { hours, ...told } = store!.preferences;
  expect(told).toMatchObject({
    ...{ orders: 3, lines: 3, weekdays: [0, 0, 1, 0, 0, 2, 0], interval: { n: 1, days: 4 } },
    categories: { n: 3, top: [{ name: "Tea", count: 3 }] },
    options: {
      n: 3,
      top: [
        { name: "Black", count: 3 },
        { name: "M", count: 3 },
      ],
    },
    // 1000, 1500 and 4000: a quarter of the way lies between the first two.
    price: { n: 3, low: "12.50", middle: "15.00", high: "27.50" },
    discount: { n: 3, orders: 1, share: 250 / 8000 },
  });
  expect(hours.flatMap((count, hour) => (count > 0 ? [[hour, count]] : []))).toEqual([
    [1, 1],
    [19, 1],
    [20, 1],
  ]);
});

test("a shop without orders has nothing to compare, and another shop's are not its own", async () => {
  const shop = await testShop(db());
  await keepPatterns(db(), shop, { now });
  const known = await knownPatterns(db(), shop);
  expect(known.groups?.rows).toEqual([]);
  expect(known.store?.preferences).toMatchObject({ orders: 0, price: null });
});
