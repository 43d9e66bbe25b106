import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { kpiById } from "../../app/kpis/index.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { overTime } from "../../app/scorecard/over-time.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

/** From 1 March 2026, a Sunday, on: two orders of 50.00 a day, none on Saturdays. */
async function trade(shop: ShopContext, days: number): Promise<void> {
  const open = Array.from({ length: days }, (_, day) => day).filter((day) => day % 7 !== 6);
  const facts = open.flatMap((day) =>
    [1, 2].map((n) =>
      order(`${day}-${n}`, 0, {
        processedAt: minute(day * 1440 + 60 * n),
        lines: [line("1", { gross: 5000n })],
      }),
    ),
  );
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: minute(days * 1440) });
}

const of = (shop: ShopContext, id: string, day: number) =>
  overTime(db, shop, {
    kpi: kpiById(id)!,
    period: { from: "2026-03-01", to: "2026-07-01" },
    asOf: minute(day * 1440 + 12 * 60),
  });

test("a month of steady weeks ends where its open days say, the target beside it", async () => {
  const shop = await testShop(db);
  await setTarget(db, shop, { kpi: "orders", from: "2026-06-01", to: "2026-07-01", value: "60" });
  // 111 days: up to and with Friday, 19 June; Saturday the 20th is today.
  await trade(shop, 111);
  expect(addDays("2026-03-01", 111)).toBe("2026-06-20");
  const { monthEnd } = await of(shop, "net-sales", 111);
  // June 2026 has Saturdays on the 6th, 13th, 20th and 27th: 26 open days of 100.00; 17 of them are over.
  expect(monthEnd).toMatchObject({
    month: { from: "2026-06-01", to: "2026-07-01" },
    daysLeft: 11,
    soFar: "1700.00",
    expected: "2600.00",
    interval: ["2600.00", "2600.00"],
    coverage: 0.8,
    target: null,
  });
  expect(monthEnd!.method).toBe("weekdays");
  expect(monthEnd!.backTest!.missed).toBeCloseTo(0, 9);
  expect(monthEnd!.backTest!.otherMissed).toBeCloseTo(0, 9);
  expect((await of(shop, "orders", 111)).monthEnd).toMatchObject({ expected: 52, target: "60" });
});

test("what is no sum of days, and a shop of three weeks, have no forecast", async () => {
  const shop = await testShop(db);
  await trade(shop, 21);
  expect((await of(shop, "net-sales", 21)).monthEnd).toBeNull();
  expect((await of(shop, "average-order-value", 21)).monthEnd).toBeNull();
  const empty = await of(await testShop(db), "net-sales", 21);
  expect(empty).toMatchObject({ monthEnd: null, watched: null, tasks: [] });
  expect(empty.restated).toEqual({ closedTo: null, days: 0, rows: [] });
});
