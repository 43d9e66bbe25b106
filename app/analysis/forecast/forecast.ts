// All items of a shop: back-test, choice of the method, forecast, what to do. Pure, so that a worker
// thread runs it; items come and go as columns of numbers because threads hand those over for nothing.
import { backTest, betterOf, naiveDemand, testedLead } from "./back-test.ts";
import { itemAt, itemColumns, missColumns, putItem } from "./columns.ts";
import type { ItemColumns, ItemForecast } from "./columns.ts";
import { leadDemand, quantileOf, type LeadDemand } from "./lead-demand.ts";
import { levelOf } from "./level.ts";
import { atStake, orderQuantity, statusOf } from "./policy.ts";
import { noReplay, replay, type Past, type Replay } from "./replay.ts";
import { bestPolicy, classReports, noScores, reportOf } from "./score.ts";
import type { ClassReport, Method, Policy, Report } from "./score.ts";
import { seasonalNaive } from "./seasonal-naive.ts";

/** One column an attribute, one place an item. */
export type Items = {
  count: number;
  /** Weeks before the cut: item after item, oldest first. NaN: the week tells nothing. */
  weeks: number;
  units: Float32Array;
  /** The first week in which the item was known. */
  first: Int32Array;
  leadDays: Float32Array;
  reviewDays: number;
  coverDays: number;
  available: Int32Array;
  incoming: Int32Array;
  quietDays: Int32Array;
  /** Minor units; NaN where unknown. */
  price: Float64Array;
  cost: Float64Array;
  /** What is played again; left out: nothing is. */
  past?: Past;
};

export type Forecast = {
  policy: Policy;
  report: Report;
  /** The same by how an item's demand had come by then. */
  classes: ClassReport[];
  items: ItemColumns;
  /** Null where no level's past is known for long enough. */
  replay: Replay | null;
};

const daysOfWeek = 7;

export function forecastItems(items: Items): Forecast {
  const { count, weeks, units, first, leadDays, reviewDays } = items;
  const scores = noScores();
  const seriesOf = (at: number) => units.subarray(at * weeks + first[at]!, (at + 1) * weeks);
  const horizon = (at: number) => (leadDays[at]! + reviewDays) / daysOfWeek;
  const misses = missColumns(count);
  for (let at = 0; at < count; at += 1) {
    misses.put(at, backTest(seriesOf(at), { periods: horizon(at), scores }));
  }
  const policy = bestPolicy(scores);
  const found = itemColumns(count);
  for (let at = 0; at < count; at += 1) {
    const record = misses.at(at);
    const series = seriesOf(at);
    const method = policy === "per-item" ? betterOf(record) : policy;
    const level = levelOf(series);
    const tested = testedLead(horizon(at));
    const over = (periods: number): LeadDemand => {
      const ses = leadDemand(series, { level: Number.isNaN(level) ? 0 : level, periods });
      if (method === "ses") return ses;
      const told = seasonalNaive(series, { periods });
      if (Number.isNaN(told)) return ses;
      return naiveDemand(told, { ses, record, known: series.length, periods, tested });
    };
    putItem(found, at, itemForecast(items, at, method, over));
  }
  const methodOf = (at: number) => itemAt(found, at).method;
  const played = items.past ? playAgain(items, { past: items.past, seriesOf, methodOf }) : null;
  const classes = classReports(scores, policy);
  return { policy, report: reportOf(scores, policy), classes, items: found, replay: played };
}

type Playing = {
  past: Past;
  seriesOf: (at: number) => Float32Array;
  methodOf: (at: number) => Method;
};

function playAgain(items: Items, { past, seriesOf, methodOf }: Playing): Replay | null {
  const sums = noReplay(past.weeks);
  const { reviewDays, coverDays } = items;
  for (let at = 0; at < items.count; at += 1) {
    const [leadDays, price, cost] = [items.leadDays[at]!, items.price[at]!, items.cost[at]!];
    const rules = { leadDays, reviewDays, coverDays };
    replay({ series: seriesOf(at), method: methodOf(at), ...rules, price, cost }, at, past, sums);
  }
  return sums.levels > 0 ? sums : null;
}

function itemForecast(
  { leadDays, reviewDays, coverDays, ...items }: Items,
  at: number,
  method: Method,
  over: (periods: number) => LeadDemand,
): ItemForecast {
  const lead = leadDays[at]! / daysOfWeek;
  const horizon = lead + reviewDays / daysOfWeek;
  const demand = over(horizon);
  const quantile95 = quantileOf(demand, 0.95);
  const position = {
    available: items.available[at]!,
    incoming: items.incoming[at]!,
    reorderPoint: quantile95,
    orderUpTo: quantileOf(over(horizon + coverDays / daysOfWeek), 0.95),
    quietDays: items.quietDays[at]!,
  };
  const known = (amount: number) => (Number.isNaN(amount) ? null : amount);
  const worth = { price: known(items.price[at]!), cost: known(items.cost[at]!) };
  const status = statusOf(position);
  return {
    method,
    demandPerDay: demand.mean / (horizon * daysOfWeek),
    quantile95,
    reorderPoint: position.reorderPoint,
    orderUpTo: position.orderUpTo,
    orderQuantity: status === "dead" ? 0 : orderQuantity(position),
    status,
    atStake: atStake(position, { status, untilDelivery: over(lead), worth }),
  };
}
