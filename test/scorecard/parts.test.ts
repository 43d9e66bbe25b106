import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, order, parcel, refund } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
let shop: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const july = new Date("2026-07-01T00:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      cost("SOCKS", "300"),
      order("A", { gross: 3000, units: 3, customer: "ann", region: "US-CA" }),
      order("B", { gross: 5000, sku: "HAT", customer: "bob", region: "DE", channel: "pos" }),
      order("C", { gross: 2000, units: 2, customer: "ann", on: "2026-03-20" }),
      refund("A", "2026-03-20", { amount: 1000 }),
      { ...refund("B", "2026-03-21", { amount: 700 }), lines: [] },
      { ...parcel("A", { sent: "2026-03-06" }), locationId: "L1" },
      { ...parcel("C", { sent: "2026-03-22" }), locationId: "L2" },
      {
        kind: "location",
        id: "L1",
        version: { updatedAt: july, triggeredAt: july, hash: "" },
        name: "Hamburg",
        active: true,
        region: "DE-HH",
      },
    ]),
  );
  await recompute(db, shop, { asOf: july });
});
afterAll(() => db.close());

const ask = (id: string, by: Parameters<typeof kpiParts>[2]["by"]) =>
  kpiParts(db, shop, { id, period: march, by, asOf: july });

test("net sales by channel, region and kind of customer, largest first", async () => {
  const { kpi, parts } = await ask("net-sales", "channel");
  expect(kpi).toMatchObject({ id: "net-sales", value: "83.00" });
  // B is 50.00 − 7.00; A and C are 30.00 − 10.00 + 20.00.
  expect(parts).toEqual([
    { key: "pos", label: "Point of sale", value: "43.00", n: 1, interval: null, share: 43 / 83 },
    { key: "online", label: "Online store", value: "40.00", n: 2, interval: null, share: 40 / 83 },
  ]);
  const regions = (await ask("net-sales", "region")).parts;
  expect(regions.map(({ key, label, value }) => [key, label, value])).toEqual([
    ["DE", "Germany", "43.00"],
    ["US-CA", "United States, CA", "40.00"],
  ]);
  const kinds = (await ask("net-sales", "customer-kind")).parts;
  expect(kinds.map(({ key, value }) => [key, value])).toEqual([
    ["new", "63.00"],
    ["returning", "20.00"],
  ]);
});

test("net sales by product: money back that is on no line has none", async () => {
  const { parts } = await ask("net-sales", "product");
  expect(parts.map(({ key, label, value, n }) => [key, label, value, n])).toEqual([
    ["HAT", "Socks", "50.00", 1],
    ["SOCKS", "Socks", "40.00", 2],
    ["unknown", "On no line", "-7.00", 0],
  ]);
});

test("gross margin and return rate by product, by hand", async () => {
  const margin = (await ask("gross-margin", "product")).parts;
  // Net 50.00 − 10.00 back; cost 5 × 3.00 less one unit put back: (40 − 15 + 3) ÷ 40
  expect(margin.filter(({ value }) => value !== null)).toMatchObject([
    { key: "SOCKS", value: 0.7 },
  ]);
  const returns = (await ask("return-rate", "product")).parts;
  expect(returns.map(({ key, value }) => [key, value])).toEqual([
    ["SOCKS", 0.2],
    ["HAT", 0],
  ]);
});

test("hours to ship by location, those without a name under their id", async () => {
  const { parts } = await ask("hours-to-ship", "location");
  expect(parts.map(({ key, label, value, n }) => [key, label, value, n])).toEqual([
    ["L1", "Hamburg", 24, 1],
    ["L2", "L2", 48, 1],
  ]);
});

test("a customer belongs to the channel of their first order of the period", async () => {
  const { parts } = await ask("repeat-rate", "channel");
  expect(parts.map(({ key, value, n, share }) => [key, value, n, share])).toEqual([
    ["online", 1, 1, 0.5],
    ["pos", 0, 1, 0.5],
  ]);
});

test("without a split there is the KPI alone; a split that is not declared is refused", async () => {
  expect((await ask("net-sales", null)).parts).toEqual([]);
  await expect(ask("nps", "product")).rejects.toThrow(/got a split by product, expected one of/);
  await expect(ask("no-such", null)).rejects.toThrow(/got KPI "no-such"/);
});

test("parts add up to the whole, whatever the split", async () => {
  const other = await testShop(db, { timeZone: "Pacific/Auckland" });
  const end = new Date("2026-05-20T09:30:00Z");
  await inShop(db, other.id, (client) =>
    writeFacts(client, other, randomShop(7, { count: 120, end })),
  );
  await recompute(db, other, { asOf: end });
  const period = { from: "2026-01-01", to: "2026-04-01" };
  for (const { id, causes, formula, unit } of kpis) {
    for (const by of causes) {
      const { kpi, parts } = await kpiParts(db, other, { id, period, by, asOf: end });
      const where = `${id} by ${by}`;
      expect(parts.length, where).toBeGreaterThan(0);
      // An order counts for each of its products, and a margin's units and steps for their days.
      if (by === "product") {
        if (id !== "net-sales" && id !== "contribution-margin") continue;
      } else
        expect(
          parts.reduce((sum, { n }) => sum + n, 0),
          where,
        ).toBe(kpi.n);
      if (formula.kind !== "total") continue;
      const cents = (shown: unknown) =>
        Math.round(Number(shown ?? 0) * (unit === "money" ? 100 : 1));
      expect(
        parts.reduce((sum, { value }) => sum + cents(value), 0),
        where,
      ).toBe(cents(kpi.value));
      expect(
        parts.reduce((sum, { share }) => sum + (share ?? 0), 0),
        where,
      ).toBeCloseTo(1, 9);
    }
  }
});
