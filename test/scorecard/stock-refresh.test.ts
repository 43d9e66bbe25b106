// Stock by day, days out, the forecast and what to do, from facts, by hand.
import { expect, test } from "vitest";
import { cost, order } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext, StockCountFact, StockLevelFact } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { forecast } from "../../app/scorecard/forecast.server.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();

const at = (time: string) => new Date(`${time}:00Z`);

/** What a webhook tells: the level from an instant on. */
function level(
  item: string,
  time: string,
  available: number,
  more: Partial<StockLevelFact> = {},
): StockLevelFact {
  return {
    ...{ kind: "stock-level", inventoryItemId: item, locationId: "P", active: true, available },
    ...{ onHand: null, committed: null, incoming: null },
    version: { updatedAt: at(time), triggeredAt: at(time), hash: `${time} ${available}` },
    ...more,
  };
}

function count(
  sku: string,
  time: string,
  available: number,
  more: Partial<StockCountFact> = {},
): StockCountFact {
  return {
    ...{ kind: "stock-count", sku, place: "Shelf", isStocked: true, available, onHand: null },
    ...{ committed: null, incoming: null },
    version: { updatedAt: new Date(0), triggeredAt: at(time), hash: `${time} ${available}` },
    ...more,
  };
}

const daysOf = async (shop: ShopContext) =>
  (
    await read(shop, "select day, units, known_units, value, closed from stock_day order by day")
  ).map(({ day, units, known_units, value, closed }) => [
    String(day).slice(5),
    Number(units),
    Number(known_units),
    Number(value),
    closed,
  ]);
const spansOf = (shop: ShopContext) =>
  read(
    shop,
    `select inventory_item_id as item, from_day as from, to_day as to, out from stock_span order by 1, 2`,
  );
const refresh = (shop: ShopContext, time: string) => refreshStock(db(), shop, { now: at(time) });

/** The same facts in another order, one by one. */
async function writeOneByOne(shop: ShopContext, facts: readonly Fact[]) {
  for (const fact of facts) await write(shop, fact);
}

test("a level holds until the next one, in shop days; what comes late restates its days alone", async () => {
  const shop = await testShop(db(), { timeZone: "Europe/Berlin" });
  await write(
    shop,
    cost("SOCKS", "250"),
    count("SOCKS", "2026-03-01T10:00", 8),
    count("OTHER", "2026-03-01T10:00", 5),
    // 23:30 UTC is the next day in Berlin.
    count("SOCKS", "2026-03-02T23:30", 3),
  );
  await refresh(shop, "2026-03-04T12:00");
  expect(await daysOf(shop)).toEqual([
    ["03-01", 13, 8, 2000, true],
    ["03-02", 13, 8, 2000, true],
    ["03-03", 8, 3, 750, true],
    ["03-04", 8, 3, 750, false],
  ]);
  await write(shop, count("SOCKS", "2026-03-02T12:00", 0));
  await refresh(shop, "2026-03-04T13:00");
  expect((await daysOf(shop))[1]).toEqual(["03-02", 5, 0, 0, true]);
  expect((await daysOf(shop))[2]).toEqual(["03-03", 8, 3, 750, true]);
  expect(await refresh(shop, "2026-03-04T13:05")).toMatchObject({ days: 0, changed: 0 });
  // The same levels in any order end in the same days.
  const other = await testShop(db(), { timeZone: "Europe/Berlin" });
  await writeOneByOne(other, [
    count("SOCKS", "2026-03-02T12:00", 0),
    count("SOCKS", "2026-03-02T23:30", 3),
    count("OTHER", "2026-03-01T10:00", 5),
    count("SOCKS", "2026-03-01T10:00", 8),
    cost("SOCKS", "250"),
  ]);
  await refresh(other, "2026-03-04T13:00");
  expect(await daysOf(other)).toEqual(await daysOf(shop));
  expect(await spansOf(other)).toEqual(await spansOf(shop));
});

test("in another zone levels are of other days", async () => {
  const shop = await testShop(db(), { timeZone: "UTC" });
  await write(
    shop,
    level("1", "2026-03-01T23:30", 8),
    level("1", "2026-03-02T12:00", 5),
    level("1", "2026-03-03T23:30", 2),
  );
  await updateShop(db(), shop, { timeZone: "Europe/Berlin" });
  expect(await read(shop, "select day, available from stock_change order by day")).toEqual([
    { day: "2026-03-02", available: 5 },
    { day: "2026-03-04", available: 2 },
  ]);
});

test("an item is out on days on which no place has any; what is sold below 0 counts as none", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    level("1", "2026-03-01T08:00", 2),
    level("1", "2026-03-01T08:00", 0, { locationId: "Q" }),
    level("1", "2026-03-03T08:00", -1),
    level("1", "2026-03-05T08:00", 4, { locationId: "Q" }),
    level("1", "2026-03-07T08:00", 0, { locationId: "Q" }),
    level("1", "2026-03-08T08:00", 0, { locationId: "Q", active: false, available: null }),
    level("1", "2026-03-09T08:00", 0, { active: false, available: null }),
  );
  await refresh(shop, "2026-03-10T12:00");
  expect(await spansOf(shop)).toEqual([
    { item: "1", from: "2026-03-01", to: "2026-03-03", out: false },
    { item: "1", from: "2026-03-03", to: "2026-03-05", out: true },
    { item: "1", from: "2026-03-05", to: "2026-03-07", out: false },
    { item: "1", from: "2026-03-07", to: "2026-03-09", out: true },
  ]);
  expect((await daysOf(shop)).map(([day, units]) => [day, units])).toEqual([
    ...[
      ["03-01", 2],
      ["03-02", 2],
      ["03-03", 0],
      ["03-04", 0],
      ["03-05", 4],
      ["03-06", 4],
    ],
    ...[
      ["03-07", 0],
      ["03-08", 0],
      ["03-09", 0],
      ["03-10", 0],
    ],
  ]);
});

test("untracked items and closed places are left out and counted; the rest goes on", async () => {
  const shop = await testShop(db());
  const version = {
    updatedAt: at("2026-03-03T00:00"),
    triggeredAt: at("2026-03-03T00:00"),
    hash: "x",
  };
  await write(
    shop,
    { kind: "inventory-item", id: "1", sku: "A", tracked: false, version },
    { kind: "location", id: "Q", name: "Old shop", active: false, region: "DE", version },
    level("1", "2026-03-01T08:00", 9),
    level("2", "2026-03-01T08:00", 7, { locationId: "Q" }),
    level("3", "2026-03-01T08:00", -2),
    level("4", "2026-03-01T08:00", 5),
  );
  await refresh(shop, "2026-03-04T12:00");
  // Until it closed, the place counted.
  expect((await daysOf(shop)).map(([day, units]) => [day, units])).toEqual([
    ["03-01", 12],
    ["03-02", 12],
    ["03-03", 5],
    ["03-04", 5],
  ]);
  expect(
    await read(shop, "select inventory_item_id as item from stock_forecast order by 1"),
  ).toEqual([{ item: "3" }, { item: "4" }]);
  expect(
    await read(
      shop,
      `select untracked, closed_places as closed, negative, no_cost as "noCost" from stock_run`,
    ),
  ).toEqual([{ untracked: 1, closed: 1, negative: 1, noCost: 1 }]);
});

test("a file's levels give way to Shopify's own, whichever comes first", async () => {
  for (const isFileFirst of [true, false]) {
    const shop = await testShop(db());
    const version = {
      updatedAt: at("2026-01-01T00:00"),
      triggeredAt: at("2026-01-01T00:00"),
      hash: "x",
    };
    await write(shop, {
      kind: "location",
      id: "P",
      name: "Shelf",
      active: true,
      region: "DE",
      version,
    });
    await write(shop, {
      ...{
        kind: "product",
        id: "p",
        title: "Socks",
        handle: "socks",
        vendor: "Knit",
        productType: "",
      },
      ...{ status: "active", tags: [], publishedAt: null, giftCard: false, version },
      variants: [
        {
          id: "v",
          position: 1,
          title: "Red",
          sku: "SOCKS",
          price: 900n,
          compareAtPrice: null,
          inventoryItemId: "1",
        },
      ],
    });
    const file = [count("SOCKS", "2026-03-01T10:00", 8), count("SOCKS", "2026-03-06T10:00", 1)];
    const told = [level("1", "2026-03-04T08:00", 6)];
    await writeOneByOne(shop, isFileFirst ? [...file, ...told] : [...told, ...file]);
    await refresh(shop, "2026-03-07T12:00");
    expect((await daysOf(shop)).map(([, units]) => units)).toEqual([8, 8, 8, 6, 6, 6, 6]);
    expect(await read(shop, "select title, place, vendor, available from stock_forecast")).toEqual([
      { title: "Socks · Red", place: "Shelf", vendor: "Knit", available: 6 },
    ]);
  }
});

test("a steady seller is forecast as it sells, and what to do follows from its stock", async () => {
  const shop = await testShop(db());
  // Two units every Monday for 40 weeks before Monday 2026-06-01, three weeks of which are to be lasted.
  const mondays = Array.from({ length: 40 }, (_, week) => {
    const day = new Date(at("2025-08-25T12:00").getTime() + week * 7 * 86_400_000)
      .toISOString()
      .slice(0, 10);
    return order(`W${week}`, { on: day, units: 2, gross: 1600 });
  });
  await write(shop, ...mondays, cost("SOCKS", "300"), count("SOCKS", "2026-05-20T10:00", 4));
  await write(shop, count("DUST", "2026-05-20T10:00", 3), cost("DUST", "1000"));
  const answer = await forecast(db(), shop, { sku: null, cut: null, now: at("2026-06-01T06:00") });
  const socks = answer.items.find(({ sku }) => sku === "SOCKS")!;
  expect(answer).toMatchObject({ horizonDays: 21, method: "ses" });
  expect(answer.backtest).toMatchObject({ wape: 0, bias: 0, coverage95: 1, naiveWape: 0 });
  // Level 2 a week, no spread beyond Poisson: mean 6, variance 3 × 2 × (1 + 3 ÷ 26) = 6.69.
  expect(socks.demandPerDay).toBeCloseTo(2 / 7, 9);
  // R: qnbinom(.95, size = 36 / (6.6923 - 6), mu = 6) = 11.
  expect(socks).toMatchObject({ onHand: 4, quantile95: 11, reorderPoint: 11, status: "runs-out" });
  expect(answer.items.find(({ sku }) => sku === "DUST")).toMatchObject({
    onHand: 3,
    demandPerDay: 0,
  });
  const one = await forecast(db(), shop, {
    sku: "SOCKS",
    cut: "2026-05-04",
    now: at("2026-06-01T06:00"),
  });
  expect(one.items).toHaveLength(1);
  expect(one.items[0]).toMatchObject({ sku: "SOCKS", onHand: 4 });

  await refresh(shop, "2026-06-01T06:00");
  const rows = await read(
    shop,
    `select sku, status, order_quantity as quantity, order_up_to as "upTo", at_stake as stake, lead_rule as rule
     from stock_forecast order by sku`,
  );
  expect(rows[1]).toMatchObject({ sku: "SOCKS", status: "runs-out", rule: "default" });
  expect(Number(rows[1]!.quantity)).toBe(Number(rows[1]!.upTo) - 4);
  // On the shelf for twelve days: not yet too much.
  expect(rows[0]).toMatchObject({ sku: "DUST", quantity: 0, status: "healthy" });
  expect(await read(shop, "select since from stock_due")).toEqual([]);
});

test("without levels what sold is forecast, and nobody is told what to order", async () => {
  const shop = await testShop(db());
  await write(shop, order("A", { on: "2026-03-02", units: 3 }), order("B", { on: "2026-03-20" }));
  const answer = await forecast(db(), shop, {
    sku: null,
    cut: "2026-04-01",
    now: at("2026-04-01T06:00"),
  });
  expect(answer.items).toEqual([
    expect.objectContaining({ sku: "SOCKS", onHand: null, orderQuantity: null, status: null }),
  ]);
  expect(await refresh(shop, "2026-04-01T06:00")).toBeNull();
});
