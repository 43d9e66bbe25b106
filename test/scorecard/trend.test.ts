import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { kpis } from "../../app/kpis/index.ts";
import { answers, order, refund } from "../../app/kpis/examples.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { outcomesOf, whenOf } from "../../app/scorecard/scorecard.server.ts";
import { sparksOf, sparkWishes, trend } from "../../app/scorecard/trend.server.ts";
import { readWhole } from "../../app/scorecard/whole.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
let small: ShopContext;
let random: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const february = { from: "2026-02-01", to: "2026-03-01" };
const asOf = new Date("2026-05-20T09:30:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  small = await testShop(db);
  random = await testShop(db, { timeZone: "Pacific/Auckland" });
  await inShop(db, small.id, (client) =>
    writeFacts(client, small, [
      order("Z", { on: "2026-02-03", gross: 700 }),
      order("A", { on: "2026-03-03", gross: 3000 }),
      order("B", { on: "2026-03-05", gross: 5000 }),
      refund("A", "2026-03-05", { amount: 1000 }),
    ]),
  );
  await recompute(db, small, { asOf });
  await inShop(db, random.id, (client) =>
    writeFacts(client, random, randomShop(11, { count: 400, end: asOf })),
  );
  await recompute(db, random, { asOf });
});
afterAll(() => db.close());

test("net sales by day: sale less refund on its day, 0 on a quiet day, the month before below", async () => {
  await setTarget(db, small, {
    kpi: "net-sales",
    from: "2026-01-01",
    to: "2027-01-01",
    value: "62",
  });
  const asked = { id: "net-sales", period: march, against: february, asOf, size: "day" } as const;
  const { points, size, target, isTotal, historyFrom } = await trend(db, small, asked);
  expect([size, isTotal, historyFrom, points.length]).toEqual(["day", true, "2026-02-03", 31]);
  const at = (day: string) => points.find(({ from }) => from === day);
  expect(at("2026-03-03")).toMatchObject({ value: "30.00", n: 1, before: "7.00", wholeDays: 1 });
  expect(at("2026-03-05")).toMatchObject({ value: "40.00", before: "0.00", isRunning: false });
  expect(at("2026-03-04")?.value).toBe("0.00");
  // 1 February is before the first order: nothing is known of it. 31 March has no February under it.
  expect(at("2026-03-01")?.before).toBeNull();
  expect(at("2026-03-31")?.before).toBeNull();
  // 62.00 over the 31 days of March.
  expect(target).toBe("2.00");
});

test("days that have not come yet are not drawn, today's is running", async () => {
  const period = { from: "2026-05-01", to: "2026-06-01" };
  const against = { from: "2026-04-01", to: "2026-05-01" };
  const { points } = await trend(db, small, { id: "orders", period, against, asOf, size: "day" });
  expect(points.at(-1)).toMatchObject({ from: "2026-05-20", isRunning: true });
});

test("every point says what the scorecard of its days says, for every KPI and size", async () => {
  const period = { from: "2026-01-07", to: "2026-04-02" };
  const against = { from: "2025-10-14", to: "2026-01-07" };
  for (const { id } of kpis) {
    for (const size of ["week", "month"] as const) {
      const { points } = await trend(db, random, { id, period, against, asOf, size });
      for (const point of points.filter((_, at) => at % 3 === 0)) {
        const { kpi } = await kpiParts(db, random, { id, period: point, by: null, asOf });
        const where = `${id} ${point.from}..${point.to}`;
        // A survey's point keeps the touchpoint of the whole period.
        if (id === "nps" || id === "csat") continue;
        const quiet = kpi.reason === "no-data" && Number(point.value ?? 0) === 0;
        if (!quiet) expect(point.value, where).toEqual(kpi.value);
        expect(point.interval, where).toEqual(kpi.interval);
        expect(point.n, where).toBe(kpi.n);
      }
    }
  }
}, 120_000);

test("where weeks are too thin, months are drawn", async () => {
  const shop = await testShop(db);
  const ten = [10, 9, 10, 9, 10, 9, 10, 9, 2, 7];
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      ...answers("nps", "checkout", ten, "2026-02-10"),
      ...answers("nps", "checkout", ten, "2026-03-10"),
    ]),
  );
  await recompute(db, shop, { asOf });
  // Two of nine weeks have ten answers; both months have. 8 promoters, 1 detractor of 10.
  const period = { from: "2026-02-01", to: "2026-04-01" };
  const against = { from: "2025-12-01", to: "2026-02-01" };
  const { size, points } = await trend(db, shop, { id: "nps", period, against, asOf });
  expect([size, points.map(({ value }) => value)]).toEqual(["month", [70, 70]]);
  const asked = await trend(db, shop, { id: "nps", period, against, asOf, size: "week" });
  expect(asked.points.filter(({ value }) => value !== null)).toHaveLength(2);
});

test("growth by month has the twelve finished months, and those of the year before under them", async () => {
  const period = { from: "2026-04-21", to: "2026-05-21" };
  const against = { from: "2026-03-22", to: "2026-04-21" };
  const asked = { id: "month-growth", period, against, asOf, size: "day" } as const;
  const { size, sizes, points } = await trend(db, random, asked);
  expect([size, sizes, points.length]).toEqual(["month", [], 12]);
  expect([points[0]!.from, points.at(-1)!.from]).toEqual(["2025-05-01", "2026-04-01"]);
  const { kpi } = await kpiParts(db, random, { id: "month-growth", period, by: null, asOf });
  expect(points.at(-1)!.value).toBe(kpi.value);
});

test("sparklines are the scorecard's values of thirteen weeks", async () => {
  const found = await inShop(db, random.id, async (client) => {
    const when = await whenOf(client, random, { period: march, asOf });
    const plain = sparkWishes(kpis, when);
    const { reading } = await readWhole(client, random, { ...when, wishes: [], plain });
    const against = february;
    const outcomes = await outcomesOf(client, random, { kpis, when, against });
    return sparksOf(random, { outcomes, reading, when, targets: [] });
  });
  const names = found.map(({ id }) => id);
  expect(names).toContain("hours-to-ship");
  // Distinct customers do not add up over days.
  expect(names).not.toContain("returning-share");
  const check = ["net-sales", "average-order-value", "hours-to-ship", "automation-coverage"];
  for (const id of check) {
    const { values, days } = found.find((spark) => spark.id === id)!;
    expect([values.length, days]).toEqual([13, 7]);
    const lastWeek = { from: "2026-03-25", to: "2026-04-01" };
    const { kpi } = await kpiParts(db, random, { id, period: lastWeek, by: null, asOf });
    expect(values.at(-1), id).toBe(Number(kpi.value));
  }
});

test("an unknown KPI is refused", async () => {
  const asked = { id: "no-such", period: march, against: february, asOf };
  await expect(trend(db, small, asked)).rejects.toThrow(/got KPI "no-such"/);
});
