import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, costRule, order, refund, spend, touch } from "../../app/kpis/examples.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { kpiPage } from "../../app/scorecard/kpi-page.server.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const asOf = new Date("2026-07-01T00:00:00Z");
const march = { from: "2026-03-01", to: "2026-04-01" };

async function shopOf(facts: readonly Fact[]) {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf });
  return { shop, panel: () => marketing(db, shop, { period: march, rule: "last", asOf }) };
}

test("marketing KPIs split by the channels that money was spent on, by hand and as on the panel", async () => {
  const { shop, panel } = await shopOf([
    cost("SOCKS", "600"),
    order("A", { gross: 6000, customer: "ann" }),
    touch("A", { last: "email" }),
    order("B", { gross: 4000 }),
    touch("B", { last: "email" }),
    refund("B", "2026-03-20", { amount: 1000 }),
    order("C", { gross: 5000, channel: "pos" }),
    order("D", { gross: 3000, customer: "dee" }),
    touch("D", { last: "organic-search" }),
    spend("2026-03-02", "email", 3000),
    spend("2026-03-10", "display", 500),
    spend("2026-03-11", "affiliate", -200),
  ]);
  const split = async (id: string) => {
    const { parts } = await kpiParts(db, shop, { id, period: march, by: "channel", asOf });
    return parts.map(({ key, label, value, n, interval }) => [key, label, value, n, interval]);
  };
  // E-mail: 60 + 40 − 10 back = 90.00, less 2 × 6.00 of cost 78.00, of 30.00 spent. A credit alone is no
  // spend to divide by.
  expect(await split("marketing-roi")).toEqual([
    ["email", "E-mail", 1.6, 2, null],
    ["display", "Display", -1, 0, null],
    ["affiliate", "Affiliate", null, 0, null],
  ]);
  // ROAS: net sales ÷ spend of the channel.
  expect((await split("marketing-efficiency-ratio")).map(([, , roas]) => roas)).toEqual([
    3,
    0,
    null,
  ]);
  // 30.00 for one new customer; banners won nobody.
  expect((await split("acquisition-cost")).map(([, , value, n]) => [value, n])).toEqual([
    ["30.000000", 1],
    [null, 0],
    [null, 0],
  ]);
  const { channels } = await panel();
  expect(channels.find(({ key }) => key === "email")?.roas?.value).toBe(3);
  const page = await kpiPage(db, shop as Shop, {
    ...{
      id: "marketing-roi",
      period: march,
      against: march,
      asOf,
      by: null,
      size: null,
      after: null,
    },
  });
  expect(page).toMatchObject({
    by: "channel",
    splits: ["channel"],
    parts: [{ key: "email" }, {}, {}],
  });
  await expect(
    kpiParts(db, shop, { id: "marketing-roi", period: march, by: "region", asOf }),
  ).rejects.toThrow("expected one of channel for marketing-roi");
});

test("customers won in the same days a year earlier: what they left in twelve months for what they cost", async () => {
  const year = (day: string) => `2025-${day}`;
  const { panel } = await shopOf([
    cost("SOCKS", "600"),
    costRule("packaging", { perOrder: "50" }, { from: "2020-01-01" }),
    // Ann: 60.00 − 6.00 − 0.50; back for 20.00 − 5.00 back − 6.50; a year and a day later for nothing here.
    order("A", { gross: 6000, customer: "ann", on: year("03-05") }),
    touch("A", { last: "email" }),
    order("A2", { gross: 2000, customer: "ann", on: "2026-03-04" }),
    touch("A2", { last: "display" }),
    refund("A2", "2026-03-20", { amount: 500 }),
    order("A3", { gross: 9900, customer: "ann", on: "2026-03-05" }),
    // Bob: 30.00 − 6.50. Cem is no new customer, Dee is won in another month, a guest is nobody.
    order("B", { gross: 3000, customer: "bob", on: year("03-31") }),
    touch("B", { last: "email" }),
    order("C", { customer: "cem", on: year("03-09"), index: 4 }),
    touch("C", { last: "email" }),
    order("D", { customer: "dee", on: year("04-01") }),
    order("G", { on: year("03-02") }),
    order("E", { gross: 1000, customer: "eve", on: year("03-02") }),
    spend(year("03-02"), "email", 2000),
    spend(year("04-02"), "email", 7777),
  ]);
  const { won } = await panel();
  expect(won).toMatchObject({ from: "2025-03-01", to: "2025-04-01" });
  // 53.50 + 8.50 + 23.50 = 85.50 of two, for 20.00.
  expect(won.channels).toEqual([
    { channel: "email", customers: 2, value: "42.75", cost: "10.00", ratio: 4.275 },
    { channel: "unknown", customers: 1, value: "3.50", cost: null, ratio: null },
  ]);
});

test("without unit costs nobody says what customers left", async () => {
  const { panel } = await shopOf([
    order("A", { customer: "ann", on: "2025-03-05" }),
    spend("2025-03-02", "unknown", 100),
  ]);
  expect((await panel()).won.channels).toMatchObject([{ value: null, cost: "1.00", ratio: null }]);
});
