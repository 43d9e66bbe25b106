// The Stock panel's list and sums as they are read, page by page, against all of it read at once.
import { expect, test } from "vitest";
import { stockStatuses } from "../../app/analysis/forecast/policy.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { inShop } from "../../app/db.server.ts";
import { enterStockRule } from "../../app/ingest/stock-rule-entry.server.ts";
import { cost, order } from "../../app/kpis/examples.ts";
import {
  putForecasts,
  putRun,
  type StoredForecast,
  type StoredRun,
} from "../../app/ledger/stock/results.server.ts";
import { readStockRules } from "../../app/ledger/stock/rules.server.ts";
import { readPlace, type Direction } from "../../app/scorecard/lists.ts";
import { stockFile } from "../../app/scorecard/stock-export.server.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { stockPage } from "../../app/scorecard/stock.server.ts";
import { stockSorts, type StockRow, type StockSort } from "../../app/scorecard/stock.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();

const forecast = (more: Partial<StoredForecast>): StoredForecast => ({
  ...{ item: "1", place: "P", sku: "SKU", title: "Cup", vendor: "", placeName: "Hamburg" },
  ...{ available: 4, incoming: 0, leadDays: 14, leadRule: "default", method: "ses" },
  ...{ demandPerDay: 0.5, quantile95: 9, orderUpTo: 20, orderQuantity: 16, status: "runs-out" },
  ...{ atStake: 100n, ...more },
});

async function keep(
  shop: ShopContext,
  rows: StoredForecast[],
  more: Pick<StoredRun, "classes"> & Partial<StoredRun> = { classes: null },
) {
  await inShop(db(), shop.id, async (client) => {
    await putForecasts(client, shop, rows);
    await putRun(client, shop, {
      ...{ ranAt: new Date("2026-06-01T04:00:00Z"), today: "2026-06-01", tookMs: 1, origins: 0 },
      ...{ horizonDays: 21, method: "ses", wape: null, bias: null, coverage95: null },
      ...{ coverage80: null, levelWape: null, naiveWape: null, averageWape: null, wql95: null },
      ...{ untracked: 0, closedPlaces: 0, negative: 0, noCost: 0, replay: null, ...more },
    });
  });
}

/** Ties in every column, places named like separators, worths unknown. */
const many = Array.from({ length: 130 }, (_, at) =>
  forecast({
    ...{ item: at % 3 === 0 ? `sku:A@${at}` : String(1000 + at), place: at % 2 ? "P" : "name:x@y" },
    ...{ sku: `S-${at}`, available: (at * 7) % 11, demandPerDay: ((at * 5) % 9) / 7 },
    ...{ quantile95: (at * 3) % 13, orderQuantity: at % 4, status: stockStatuses[(at * at) % 5]! },
    atStake: at % 6 === 0 ? null : BigInt((at * 13) % 17),
  }),
);

async function leaf(
  shop: ShopContext,
  wish: { sort: StockSort; direction: Direction; status: StockRow["status"] | null },
) {
  const rows: StockRow[] = [];
  const founds = new Set<number>();
  let after: string | null = null;
  do {
    const { list } = await stockPage(db(), shop, { ...wish, search: "", after: readPlace(after) });
    rows.push(...list.rows);
    founds.add(list.found);
    after = list.next;
  } while (after !== null);
  return { rows, founds: [...founds] };
}

const valueOf: Record<StockSort, (row: StockRow) => number> = {
  stake: ({ atStake }) => (atStake === null ? -1 : Number(atStake)),
  available: ({ available }) => available,
  demand: ({ demandPerDay }) => demandPerDay,
  reorder: ({ reorderPoint }) => reorderPoint,
  order: ({ orderQuantity }) => orderQuantity,
};

test("page by page every level comes once, in order, of all statuses or one", async () => {
  const shop = await testShop(db());
  await keep(shop, many);
  for (const sort of stockSorts) {
    for (const direction of ["descending", "ascending"] as const) {
      for (const status of [null, "over"] as const) {
        const { rows, founds } = await leaf(shop, { sort, direction, status });
        const wanted = many.filter((each) => status === null || each.status === status);
        expect(new Set(rows.map(({ sku }) => sku))).toEqual(new Set(wanted.map(({ sku }) => sku)));
        expect(rows).toHaveLength(wanted.length);
        expect(founds).toEqual([wanted.length]);
        const values = rows.map(valueOf[sort]);
        const sign = direction === "ascending" ? 1 : -1;
        expect(values).toEqual(values.toSorted((a, b) => sign * (a - b)));
      }
    }
  }
});

test("a search goes through all levels; an unreadable place begins at the start", async () => {
  const shop = await testShop(db());
  await keep(shop, [...many, forecast({ item: "7", title: "Blue teapot", sku: "TEA" })]);
  const wish = { sort: "stake", direction: "descending", status: null, after: null } as const;
  for (const search of ["teapot", "tea", "BLUE"]) {
    const { list } = await stockPage(db(), shop, { ...wish, search });
    expect(list).toMatchObject({ found: 1, next: null, rows: [{ sku: "TEA" }] });
  }
  const after = readPlace(`${"9".repeat(18)}.nobody`);
  const { list } = await stockPage(db(), shop, { ...wish, after, search: "" });
  expect(list.rows).toHaveLength(25);
});

test("sums are kept with the forecast: of known worth, with how many are unknown beside", async () => {
  const shop = await testShop(db());
  await keep(shop, [
    forecast({ item: "1", status: "over", atStake: 250n, available: 3 }),
    forecast({ item: "2", status: "over", atStake: null, available: 5 }),
    forecast({ item: "3", status: "dead", atStake: null, available: 7 }),
    forecast({ item: "4", status: "out", atStake: 0n, available: -2 }),
  ]);
  const wish = { sort: "stake", direction: "descending", status: null, search: "" } as const;
  const expected = [
    { status: "out", levels: 1, units: 0, atStake: "0.00", unknown: 0 },
    { status: "runs-out", levels: 0, units: 0, atStake: "0.00", unknown: 0 },
    { status: "healthy", levels: 0, units: 0, atStake: "0.00", unknown: 0 },
    { status: "over", levels: 2, units: 8, atStake: "2.50", unknown: 1 },
    // Not a single cost is known: no sum, never 0.
    { status: "dead", levels: 1, units: 7, atStake: null, unknown: 1 },
  ];
  const page = await stockPage(db(), shop, { ...wish, after: null });
  expect(page.totals).toEqual(expected);
  expect(page.list.rows.map(({ atStake }) => atStake)).toEqual(["2.50", "0.00", null, null]);
  // A run from before sums were kept is added up once more.
  await read(shop, "update stock_run set totals = null");
  expect((await stockPage(db(), shop, { ...wish, after: null })).totals).toEqual(expected);
});

test("the reorder list is a file of what is to be ordered, and of nothing else", async () => {
  const shop = await testShop(db());
  await keep(shop, [
    forecast({ item: "1", sku: "=CUP", title: 'Cup, "large"' }),
    forecast({ item: "2", sku: "LID", orderQuantity: 0, status: "healthy" }),
    forecast({ item: "3", sku: "BOX", orderQuantity: 3, status: "out", atStake: null }),
  ]);
  const wish = { sort: "stake", direction: "descending", status: null, search: "" } as const;
  const file = stockFile(db(), shop, { ...wish, isReorder: true, kind: "csv" });
  const lines = (await new Response(file).text()).trimEnd().split("\r\n");
  expect(lines[0]).toBe(
    "sku,title,location,status,available,incoming,demand_per_day,reorder_point,order_up_to,order_quantity,lead_days,lead_time_of,method,money_at_stake",
  );
  expect(lines.slice(1)).toEqual([
    `'=CUP,"Cup, ""large""",Hamburg,runs-out,4,0,0.5,9,20,16,14,default,ses,1.00`,
    "BOX,Cup,Hamburg,out,4,0,0.5,9,20,3,14,default,ses,",
  ]);
});

test("lead times are typed for a SKU, a vendor or the shop; the nearest holds, else it is assumed", async () => {
  const shop = await testShop(db());
  const now = new Date("2026-06-01T04:00:00Z");
  const enter = (rule: "lead-sku" | "lead-vendor" | "lead-shop", name: string, days: string) =>
    enterStockRule(db(), shop, { rule, name, days }, now);
  const leadOf = (sku: string | null, vendor: string) =>
    inShop(db(), shop.id, async (client) =>
      (await readStockRules(client, shop)).leadOf({ sku, vendor }),
    );
  expect(await leadOf("CUP", "Knit")).toEqual({ days: 14, rule: "default" });
  expect(await enter("lead-shop", "", "10")).toEqual({});
  expect(await enter("lead-vendor", "Knit", "21")).toEqual({});
  expect(await enter("lead-sku", "CUP", "5")).toEqual({});
  expect(await leadOf("CUP", "Knit")).toEqual({ days: 5, rule: "sku" });
  expect(await leadOf("LID", " knit ")).toEqual({ days: 21, rule: "vendor" });
  expect(await leadOf(null, "Other")).toEqual({ days: 10, rule: "shop" });
  expect(await enter("lead-sku", "CUP", "")).toEqual({});
  expect(await leadOf("CUP", "Knit")).toEqual({ days: 21, rule: "vendor" });
  expect(await enter("lead-sku", " ", "5")).toEqual({ name: "got nothing, expected the SKU" });
  for (const days of ["0", "1.5", "366", "soon"]) {
    expect(await enter("lead-shop", "", days)).toEqual({
      days: `got "${days}", expected whole days from 1 to 365`,
    });
  }
});

/** Six there at a place, as a file tells it. */
const count = (sku: string, day: string, available = 6) => ({
  ...({ kind: "stock-count", sku, place: "Shelf", isStocked: true, available } as const),
  ...{ onHand: null, committed: null, incoming: null },
  version: { updatedAt: new Date(0), triggeredAt: new Date(`${day}T10:00:00Z`), hash: day },
});

test("what was kept and missed in the weeks that stock is known of stands with the forecast", async () => {
  const shop = await testShop(db());
  // Two units every Monday for 40 weeks before Monday 2026-06-01, 8.00 each, 3.00 of cost.
  const mondays = Array.from({ length: 40 }, (_, week) => {
    const at = new Date(Date.UTC(2025, 7, 25 + 7 * week)).toISOString().slice(0, 10);
    return order(`W${week}`, { on: at, units: 2, gross: 1600 });
  });
  await write(shop, ...mondays, cost("SOCKS", "300"));
  await write(shop, count("SOCKS", "2026-01-05", 4), count("DUST", "2026-01-05"));
  await refreshStock(db(), shop, { now: new Date("2026-06-01T04:00:00Z") });
  const wish = { sort: "stake", direction: "descending", status: null, search: "" } as const;
  const { test: run } = await stockPage(db(), shop, { ...wish, after: null });
  // 21 weeks, three of them not counted: 4 × 300 × .25 ÷ 52 × 18 = 103.8 cents. DUST has no cost.
  expect(run?.replay).toMatchObject({
    ...{ weeks: 21, levels: 1, leftOut: 1, rate: 0.25 },
    was: { carrying: "1.04", missed: "0.00", served: 1 },
    policy: { missed: "0.00", served: 1 },
  });
});

test("stock that costs nothing binds 0, stock of unknown cost is counted and not summed", async () => {
  const shop = await testShop(db());
  await write(shop, order("A", { on: "2025-06-01" }), cost("GIFT", "0"));
  await write(shop, count("GIFT", "2025-06-01"), count("DUST", "2025-06-01"));
  await refreshStock(db(), shop, { now: new Date("2026-06-01T04:00:00Z") });
  const wish = { sort: "stake", direction: "descending", status: "dead", search: "" } as const;
  const { list, totals, test: run } = await stockPage(db(), shop, { ...wish, after: null });
  expect(list.rows.map(({ sku, atStake }) => [sku, atStake])).toEqual([
    ["GIFT", "0.00"],
    ["DUST", null],
  ]);
  expect(totals.at(-1)).toEqual({
    status: "dead",
    levels: 2,
    units: 12,
    atStake: "0.00",
    unknown: 1,
  });
  expect(run?.noCost).toBe(1);
});

test("what the back-test found is kept in all and by class; a run from before has no classes", async () => {
  const shop = await testShop(db());
  const wish = { sort: "stake", direction: "descending", status: null, search: "" } as const;
  const measured = {
    ...{ origins: 8, wape: 0.4, bias: -0.1, coverage80: 0.75, coverage95: 1, levelWape: 0.4 },
    ...{ naiveWape: 0.6, averageWape: 0.5, wql95: 0.3 },
  };
  const lumpy = { ...measured, demand: "lumpy" as const, wape: null };
  await keep(shop, many, { ...measured, classes: [lumpy] });
  const { test: kept } = await stockPage(db(), shop, { ...wish, after: null });
  expect(kept).toMatchObject({ ...measured, classes: [lumpy] });
  await inShop(db(), shop.id, (client) => client.query("update stock_run set classes = null"));
  const before = await stockPage(db(), shop, { ...wish, after: null });
  expect(before.test!.classes).toEqual([]);
});
