import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, orders, refund } from "../../app/kpis/examples.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { always, readTargets, setTarget, type Target } from "../../app/ledger/shop.server.ts";
import { changeTargets } from "../../app/ledger/targets.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { statusOf } from "../../app/scorecard/status.ts";
import { aimOf, monthGoal } from "../../app/scorecard/targets.ts";
import { trend } from "../../app/scorecard/trend.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const july = new Date("2026-07-01T00:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    // 300.00 in February, 31 × 10.00 and one of 20.00 in March.
    writeFacts(client, shop, [
      ...orders(10, "F", { on: "2026-02-10", gross: 3000 }),
      ...orders(31, "M", { on: "2026-03-10", gross: 1000 }),
      order("N", { on: "2026-03-11", gross: 2000 }),
    ]),
  );
  await recompute(db, shop, { asOf: july });
});
afterAll(() => db.close());

const target = (more: Omit<Target, "kpi" | "from" | "to">) =>
  setTarget(db, shop, { kpi: "net-sales", ...always, ...more });
async function netSales(period = march) {
  const card = await scorecard(db, shop, { period, asOf: july });
  return card.kpis.find(({ id }) => id === "net-sales")!;
}

test("so much per cent more than the period before", async () => {
  await target({ value: "0.05", kind: "percent" });
  expect(await netSales()).toMatchObject({ target: "315.00", status: "on" });
  await target({ value: "0.2", kind: "percent" });
  expect(await netSales()).toMatchObject({ target: "360.00", status: "off" });
  // Nothing came before February: there is nothing to be more than.
  const february = { from: "2026-02-01", to: "2026-03-01" };
  expect(await netSales(february)).toMatchObject({ target: null, status: "no-target" });
});

test("of a month in which more went back than was sold, so much per cent more is no target", async () => {
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [refund("F-1", "2026-02-20", { amount: 40_000 })]),
  );
  await recompute(db, shop, { asOf: july });
  for (const kind of ["percent", "month"] as const) {
    await target({ value: "0.1", kind });
    expect(await netSales(), kind).toMatchObject({ target: null, status: "no-target" });
  }
});

test("so much more than the month before, for a month, two months and a part of one", async () => {
  await target({ value: "0.1", kind: "month" });
  expect(await netSales()).toMatchObject({ target: "330.00", status: "on" });
  // 10 of 31 days of the 330.00 that March is asked for.
  const days = { from: "2026-03-05", to: "2026-03-15" };
  expect((await netSales(days)).target).toBe("106.45");
  expect(monthGoal(100, 0.1, { period: { from: "2026-03-01", to: "2026-05-01" }, isTotal: true })).toBeCloseTo(110 + 121, 9); // prettier-ignore
  expect(monthGoal(100, 0.1, { period: { from: "2026-03-01", to: "2026-05-01" }, isTotal: false })).toBeCloseTo(121, 9); // prettier-ignore
});

test("a band is kept inside of, and missed on either side", async () => {
  await target({ value: "300", kind: "band", high: "340" });
  expect(await netSales()).toMatchObject({ status: "on", target: "340.00", beside: { low: "300.00", high: "340.00" } }); // prettier-ignore
  await target({ value: "340", kind: "band", high: "400" });
  expect(await netSales()).toMatchObject({ status: "off", target: "340.00" });
  await target({ value: "100", kind: "band", high: "200" });
  const missed = await netSales();
  expect(missed).toMatchObject({ status: "off", target: "200.00" });
  // 130.00 above a band whose red lines are a fifth of 200.00 off.
  expect(missed.beside["score"]).toBe(0);
  const found = await causes(db, shop, { id: "net-sales", period: march, toTarget: true, asOf: july }); // prettier-ignore
  expect(found).toMatchObject({ from: "200.00", gap: "130.00", unexplained: "0.00" });
});

test("a ratio is in a band when its whole interval is", () => {
  const look = { unit: "ratio", currency: "USD", isTotal: false } as const;
  const band = aimOf({ kpi: "a", ...always, value: "0.4", kind: "band", high: "0.6" }, look);
  const status = (value: number, interval: readonly [number, number]) =>
    statusOf({
      outcome: { value, n: 1000n, interval, coverage: null, beside: {}, weight: 1n },
      ...{ kind: "median", direction: "up", target: band, isRunning: false },
    });
  expect(status(0.5, [0.45, 0.55])).toBe("on");
  expect(status(0.5, [0.38, 0.62])).toBe("cannot-tell");
  expect(status(0.65, [0.55, 0.75])).toBe("cannot-tell");
  expect(status(0.7, [0.65, 0.75])).toBe("off");
  expect(status(0.3, [0.25, 0.35])).toBe("off");
});

test("a red line and a weight are what scores are made with", async () => {
  // 330.00 is halfway between the red line of 320.00 and the goal of 340.00.
  await target({ value: "340", red: "320", weight: "3" });
  await setTarget(db, shop, { kpi: "orders", ...always, value: "32" });
  const card = await scorecard(db, shop, { period: march, asOf: july });
  const score = (id: string) => card.kpis.find((kpi) => kpi.id === id)!.beside["score"];
  expect(score("net-sales")).toBeCloseTo(4.95, 9);
  expect(score("orders")).toBeCloseTo(6.6, 9);
  expect(card.perspectives[1]!.score).toBeCloseTo((3 * 4.95 + 6.6) / 4, 9);
});

test("the course of a number has the level that a change comes to", async () => {
  await target({ value: "0.24", kind: "percent" });
  const course = await trend(db, shop, { id: "net-sales", period: march, against: march, asOf: july, size: "day" }); // prettier-ignore
  // 372.00 in 31 days.
  expect(course.target).toBe("12.00");
});

test("the command sets every kind, prints it, and says what it expected", async () => {
  const fourfold = terminal(db, july);
  const set = (...values: string[]) => ["set", "--shop", shop.domain, ...values.flatMap((value) => ["--target", value])]; // prettier-ignore
  const said = await fourfold.json<{ targets: unknown[] }>(
    ...set("net-sales=+5%", "orders=+2.5%/month,weight=2", "average-order-value=70..90,red=60", "discount-rate=-10%"), // prettier-ignore
  );
  const days = { from: null, to: null };
  expect(said.targets).toEqual([
    { kpi: "average-order-value", value: "70", kind: "band", high: "90", red: "60", ...days },
    { kpi: "discount-rate", value: "-0.1", kind: "percent", ...days },
    { kpi: "net-sales", value: "0.05", kind: "percent", ...days },
    { kpi: "orders", value: "0.025", kind: "month", weight: "2", ...days },
  ]);
  for (const wrong of ["net-sales=90..70", "net-sales=5,colour=red", "net-sales=5,weight=0"]) {
    // prettier-ignore
    const { exit, err } = await fourfold.run(...set(wrong));
    expect([exit, err.includes(`got --target ${wrong}`)]).toEqual([2, true]); // prettier-ignore
  }
  fourfold.close();
});

test("a level that the form sets takes the place of another kind", async () => {
  await target({ value: "300", kind: "band", high: "340", weight: "2" });
  await changeTargets(db, shop, { remove: [], put: [{ kpi: "net-sales", ...always, value: "5" }] });
  expect(await readTargets(db, shop)).toEqual([
    { kpi: "net-sales", ...always, value: "5", weight: "2" },
  ]);
});

test("a part's own target, a level or a change, stands in the split and nowhere else", async () => {
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      order("G1", { on: "2026-02-12", gross: 5000, region: "DE", channel: "pos" }),
      order("G2", { on: "2026-03-12", gross: 8000, region: "DE", channel: "pos" }),
    ]),
  );
  await recompute(db, shop, { asOf: july });
  const part = { by: "region", key: "DE" } as const;
  await target({ value: "0.5", kind: "percent", part });
  await target({ value: "100", part: { by: "channel", key: "pos" } });
  expect(await netSales()).toMatchObject({ value: "410.00", target: null, status: "no-target" });
  const split = async (by: "region" | "channel") =>
    (await kpiParts(db, shop, { id: "net-sales", period: march, by, asOf: july })).parts;
  // DE: 50.00 in February and half of it; the rest has no target.
  expect(await split("region")).toMatchObject([
    { key: "US-CA" },
    { key: "DE", value: "80.00", target: "75.00", status: "on" },
  ]);
  expect((await split("region"))[0]).not.toHaveProperty("target");
  expect((await split("channel")).find(({ key }) => key === "pos")).toMatchObject({
    ...{ target: "100.00", status: "off" },
  });
  // Nothing was sold at a marketplace, where something was asked for.
  await target({ value: "50", part: { by: "channel", key: "marketplace" } });
  expect((await split("channel")).find(({ key }) => key === "marketplace")).toMatchObject({
    ...{ value: "0.00", target: "50.00", status: "off" },
  });
  await changeTargets(db, shop, {
    remove: [
      { kpi: "net-sales", ...always, part },
      { kpi: "net-sales", ...always, part: { by: "channel", key: "marketplace" } },
    ],
    put: [],
  });
  expect((await readTargets(db, shop)).map((each) => each.part?.key)).toEqual(["pos"]);
});

test("a part's total in a running month is held against its target by what it will be at the end", async () => {
  // 10.00 a day from the shop, 4.00 a day from the stores, since 1 April; on 21 July.
  const days = Array.from({ length: 111 }, (_, at) => addDays("2026-04-01", at));
  const one = (on: string, channel: "online" | "pos", gross: number) =>
    order(`${on} ${channel}`, { on, channel, gross });
  const steady = await testShop(db);
  const sold = days.flatMap((on) => [one(on, "online", 1000), one(on, "pos", 400)]);
  await inShop(db, steady.id, (client) => writeFacts(client, steady, sold));
  const asOf = new Date("2026-07-21T00:00:00Z");
  await recompute(db, steady, { asOf });
  // 31 × 4.00 = 124.00 will come, 80.00 is there.
  const part = { by: "channel", key: "pos" } as const;
  const aim = (value: string) =>
    setTarget(db, steady, { kpi: "net-sales", ...always, value, part });
  const pos = async () => {
    const period = { from: "2026-07-01", to: "2026-07-22" };
    const asked = { id: "net-sales", period, by: "channel", asOf, wholeTo: "2026-08-01" } as const;
    return (await kpiParts(db, steady, asked)).parts.find(({ key }) => key === "pos")!;
  };
  await aim("120");
  expect(await pos()).toMatchObject({ value: "80.00", target: "120.00", status: "on" });
  await aim("130");
  expect((await pos()).status).toBe("off");
});
