// Why numbers of a shop of 1 M orders a year moved in 30, 90 and 365 days and in a calendar month: every KPI that
// has causes by each of its splits, against the period before, the same of last year and its target, once its
// parts are kept.
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { addDays, addMonths, firstOfMonth } from "../../app/ledger/day.ts";
import { previousPeriod } from "../../app/ledger/period.ts";
import { kpis } from "../../app/kpis/index.ts";
import { splits } from "../../app/kpis/query.ts";
import { always, setTarget, type Shop } from "../../app/ledger/shop.server.ts";
import { daysBehind } from "../../app/scorecard/causes.ts";
import { causes, type CausesQuestion } from "../../app/scorecard/causes.server.ts";
import { keepCurrencies } from "../../app/scorecard/kept-currencies.server.ts";
import { keepCustomers } from "../../app/scorecard/kept-places.server.ts";
import { keepSplit } from "../../app/scorecard/kept-splits.server.ts";
import { begunOf } from "../../app/scorecard/scorecard.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop, seedAftermath, seedHistory } from "./seed.ts";

// A year, and as many days before it as the gap of 90 days to last year looks back; a whole year is held against
// these alone.
const days = 365 + 90;
const ordersPerDay = 2_740;
/** Each KPI by each of its splits against each level. */
const rounds = 4;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const now = new Date();
    const shop = await benchShop(db, "large.myshopify.com");
    await seedAftermath(db, shop, { days, ordersPerDay });
    await seedHistory(db, shop, { days, ordersPerDay, ordersToday: 1_000 }, now);
    yield* measured(db, shop, now);
  } finally {
    await db.close();
  }
}

/** Of a shop that is there. */
export async function* measured(db: Db, shop: Shop, now: Date): AsyncIterable<Figure> {
  const tomorrow = addDays(now.toISOString().slice(0, 10), 1);
  const limit = { unit: "ms", atMost: 150 };
  for (const { id, unit } of kpis) {
    await setTarget(db, shop, { kpi: id, value: unit === "money" ? "1000" : "0.5", ...always });
  }
  const ask = async (question: Omit<CausesQuestion, "asOf">) => {
    const started = performance.now();
    await causes(db, shop, { ...question, asOf: now });
    return performance.now() - started;
  };
  const month = { from: addDays(tomorrow, -30), to: tomorrow };
  const first = await ask({ id: "net-sales", period: month, by: "product" });
  yield figure("causes", "30 days by product, first look", first, { unit: "ms", atMost: 5_000 });
  const long = (length: number) => {
    const period = { from: addDays(tomorrow, -length), to: tomorrow };
    const lastYear = { from: addDays(period.from, -365), to: addDays(period.to, -365) };
    return { name: `${length} days`, period, before: previousPeriod(period), lastYear };
  };
  const monthStart = firstOfMonth(addDays(tomorrow, -1));
  const months = (back: number) => ({
    from: addMonths(monthStart, -back),
    to: addMonths(monthStart, 1 - back),
  });
  const lastMonth = { name: "a month", period: months(1), before: months(2), lastYear: months(13) };
  for (const { name: span, period, before, lastYear } of [
    long(30),
    long(90),
    long(365),
    lastMonth,
  ]) {
    const levels = [
      { against: before },
      { against: lastYear },
      { against: before, toTarget: true },
    ];
    // As the worker does once somebody looked.
    const { historyFrom } = await inShop(db, shop.id, (client) => begunOf(client, shop));
    const asked = [period, before, lastYear].flatMap((each) => {
      const when = { period: each, asOf: now, today: addDays(tomorrow, -1), historyFrom };
      return kpis.flatMap((kpi) => daysBehind(kpi, when));
    });
    for (const days of new Map(asked.map((each) => [each.from + each.to, each])).values()) {
      for (const by of splits) {
        await keepSplit(db, shop, { by, period: days, now: () => now });
        await keepCurrencies(db, shop, { by, period: days, now: () => now });
      }
      await keepCustomers(db, shop, { period: days, now: () => now });
    }
    const all: number[] = [];
    let slowest = { name: "none", p95: 0 };
    for (const { id, causes: own } of kpis) {
      const ms: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        for (const by of own) {
          for (const level of levels) {
            const spent = await ask({ id, period, by, ...level });
            if (round > 0) ms.push(spent);
          }
        }
      }
      all.push(...ms);
      const p95 = percentile(ms, 0.95);
      if (ms.length > 0 && p95 > slowest.p95) slowest = { name: id, p95 };
    }
    const name = `${span} at 1 M orders`;
    yield figure("causes", `${name} p95`, percentile(all, 0.95), limit);
    yield figure("causes", `${name}, slowest KPI (${slowest.name}) p95`, slowest.p95, limit);
  }
}
