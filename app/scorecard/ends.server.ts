// Totals of a running period are held against their target by what they will be when its days are over.
import type { Client } from "../db.server.ts";
import { endPastDays, totalAhead } from "../analysis/forecast/total-end.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import { eachDay } from "../ledger/period.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, type Outcome, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach } from "./by-day.server.ts";
import { isByMarket, partOf } from "./markets.ts";
import type { End } from "./status.ts";
import { holdingTarget } from "./targets.ts";

export type EndsGiven = {
  outcomes: readonly { kpi: Kpi; now: Outcome }[];
  when: When;
  targets: readonly Target[];
  /** The day after the period's last one when it is over. Default the period's own. */
  wholeTo?: Day | undefined;
  /** Default all of the shop. */
  market?: string | null;
};

const amountOf = ({ value }: Outcome): number => (isReason(value) ? 0 : toNumber(value));

/**
 * By KPI, in minor units: of totals with a target in a period that runs; nothing is read where there is none.
 * A target that is of fewer days ends with them. Reads a row a measure and day, at most half a year. The
 * caller binds the client to the shop.
 */
export async function endsOf(
  client: Client,
  shop: ShopContext,
  { outcomes, when, targets, wholeTo, market = null }: EndsGiven,
): Promise<Map<string, End>> {
  const { period, today, historyFrom } = when;
  const isRunning = period.from <= today && today < period.to;
  const aimed = outcomes.flatMap(({ kpi, now }) => {
    const target = holdingTarget(targets, kpi.id, period, partOf(market));
    const isDue = kpi.formula.kind === "total" && target && !isReason(now.value);
    const isTold = market === null || isByMarket(kpi);
    if (!isRunning || !isDue || !isTold || !countsByDay(kpi, when)) return [];
    const last = wholeTo ?? period.to;
    return [{ kpi, now, to: target.to < last ? target.to : last }];
  });
  if (aimed.length === 0 || historyFrom === null) return new Map();
  const oldest = addDays(today, -endPastDays);
  const from = historyFrom > oldest ? historyFrom : oldest;
  const days = await outcomesOfEach(client, shop, {
    kpis: aimed.map(({ kpi }) => kpi),
    periods: eachDay({ from, to: addDays(today, 1) }),
    ...{ when, market },
  });
  const ends = aimed.flatMap(({ kpi, now, to }): [string, End][] => {
    const amounts = days.get(kpi.id)!.map(amountOf);
    const ofToday = amounts.at(-1)!;
    const rest = totalAhead({ from, values: amounts.slice(0, -1) }, daysBetween(today, to));
    if (!rest) return [];
    const done = amountOf(now) - ofToday;
    // What is there of today cannot be less by its end, but for what goes back.
    const end = (ahead: number) => Math.round(done + Math.max(ahead, ofToday));
    return [[kpi.id, { expected: end(rest.expected), low: end(rest.low), high: end(rest.high) }]];
  });
  return new Map(ends);
}
