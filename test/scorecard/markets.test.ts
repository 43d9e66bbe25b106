// Markets of a shop in which everything happens: every order is in exactly one, and they sum to the whole.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { kpiById } from "../../app/kpis/index.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import { askRegions, keepRegions, regionsCounted } from "../../app/ledger/regions.server.ts";
import { findShop, setTarget, type Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { kpiPage } from "../../app/scorecard/kpi-page.server.ts";
import { marketHome } from "../../app/scorecard/market-home.server.ts";
import { marketCard, markets, readMarkets } from "../../app/scorecard/markets.server.ts";
import { chosenMarket, marketsOf } from "../../app/scorecard/markets.ts";
import { overTime } from "../../app/scorecard/over-time.server.ts";
import { paceOf } from "../../app/scorecard/pace.server.ts";
import type { Spark } from "../../app/scorecard/trend.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { order, version } from "../ledger/make.ts";

let db: Db;
let shop: Shop;
const asOf = new Date("2026-05-04T09:00:00Z");
const period = { from: "2026-02-01", to: "2026-04-01" };
const against = { from: "2025-12-01", to: "2026-02-01" };
const west = "set:West coast";
const all = [west, "set:Germany", "other"];
const place = (country: string, province: string | null = null) => ({ country, province });
const level = (item: string, at: string, onHand: number): Fact => ({
  kind: "stock-level",
  ...{ inventoryItemId: item, locationId: at, version: version(1), active: true },
  ...{ available: onHand, onHand, committed: null, incoming: null },
});
const locationOf = (id: string, region: string): Fact => ({
  ...{ kind: "location", id, version: version(1), name: id, active: true, region },
});

beforeAll(async () => {
  db = await freshDatabase();
  const { domain } = await testShop(db);
  shop = (await findShop(db, domain))!;
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      ...randomShop(7, { count: 160, end: asOf }),
      locationOf("L1", "US-CA"),
      locationOf("L9", "FR"),
      { kind: "inventory-item", id: "I1", version: version(1), sku: "A", tracked: true },
      { kind: "cost", item: "inventory:I1", validFrom: new Date(0), amount: "250" },
      level("I1", "L1", 4),
      level("I1", "L9", 3),
      level("I2", "L9", 5),
    ]),
  );
  await askRegions(
    db,
    shop.id,
    [
      { name: "West coast", places: [place("US", "CA")] },
      { name: "Germany", places: [place("DE")] },
    ],
    asOf,
  );
  const kept = (await keepRegions(db, shop))!;
  await recompute(db, shop, { asOf });
  await regionsCounted(db, shop.id, kept.version, asOf);
});
afterAll(() => db.close());

test("regions in their order and the rest are the markets; an address names one of them", async () => {
  expect(await readMarkets(db, shop.id)).toEqual({ markets: all, isRecounting: false });
  expect(marketsOf([])).toEqual([]);
  const chosen = (text: string) => chosenMarket(new URLSearchParams(text), all);
  expect(chosen("market=set%3AGermany")).toBe("set:Germany");
  expect([chosen(""), chosen("market=Germany"), chosen("market=set:Mars")]).toEqual([
    null,
    null,
    null,
  ]);
});

test("markets sum to the whole: orders, money, and what stands behind every KPI", async () => {
  const { columns } = await markets(db, shop, { period, against, asOf });
  expect(columns.map(({ market }) => market)).toEqual([null, ...all]);
  const [whole, ...parts] = columns.map(({ kpis }) => new Map(kpis.map((kpi) => [kpi.id, kpi])));
  const cents = (shown: string | number | null) => Math.round(Number(shown ?? 0) * 100);
  const sum = (id: string, of: "value" | "previous" | "n") =>
    parts.reduce((total, kpis) => total + cents(kpis.get(id)![of]), 0);
  for (const id of ["orders", "net-sales", "contribution-margin"]) {
    expect(cents(whole!.get(id)!.value), id).not.toBe(0);
    expect(sum(id, "value"), id).toBe(cents(whole!.get(id)!.value));
    expect(sum(id, "previous"), id).toBe(cents(whole!.get(id)!.previous));
  }
  for (const id of whole!.keys()) expect(sum(id, "n"), id).toBe(cents(whole!.get(id)!.n));
  // 4 in California and 3 + 5 in France, of which 7 at 2.50.
  expect(columns.map(({ stock }) => [stock!.units, stock!.value, stock!.knownUnits])).toEqual([
    [12, "17.50", 7],
    [4, "10.00", 4],
    [0, "0.00", 0],
    [8, "7.50", 3],
  ]);
});

test("a page of a market is of that market alone: course, causes, parts, entries, left out", async () => {
  const page = (id: string, market: string | null) =>
    kpiPage(db, shop, {
      ...{ id, period, against, asOf, market, by: null, size: "month", after: null },
    });
  const whole = (await page("net-sales", null))!;
  expect(whole.by).toBe("region");
  expect(whole.splits).toContain("channel");
  const each = await Promise.all(all.map(async (market) => (await page("net-sales", market))!));
  const cents = (shown: string | number | null | undefined) => Math.round(Number(shown ?? 0) * 100);
  const sum = (of: (page: typeof whole) => string | number | null | undefined) =>
    each.reduce((total, one) => total + cents(of(one)), 0);
  expect(sum(({ kpi }) => kpi.value)).toBe(cents(whole.kpi.value));
  expect(sum(({ causes }) => causes.gap)).toBe(cents(whole.causes.gap));
  for (const [at] of whole.trend.points.entries()) {
    expect(sum(({ trend }) => trend.points[at]!.value)).toBe(cents(whole.trend.points[at]!.value));
    expect(sum(({ trend }) => trend.points[at]!.before)).toBe(
      cents(whole.trend.points[at]!.before),
    );
  }
  for (const { causes, parts, splits } of each) {
    const effects = causes.effects.reduce((total, { amount }) => total + cents(amount), 0);
    expect(effects + cents(causes.unexplained)).toBe(cents(causes.gap));
    expect(splits).toEqual(["region"]);
    expect(parts.every(({ key }) => key === west || !key.includes("US-CA"))).toBe(true);
  }
  for (const why of ["test", "voided", "zero", "otherCurrency"] as const) {
    expect(each.reduce((n, { leftOut }) => n + leftOut[why], 0)).toBe(whole.leftOut[why]);
  }
  const entries = async (market: string | null) => {
    const found = await entriesBehind(db, shop, {
      ...{ id: "net-sales", period, after: null, asOf, market, size: 500 },
    });
    return found.entries.map(({ kind, key }) => `${kind} ${key}`);
  };
  const apart = (await Promise.all(all.map(entries))).flat();
  expect(apart.toSorted()).toEqual((await entries(null)).toSorted());
  expect((await page("automation-coverage", west))!.kpi.n).toBeLessThan(
    (await page("automation-coverage", null))!.kpi.n,
  );
});

test("a market is held against its own target, and what is of the whole shop says so", async () => {
  const always = { from: "1970-01-01", to: "9999-12-31" };
  const part = { by: "region", key: "set:Germany" } as const;
  await setTarget(db, shop, { kpi: "orders", value: "1", part, ...always });
  await setTarget(db, shop, { kpi: "net-sales", value: "0.1", kind: "percent", part, ...always });
  const card = await marketCard(db, shop, { period, against, asOf, market: "set:Germany" });
  const of = (id: string) => card.kpis.find((kpi) => kpi.id === id)!;
  expect(of("orders")).toMatchObject({ target: 1, status: "on" });
  // 59 days before, not the 62 of `against`.
  expect(Number(of("net-sales").target)).toBeGreaterThan(0);
  expect(card.headline).toHaveLength(5);
  const spend = of("marketing-efficiency-ratio");
  expect([spend.value, spend.status]).toEqual([null, "no-data"]);
  expect(spend.beside["needs"]).toContain("not told apart by market");
  const elsewhere = await marketCard(db, shop, { period, against, asOf, market: west });
  expect(elsewhere.kpis.find(({ id }) => id === "orders")!.target).toBeNull();
});

test("a market without an order has no number, not another one's", async () => {
  const { domain } = await testShop(db);
  const empty = (await findShop(db, domain))!;
  await inShop(db, empty.id, (client) => writeFacts(client, empty, [order("1", 1)]));
  await askRegions(db, empty.id, [{ name: "Iceland", places: [place("IS")] }], asOf);
  await keepRegions(db, empty);
  await recompute(db, empty, { asOf });
  const march = { from: "2026-03-01", to: "2026-04-01" };
  const { columns, isRecounting } = await markets(db, empty, { period: march, against, asOf });
  expect(isRecounting).toBe(true);
  expect(columns.map(({ kpis }) => kpis[0]!.value)).toEqual([1, null, 1]);
  expect(columns.map(({ stock }) => stock)).toEqual([null, null, null]);
});

test("small charts, pace and the month's end of markets sum to those of the shop", async () => {
  const asked = { period, against, asOf };
  const whole = await home(db, shop, asked);
  const each = await Promise.all(all.map((market) => marketHome(db, shop, { ...asked, market })));
  const ids = each[0]!.sparks.map(({ id }) => id);
  expect(ids).toContain("net-sales");
  const values = (sparks: readonly Spark[], id: string) =>
    sparks.find((spark) => spark.id === id)!.values.map((value) => Math.round((value ?? 0) * 100));
  const markets = each.map(({ sparks }) => values(sparks, "net-sales"));
  expect(markets.every((some) => some.some((value) => value !== 0))).toBe(true);
  const sums = markets[0]!.map((_, at) => markets.reduce((all, some) => all + some[at]!, 0));
  expect(sums).toEqual(values(whole.sparks, "net-sales"));
  const kpi = kpiById("orders")!;
  const month = { from: "2026-05-01", to: "2026-05-05" };
  const endOf = async (market: string | null) =>
    (await overTime(db, shop, { kpi, period: month, asOf, market })).monthEnd;
  const ends = await Promise.all([null, ...all].map(endOf));
  const soFar = ends.map((end) => (end ? Number(end.soFar) : 0));
  expect(soFar[0]).toBeGreaterThanOrEqual(0);
  expect(soFar.slice(1).reduce((sum, one) => sum + one, 0)).toBe(soFar[0]);
  // What is of the whole shop is not said of a market.
  const told = await overTime(db, shop, { kpi, period: month, asOf, market: west });
  expect(told).toMatchObject({ restated: null, watched: null });
  await setTarget(db, shop, {
    ...{ kpi: "orders", from: "2026-03-01", to: "2026-06-01", value: "1" },
    part: { by: "region", key: west },
  });
  const days = { from: "2026-03-20", to: "2026-05-05" };
  const rest = { id: "orders", period: days, whole: { ...days, to: "2026-05-20" }, asOf };
  const { pace } = await paceOf(db, shop, { ...rest, market: west });
  expect(pace?.target).toBe(1);
  // The target is the market's alone; the rest of the shop is suggested one.
  expect((await paceOf(db, shop, rest)).pace).toBeNull();
});
