import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import { addDays, daysBetween } from "../../app/ledger/day.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { always, findShop, setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { causesEndpoint } from "../../app/routes/api.v1.$/causes.ts";
import { scorecardEndpoint } from "../../app/routes/api.v1.$/scorecard.ts";
import { kpiPage } from "../../app/scorecard/kpi-page.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { trend } from "../../app/scorecard/trend.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { benchmarkOf, paceOf } from "../../app/scorecard/pace.server.ts";
import { daysToLearn, shareByNow, suggest } from "../../app/scorecard/pace.ts";
import { freshDatabase, testShop } from "../database.ts";
import { createRandom } from "../platform/random.ts";
import { monthWeights, weekdayWeights } from "../platform/season.ts";

const march = { from: "2026-03-01", to: "2026-04-01" };
/** 28 days before 16 March, a Monday: 30 on each Saturday, nothing on Sundays, 10 on other days. */
const monday = (days: number) =>
  Array.from({ length: days }, (_, at) => [10, 10, 10, 10, 10, 30, 0][at % 7]!);
const usual = { from: "2026-02-16", values: monday(28) };

test("the share by now is that of the weekdays gone by, today as far as it is", () => {
  // March 2026 begins on a Sunday: five Sundays, four Saturdays, 22 other days: 4 × 30 + 22 × 10 = 340.
  // Until Monday 16: two Saturdays and ten others are 160; half of Monday 5 more.
  const at = { whole: march, today: "2026-03-16", dayPart: 0.5 };
  const share = (past: typeof usual, running = at) => shareByNow(past, running)?.share ?? null;
  expect(share(usual)).toBeCloseTo(165 / 340, 12);
  expect(shareByNow(usual, at)!.by).toBe("weekdays");
  expect(share({ from: "2026-03-02", values: monday(30) }, { ...at, today: "2026-04-01" })).toBe(1);
  expect(share({ from: "2026-01-26", values: monday(34) }, { ...at, today: "2026-03-01" })).toBe(0);
  expect(share({ from: "2026-02-17", values: usual.values.slice(1) })).toBeNull();
  expect(share({ ...usual, values: usual.values.map(() => -1) })).toBeNull();
});

test("from a quarter on the share is that of the same days a year ago, where they are known", () => {
  // 364 days before 1 January 2026: 31 days of 10, then 59 of 40; since then 20 a day, 395 days in all.
  const values = Array.from({ length: 395 }, (_, at) => (at < 31 ? 10 : at < 90 ? 40 : 20));
  const whole = { from: "2026-01-01", to: "2026-04-01" };
  const running = { whole, today: "2026-02-01", dayPart: 0 };
  const told = shareByNow({ from: "2025-01-02", values }, running)!;
  expect(told.by).toBe("last-year");
  expect(told.share).toBeCloseTo(310 / (310 + 59 * 40), 12);
  const short = shareByNow({ from: "2025-01-03", values: values.slice(1) }, running)!;
  expect(short.by).toBe("weekdays");
  expect(short.share).toBeCloseTo(31 / 90, 12);
  // A year, and the thirteen weeks that both years are compared by.
  expect(daysToLearn(running, "2025-01-02")).toBe(364 + 91);
  expect(daysToLearn(running, "2025-01-03")).toBe(91);
});

test("in a shorter period a year ago counts where it stands out from what weekdays usually miss", () => {
  // From 2 March 2025 on, 364 days before March 2026: 15 days of 10, 16 of 30; a fortnight of 20 before.
  const running = { whole: march, today: "2026-03-16", dayPart: 0.5 };
  const told = (after: (at: number) => number) => {
    const year = (at: number) => (at < 15 ? 10 : at < 31 ? 30 : after(at));
    const values = Array.from({ length: 14 + 379 }, (_, at) => (at < 14 ? 20 : year(at - 14)));
    return shareByNow({ from: "2025-02-16", values }, running)!;
  };
  // Weekdays never missed; half of the sixteenth day is over.
  const season = told(() => 20);
  expect(season.by).toBe("last-year");
  expect(season.share).toBeCloseTo((150 + 15) / (150 + 480), 12);
  // Fortnights of 5 and 35 in turn miss by a fifth: the year before, as far off, is nothing special.
  expect(told((at) => (at % 28 < 14 ? 5 : 35)).by).toBe("weekdays");
  // 29 days of 50 are more than twice the 430 of then: that was another shop.
  const grown = told(() => 50);
  expect(grown.by).toBe("weekdays");
  expect(grown.share).toBeCloseTo(15.5 / 31, 12);
});

// Made stores, the year's course planted by the generator's months and weekdays: decision 057's back-test.
test("where the year has a course, a year's days tell a quarter better than weekdays do", () => {
  const random = createRandom(57);
  const first = "2023-01-01";
  const values = Array.from({ length: 3 * 365 + 1 }, (_, at) => {
    const date = new Date(`${addDays(first, at)}T00:00:00Z`);
    const mean = 30 * monthWeights[date.getUTCMonth()]! * weekdayWeights[date.getUTCDay()]!;
    let orders = 0;
    for (let spent = random.wait(1); spent < mean; spent += random.wait(1)) orders += 1;
    return orders;
  });
  const missed = { byYear: 0, byWeekdays: 0 };
  for (const [from, to] of [
    ["2024-07-01", "2024-10-01"],
    ["2024-10-01", "2025-01-01"],
    ["2025-01-01", "2025-04-01"],
    ["2025-07-01", "2025-10-01"],
    ["2025-10-01", "2026-01-01"],
  ] as const) {
    const today = addDays(from, 45);
    const past = values.slice(0, daysBetween(first, today));
    const running = { whole: { from, to }, today, dayPart: 0 };
    const quarter = values.slice(daysBetween(first, from), daysBetween(first, to));
    const sum = (some: readonly number[]) => some.reduce((all, value) => all + value, 0);
    const came = sum(quarter.slice(0, 45)) / sum(quarter);
    const year = shareByNow({ from: first, values: past }, running)!;
    const weeks = shareByNow({ from: addDays(today, -91), values: past.slice(-91) }, running)!;
    expect([year.by, weeks.by]).toEqual(["last-year", "weekdays"]);
    missed.byYear += Math.abs(year.share - came);
    missed.byWeekdays += Math.abs(weeks.share - came);
  }
  expect(missed.byYear).toBeLessThan(missed.byWeekdays / 2);
});

test("a suggestion is the median and the best quarter of at least six weeks", () => {
  const weeks = [10, 20, 30, 40, 50, 60, 70];
  expect(suggest(weeks, "up")).toEqual({ typical: 40, good: 55 });
  expect(suggest(weeks, "down")).toEqual({ typical: 40, good: 25 });
  expect(suggest(weeks.slice(0, 5), "up")).toBeNull();
});

let db: Db;
let shop: ShopContext;
const asOf = new Date("2026-03-16T12:00:00Z");
beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      // 10.00 every day from 15 December on, twice as much since 1 March.
      ...Array.from({ length: 92 }, (_, at) => {
        const on = addDays("2025-12-15", at);
        return order(`D${at}`, { on, gross: on < "2026-03-01" ? 1000 : 2000 });
      }),
    ]),
  );
  await recompute(db, shop, { asOf });
});
afterAll(() => db.close());

test("a running total is held against its part of the target", async () => {
  await setTarget(db, shop, { kpi: "net-sales", ...always, value: "620" });
  const period = { from: "2026-03-01", to: "2026-03-17" };
  const { pace, suggestion } = await paceOf(db, shop, {
    id: "net-sales",
    period,
    whole: march,
    asOf,
  });
  expect(suggestion).toBeNull();
  // Fifteen days and a half of 31, every weekday alike but for March's own two weeks.
  expect(pace!.share).toBeGreaterThan(0.49);
  expect(pace!.share).toBeLessThan(0.51);
  expect(pace!.target).toBe("620.00");
  expect(Number(pace!.due)).toBeCloseTo(620 * pace!.share, 2);
  // 16 × 20.00 are in.
  expect(Number(pace!.ahead)).toBeCloseTo(320 - 620 * pace!.share, 1);
  // A finished period has no pace, neither has a ratio.
  const february = { from: "2026-02-01", to: "2026-03-01" };
  const over = { id: "net-sales", period: february, whole: february, asOf };
  expect(await paceOf(db, shop, over)).toEqual({ pace: null, suggestion: null });
});

test("a running total is on, off or open by how it will end, never by its part", async () => {
  const whole = { from: "2026-03-01", to: "2026-03-21" };
  const of = async (value: string, period = whole) => {
    await setTarget(db, shop, { kpi: "net-sales", ...always, value });
    const { kpis } = await scorecard(db, shop, { period, asOf });
    return kpis.find(({ id }) => id === "net-sales")!;
  };
  // 16 × 20.00 are in, and nothing ever went back.
  const on = await of("310");
  expect(on).toMatchObject({ value: "320.00", target: "310.00", status: "on" });
  expect(on.beside["score"]).toBe(10);
  const off = await of("3000");
  expect(off).toMatchObject({ target: "3000.00", status: "off" });
  expect(off.beside["score"]).toBe(0);
  const open = await of("380");
  expect(open.status).toBe("cannot-tell");
  const { endLow, end, endHigh } = open.beside;
  expect(Number(endLow)).toBeLessThan(380);
  expect(Number(endHigh)).toBeGreaterThan(380);
  // Fifteen days are over, five to come: as they were until February, or as they are since.
  expect(Number(end)).toBeGreaterThan(300 + 5 * 10);
  expect(Number(end)).toBeLessThan(300 + 5 * 20);
  // A page shows the days so far, of which the target is still all.
  const soFar = { from: whole.from, to: "2026-03-17" };
  const clipped = { id: "net-sales", by: null, asOf, period: soFar, wholeTo: whole.to };
  const { kpi } = await kpiParts(db, shop, clipped);
  expect(kpi).toMatchObject({ status: "cannot-tell", beside: { end, endLow, endHigh } });
  // Those days alone are over tonight.
  expect((await of("500", soFar)).status).toBe("off");
  // A month of which there were too few to try it on, nobody can tell.
  const month = await of("310", march);
  expect(month.status).toBe("cannot-tell");
  expect(month.beside).not.toHaveProperty("end");
});

test("the gap to a running month's target is the one to what is due by now", async () => {
  await setTarget(db, shop, { kpi: "net-sales", ...always, value: "620" });
  const period = { from: "2026-03-01", to: "2026-03-17" };
  const against = { from: "2026-02-01", to: "2026-02-17" };
  const stored = (await findShop(db, shop.domain))!;
  const asked = { id: "net-sales", period, against, asOf, by: null, size: null, after: null };
  const page = (await kpiPage(db, stored, { ...asked, whole: march, toTarget: true }))!;
  expect(page.pace!.target).toBe("620.00");
  expect(page.causes).toMatchObject({ from: page.pace!.due, to: "320.00" });
  expect(page.causes.gap).toBe(page.pace!.ahead);

  // Its file says the same, not what the whole month asks.
  const days = { from: period.from, to: period.to, "as-of": asOf.toISOString() };
  const whole = { ...days, "whole-to": march.to };
  const asking = { db, shop: stored, now: asOf };
  const gap = {
    id: "net-sales",
    by: page.causes.by!,
    against: `target,${against.from}..${against.to}`,
  };
  expect(await causesEndpoint.run(asking, { ...whole, ...gap })).toEqual(page.causes);
  const card = await scorecardEndpoint.run(asking, { ...whole, against: "previous" });
  expect(card!.kpis.find(({ id }) => id === "net-sales")).toMatchObject({ target: "620.00" });
  const inside = { ...days, ...gap, "whole-to": "2026-03-10" };
  await expect(causesEndpoint.run(asking, inside)).rejects.toMatchObject({ status: 400 });
});

test("a change that is aimed at is on the whole period before, however much has begun", async () => {
  await setTarget(db, shop, { kpi: "net-sales", ...always, kind: "percent", value: "0.5" });
  const period = { from: "2026-03-01", to: "2026-03-17" };
  const asked = { id: "net-sales", period, asOf };
  // February is 28 × 10.00, half as much again is 420.00.
  const { kpi } = await kpiParts(db, shop, { ...asked, by: null, wholeTo: march.to });
  expect(kpi.target).toBe("420.00");
  expect((await paceOf(db, shop, { ...asked, whole: march })).pace!.target).toBe("420.00");
  const course = await trend(db, shop, {
    ...{ ...asked, against: { from: "2026-02-01", to: "2026-02-17" }, whole: march },
  });
  // Of one of 31 days.
  expect(Number(course.target)).toBeCloseTo(420 / 31, 2);
});

test("a quarter's target asks by now for the part that was there a year ago", async () => {
  const old = await testShop(db);
  const first = "2025-01-02";
  await inShop(db, old.id, (client) =>
    writeFacts(client, old, [
      // 10.00 a day, from the 32nd to the 90th day 40.00.
      ...Array.from({ length: 395 }, (_, at) =>
        order(`Y${at}`, { on: addDays(first, at), gross: 31 <= at && at < 90 ? 4000 : 1000 }),
      ),
    ]),
  );
  const now = new Date("2026-02-01T00:00:00Z");
  await recompute(db, old, { asOf: now });
  await setTarget(db, old, { kpi: "net-sales", ...always, value: "5340" });
  const { pace } = await paceOf(db, old, {
    ...{ id: "net-sales", asOf: now },
    ...{ period: { from: "2026-01-01", to: "2026-02-02" } },
    ...{ whole: { from: "2026-01-01", to: "2026-04-01" } },
  });
  // 310.00 of 2,670.00 were there: of twice as much 620.00, of which 310.00 are.
  expect(pace).toMatchObject({ by: "last-year", due: "620.00", ahead: "-310.00" });
});

test("beside a target stand the last thirteen weeks", async () => {
  // Until Monday 16 March: eleven weeks of 70.00, then March's 1st, a Sunday, and two weeks of 20.00 a day.
  const weeks = await benchmarkOf(db, shop, { id: "net-sales", period: march, asOf });
  expect(weeks).toMatchObject({ typical: "70.00", weeks: 13 });
  expect(await benchmarkOf(db, shop, { id: "repeat-rate", period: march, asOf })).toBeNull();
  expect(await benchmarkOf(db, shop, { id: "none", period: march, asOf })).toBeNull();
});

test("without a target the last thirteen weeks suggest one", async () => {
  const period = { from: "2026-03-01", to: "2026-03-17" };
  const ask = (id: string) => paceOf(db, shop, { id, period, whole: march, asOf });
  // An order a day: 7 a week. Ten of thirteen weeks at 10.00, so are the middle and the best quarter.
  expect(await ask("average-order-value")).toEqual({
    pace: null,
    suggestion: { typical: "10.000000", good: "10.000000", weeks: 13 },
  });
  expect((await ask("orders")).suggestion).toEqual({ typical: 7, good: 7, weeks: 13 });
  // A query over customers is not asked thirteen times.
  expect(await ask("repeat-rate")).toEqual({ pace: null, suggestion: null });
});
