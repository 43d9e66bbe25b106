// Totals of a running period are held against their target by what they will be when its days are over. What
// the finished days say of those to come is remembered by this process until one of them is counted anew.
import type { Client, Db } from "../db.server.ts";
import { endPastDays, totalAhead, type TotalEnd } from "../analysis/forecast/total-end.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import { eachDay, type Period } from "../ledger/period.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, type Outcome, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach, outcomesOfParts } from "./by-day.server.ts";
import type { Grouping } from "./market-reader.server.ts";
import { isByMarket, partOf } from "./markets.ts";
import { stateSql } from "./state-sql.ts";
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
  /** Default half a year is read and tried again. */
  memory?: EndMemory | undefined;
};

/** Days ahead of a shop, KPI and market, of finished days in a state. */
export type EndMemory = Map<string, { state: string; ahead: TotalEnd | null }>;
/** The oldest gives way. */
const mostEnds = 2_000;
const memories = new WeakMap<Db, EndMemory>();

/** Of this process and this database. */
export function endMemoryOf(db: Db): EndMemory {
  let memory = memories.get(db);
  if (!memory) memories.set(db, (memory = new Map()));
  return memory;
}

const amountOf = ({ value }: Outcome): number => (isReason(value) ? 0 : toNumber(value));

/**
 * By KPI, in minor units: of totals with a target in a period that runs; nothing is read where there is none.
 * A target that is of fewer days ends with them. Reads a row a measure and day, at most half a year. The
 * caller binds the client to the shop.
 */
export async function endsOf(
  client: Client,
  shop: ShopContext,
  { outcomes, when, targets, wholeTo, market = null, memory }: EndsGiven,
): Promise<Map<string, End>> {
  const { period, today } = when;
  const aimed = outcomes.flatMap(({ kpi, now }): Aimed[] => {
    const target = holdingTarget(targets, kpi.id, period, partOf(market));
    const isDue = kpi.formula.kind === "total" && target && !isReason(now.value);
    const isTold = market === null || isByMarket(kpi);
    if (!isDue || !isTold || !countsByDay(kpi, when)) return [];
    const last = wholeTo ?? period.to;
    return [{ kpi, now, to: target.to < last ? target.to : last }];
  });
  const past = pastOf(when);
  if (aimed.length === 0 || past === null) return new Map();
  const ahead = await aheadOf(client, shop, { aimed, past, when, market, memory });
  const begun = await outcomesOfEach(client, shop, {
    kpis: aimed.map(({ kpi }) => kpi),
    periods: [{ from: today, to: addDays(today, 1) }],
    ...{ when, market },
  });
  return new Map(
    aimed.flatMap(({ kpi, now }): [string, End][] => {
      const rest = ahead.get(kpi.id);
      return rest ? [[kpi.id, endOf(rest, { now, ofToday: begun.get(kpi.id)![0]! })]] : [];
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
  if (parts.length === 0 || past === null || !isTold) return new Map();
  const keys = parts.map(({ key }) => key);
  const periods = eachDay({ from: past.from, to: addDays(past.to, 1) });
  const days = await outcomesOfParts(client, shop, { kpi, keys, grouping, periods, when });
  return new Map(
    parts.flatMap(({ key, now, to }): [string, End][] => {
      const own = days.get(key)!;
      const values = own.slice(0, -1).map(amountOf);
      const rest = totalAhead({ from: past.from, values }, daysBetween(past.to, to));
      return rest ? [[key, endOf(rest, { now, ofToday: own.at(-1)! })]] : [];
    }),
  );
}

/** The finished days that an end is told by; null where the period is over, or nothing was before. */
function pastOf({ period, today, historyFrom }: When): Period | null {
  const isRunning = period.from <= today && today < period.to;
  if (!isRunning || historyFrom === null) return null;
  const oldest = addDays(today, -endPastDays);
  return { from: historyFrom > oldest ? historyFrom : oldest, to: today };
}

function endOf(rest: TotalEnd, given: { now: Outcome; ofToday: Outcome }): End {
  const ofToday = amountOf(given.ofToday);
  const done = amountOf(given.now) - ofToday;
  // What is there of today cannot be less by its end, but for what goes back.
  const end = (ahead: number) => Math.round(done + Math.max(ahead, ofToday));
  return { expected: end(rest.expected), low: end(rest.low), high: end(rest.high) };
}

type Aimed = { kpi: Kpi; now: Outcome; to: Day };

type Ahead = { aimed: readonly Aimed[]; past: Period; when: When; market: string | null };

/** By KPI what the days from today on will bring. */
async function aheadOf(
  client: Client,
  shop: ShopContext,
  { aimed, past, when, market, memory }: Ahead & Pick<EndsGiven, "memory">,
): Promise<Map<string, TotalEnd | null>> {
  // Read before the days: what changes in between makes what is remembered stale, never wrong.
  const state = memory ? await readState(client, shop, past) : "";
  const keyOf = ({ kpi, to }: Aimed) =>
    [shop.id, market, kpi.id, past.from, past.to, to, when.costRulesFrom].join(" ");
  const known = aimed.map((each) => memory?.get(keyOf(each)));
  const ahead = new Map<string, TotalEnd | null>();
  const lacking: Aimed[] = [];
  for (const [at, each] of aimed.entries()) {
    if (known[at]?.state === state) ahead.set(each.kpi.id, known[at].ahead);
    else lacking.push(each);
  }
  if (lacking.length === 0) return ahead;
  const days = await outcomesOfEach(client, shop, {
    kpis: lacking.map(({ kpi }) => kpi),
    periods: eachDay(past),
    ...{ when, market },
  });
  for (const each of lacking) {
    const values = days.get(each.kpi.id)!.map(amountOf);
    const found = totalAhead({ from: past.from, values }, daysBetween(past.to, each.to));
    ahead.set(each.kpi.id, found);
    if (memory && memory.size >= mostEnds) memory.delete(memory.keys().next().value!);
    memory?.set(keyOf(each), { state, ahead: found });
  }
  return ahead;
}

async function readState(client: Client, shop: ShopContext, days: Period): Promise<string> {
  const { rows } = await client.query<{ state: string }>({
    name: "days-state",
    text: `select ${stateSql("$2::date", "$3::date")} as state`,
    values: [shop.id, days.from, days.to],
  });
  return rows[0]!.state;
}
