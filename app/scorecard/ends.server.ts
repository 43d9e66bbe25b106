// Totals of a running period are held against their target by what they will be when its days are over.
import type { Client } from "../db.server.ts";
import { endPastDays, totalAhead } from "../analysis/forecast/total-end.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import { eachDay, type Period } from "../ledger/period.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, type Outcome, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach, outcomesOfParts } from "./by-day.server.ts";
import type { Grouping } from "./market-reader.server.ts";
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
  const { period } = when;
  const aimed = outcomes.flatMap(({ kpi, now }) => {
    const target = holdingTarget(targets, kpi.id, period, partOf(market));
    const isDue = kpi.formula.kind === "total" && target && !isReason(now.value);
    const isTold = market === null || isByMarket(kpi);
    if (!isDue || !isTold || !countsByDay(kpi, when)) return [];
    const last = wholeTo ?? period.to;
    return [{ kpi, now, to: target.to < last ? target.to : last }];
  });
  const past = pastOf(when);
  if (aimed.length === 0 || !past) return new Map();
  const kpis = aimed.map(({ kpi }) => kpi);
  const days = await outcomesOfEach(client, shop, { kpis, periods: past, when, market });
  return new Map(
    aimed.flatMap(({ kpi, now, to }): [string, End][] => {
      const end = endOf(days.get(kpi.id)!, { now, to, past });
      return end ? [[kpi.id, end]] : [];
    }),
  );
}

/**
 * The same of parts that have targets of their own, by key: one read for all of them.
 * @param parts each with the day after its last one
 */
export async function endsOfParts(
  client: Client,
  shop: ShopContext,
  asked: {
    kpi: Kpi;
    parts: readonly { key: string; now: Outcome; to: Day }[];
    grouping: Grouping;
    when: When;
  },
): Promise<Map<string, End>> {
  const { kpi, parts, grouping, when } = asked;
  const past = pastOf(when);
  const isTold = kpi.formula.kind === "total" && countsByDay(kpi, when);
  if (parts.length === 0 || !past || !isTold) return new Map();
  const keys = parts.map(({ key }) => key);
  const days = await outcomesOfParts(client, shop, { kpi, keys, grouping, periods: past, when });
  return new Map(
    parts.flatMap(({ key, now, to }): [string, End][] => {
      const end = endOf(days.get(key)!, { now, to, past });
      return end ? [[key, end]] : [];
    }),
  );
}

/** The days that an end is told by, today the last; null where the period is over, or nothing was before. */
function pastOf({ period, today, historyFrom }: When): Period[] | null {
  const isRunning = period.from <= today && today < period.to;
  if (!isRunning || historyFrom === null) return null;
  const oldest = addDays(today, -endPastDays);
  return eachDay({ from: historyFrom > oldest ? historyFrom : oldest, to: addDays(today, 1) });
}

/** @param days outcomes of the past's days. @param asked.to the day after the last one to come */
function endOf(
  days: readonly Outcome[],
  { now, to, past }: { now: Outcome; to: Day; past: readonly Period[] },
): End | null {
  const amounts = days.map(amountOf);
  const ofToday = amounts.at(-1)!;
  const today = past.at(-1)!.from;
  const before = { from: past[0]!.from, values: amounts.slice(0, -1) };
  const rest = totalAhead(before, daysBetween(today, to));
  if (!rest) return null;
  const done = amountOf(now) - ofToday;
  // What is there of today cannot be less by its end, but for what goes back.
  const end = (ahead: number) => Math.round(done + Math.max(ahead, ofToday));
  return { expected: end(rest.expected), low: end(rest.low), high: end(rest.high) };
}
