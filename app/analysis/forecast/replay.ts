// What orders by the forecast would have cost, beside what stock did cost: the last weeks once more, week
// by week, each order decided on what was known by then. Both sides meet the same demand: what was sold,
// and what empty shelves are estimated to have missed. Periodic review (Silver, Pyke & Thomas 2017); what
// is wanted and not there is lost. What was on its way when the weeks began is not known, so the first
// delivery time is played and not counted. The method is the one served now, chosen with those weeks in
// sight: decisions/023.
import { leastTraining } from "./back-test.ts";
import { leadDemand, quantileOf, type LeadDemand } from "./lead-demand.ts";
import { levelBefore, moveLevel } from "./level.ts";
import type { Method } from "./score.ts";
import { seasonalNaive, seasonWeeks } from "./seasonal-naive.ts";
import type { Series } from "./series.ts";

/** Half a year: long enough for some deliveries, short enough to be the shop as it is. */
export const replayWeeks = 26;
/** Fewer weeks than a month say nothing of a rule that orders for weeks. */
const leastWeeks = 4;
/** Of its cost a year: capital, room, loss. Textbooks say 20 to 30 %; our choice, told on the panel. */
export const carryingRate = 0.25;
const weeksOfYear = 52;

/** The weeks before the cut, item after item, oldest first. */
export type Past = {
  weeks: number;
  /** Units sold. */
  sold: Float32Array;
  /** Available units, on average over the week; below 0 as none. */
  held: Float32Array;
  /** Days of the week of which the level is known. */
  days: Uint8Array;
  /** Available when the weeks began, one place an item. */
  opening: Float32Array;
};

/** Minor units, may carry a fraction. */
export type Cost = { carrying: number; missed: number; unitsMissed: number };
export type Replay = {
  /** Weeks played. */
  weeks: number;
  /** Levels that are in it, and those of unknown cost, price or past. */
  levels: number;
  leftOut: number;
  /** Units wanted in the weeks that count. */
  wanted: number;
  /** As it was, and by orders of the forecast. */
  was: Cost;
  policy: Cost;
};

const noCost = (): Cost => ({ carrying: 0, missed: 0, unitsMissed: 0 });
export const noReplay = (weeks: number): Replay => ({
  ...{ weeks, levels: 0, leftOut: 0, wanted: 0, was: noCost(), policy: noCost() },
});

export type Level = {
  /** Units wanted a week until the cut; NaN: the week tells nothing. */
  series: Series;
  method: Method;
  leadDays: number;
  reviewDays: number;
  coverDays: number;
  /** Of one unit, minor units; NaN where unknown. */
  price: number;
  cost: number;
};

const whole = (days: number) => Math.max(1, Math.round(days / 7));

/** Plays one level and adds it to `sums`, or counts it as left out. */
export function replay(level: Level, at: number, past: Past, sums: Replay): void {
  const { series, leadDays, reviewDays, price, cost } = level;
  const { weeks } = past;
  const start = series.length - weeks;
  const uncounted = whole(leadDays + reviewDays);
  const days = past.days.subarray(at * weeks, (at + 1) * weeks);
  const isKnown = !Number.isNaN(price + cost) && days.every((known) => known === 7);
  if (!isKnown || start < leastTraining || weeks - uncounted < leastWeeks) {
    sums.leftOut += 1;
    return;
  }
  sums.levels += 1;
  const expected = levelBefore(series, start);
  let stock = past.opening[at]!;
  let ordered = 0;
  const due = new Float64Array(weeks + whole(leadDays));
  for (let week = 0; week < weeks; week += 1) {
    const to = start + week;
    stock += due[week]!;
    ordered -= due[week]!;
    if (week % whole(reviewDays) === 0) {
      const units = orderNow(level, { level: expected.units || 0, to }, stock + ordered);
      due[week + whole(leadDays)]! += units;
      ordered += units;
    }
    const told = series[to]!;
    const wanted = Number.isNaN(told) ? Math.max(0, expected.units || 0) : told;
    const served = Math.min(stock, wanted);
    if (week >= uncounted) {
      const place = at * weeks + week;
      sums.wanted += wanted;
      add(sums.policy, level, { held: stock - served / 2, missed: wanted - served });
      const missed = Math.max(0, wanted - past.sold[place]!);
      add(sums.was, level, { held: past.held[place]!, missed });
    }
    stock -= served;
    moveLevel(expected, told);
  }
}

function add(
  sum: Cost,
  { price, cost }: Level,
  { held, missed }: { held: number; missed: number },
) {
  sum.carrying += (held * cost * carryingRate) / weeksOfYear;
  sum.missed += missed * Math.max(0, price - cost);
  sum.unitsMissed += missed;
}

/** What the rule of policy.ts orders with so much there and on its way. */
function orderNow(
  { series, method, leadDays, reviewDays, coverDays }: Level,
  { level, to }: { level: number; to: number },
  there: number,
): number {
  const enough = (days: number) => {
    const periods = days / 7;
    const ses = leadDemand(series, { level, periods, to });
    const told = method === "ses" ? Number.NaN : seasonalNaive(series, { periods, to });
    const around = to < seasonWeeks ? Math.max(told, ses.mean) : told;
    const demand: LeadDemand = Number.isNaN(told) ? ses : { mean: told, around, size: ses.size };
    return quantileOf(demand, 0.95);
  };
  const reorderPoint = enough(leadDays + reviewDays);
  if (reorderPoint === 0 || there > reorderPoint) return 0;
  return Math.max(0, enough(leadDays + reviewDays + coverDays) - there);
}
