// How a total's running month will probably end, from its finished days alone.
import type { Client } from "../db.server.ts";
import type { BackTest, Method } from "../analysis/forecast/month-end.ts";
import { coverageGoal, restOfMonth } from "../analysis/forecast/month-end.ts";
import { addDays, addMonths, daysBetween, firstOfMonth, type Day } from "../ledger/day.ts";
import { eachDay } from "../ledger/period.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, type Outcome, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach } from "./by-day.server.ts";
import { lookOf } from "./kpi-row.ts";
import { isByMarket, partOf } from "./markets.ts";
import { show } from "./show.ts";
import { targetOf } from "./targets.ts";
import type { Shown } from "./types.ts";

/** Finished days that are read: half a year of forecasts, each with its own thirteen weeks. */
const pastDays = 300;

export type MonthEnd = {
  /** Half-open; the forecast is of the days from `today` on. */
  month: { from: Day; to: Day };
  today: Day;
  daysLeft: number;
  /** Today's part included. */
  soFar: Shown;
  expected: Shown;
  /** `coverage` of such intervals should hold what came; null while too few were tried. */
  interval: readonly [Shown, Shown] | null;
  coverage: number;
  method: Method;
  backTest: BackTest | null;
  /** Of the whole month. */
  target: Shown | null;
};

const amountOf = ({ value }: Outcome): number => (isReason(value) ? 0 : toNumber(value));

/**
 * Null for what is no sum of days, and where fewer than four weeks are finished. The caller binds the
 * client to the shop. Reads a row a measure and day, at most three hundred days.
 */
export async function monthEnd(
  client: Client,
  shop: ShopContext,
  {
    kpi,
    when,
    targets,
    market = null,
  }: {
    kpi: Kpi;
    when: When;
    targets: readonly Target[];
    /** Default all of the shop. */
    market?: string | null;
  },
): Promise<MonthEnd | null> {
  const { today, historyFrom } = when;
  if (market !== null && !isByMarket(kpi)) return null;
  if (kpi.formula.kind !== "total" || !countsByDay(kpi, when) || historyFrom === null) return null;
  const oldest = addDays(today, -pastDays);
  const from = historyFrom > oldest ? historyFrom : oldest;
  const month = { from: firstOfMonth(today), to: addMonths(firstOfMonth(today), 1) };
  const begin = from < month.from ? from : month.from;
  const periods = eachDay({ from: begin, to: addDays(today, 1) });
  const days = (await outcomesOfEach(client, shop, { kpis: [kpi], periods, when, market })).get(
    kpi.id,
  )!;
  const amounts = days.map(amountOf);
  const ofToday = amounts.at(-1)!;
  const finished = amounts.slice(daysBetween(begin, from), -1);
  const daysLeft = daysBetween(today, month.to);
  const rest = restOfMonth({ from, values: finished }, daysLeft);
  if (!rest) return null;
  const done = amounts
    .slice(daysBetween(begin, month.from), -1)
    .reduce((all, amount) => all + amount, 0);
  const look = lookOf(kpi, shop.currency);
  // What is there already cannot be less by the end, but for what goes back.
  const end = (ahead: number) => show(Math.round(done + Math.max(ahead, ofToday)), look);
  return {
    month,
    ...{ today, daysLeft },
    soFar: show(Math.round(done + ofToday), look),
    expected: end(rest.total),
    interval: rest.interval && [end(rest.interval[0]), end(rest.interval[1])],
    coverage: coverageGoal,
    method: rest.method,
    backTest: rest.backTest,
    target: targetOf(targets, kpi.id, month, partOf(market)),
  };
}
