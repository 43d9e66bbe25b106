import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, startOfDay, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { isReason, toNumber, type When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { outcomesOfEach } from "./by-day.server.ts";
import { lookOf } from "./kpi-row.ts";
import { isByMarket, partOf } from "./markets.ts";
import { outcomesIn } from "./markets.server.ts";
import {
  daysToLearn,
  shareByNow,
  suggest,
  suggestWeeks,
  type Pace,
  type Suggestion,
} from "./pace.ts";
import { whenOf } from "./scorecard.server.ts";
import { exactOf, show } from "./show.ts";
import { resolvedTargets } from "./targets.server.ts";
import { isOfPart, targetOf } from "./targets.ts";

export type PaceQuestion = {
  id: string;
  /** As far as it has come, and all of it when it is over. */
  period: Period;
  whole: Period;
  asOf: Date;
  /** Default all of the shop. */
  market?: string | null;
};
export type PaceAnswer = { pace: Pace | null; suggestion: Suggestion | null };

const needsQuery = ({ formula }: Kpi, when: When) =>
  formula.kind !== "total" && formula.wishes(when).some((wish) => "query" in wish);

/** Up to so many finished pieces of some days before a day, inside the history; the oldest first. */
function pastPieces(
  before: Day,
  { days, count, from }: { days: number; count: number; from: Day },
) {
  return Array.from({ length: count }, (_, at): Period => {
    const start = addDays(before, (at - count) * days);
    return { from: start, to: addDays(start, days) };
  }).filter((piece) => piece.from >= from);
}

const piecesOf = async (
  client: Client,
  shop: ShopContext,
  { kpi, ...asked }: { kpi: Kpi; periods: readonly Period[]; when: When; market: string | null },
) => (await outcomesOfEach(client, shop, { kpis: [kpi], ...asked })).get(kpi.id) ?? [];

/** The middle and the best quarter of the last weeks; null of too few, and before there is a history. */
async function lastWeeks(
  client: Client,
  shop: ShopContext,
  { kpi, when, market }: { kpi: Kpi; when: When; market: string | null },
): Promise<Suggestion | null> {
  const { today, historyFrom: from } = when;
  if (from === null) return null;
  const periods = pastPieces(today, { days: 7, count: suggestWeeks, from });
  const found = await piecesOf(client, shop, { kpi, periods, when, market });
  const values = found.flatMap(({ value }) => (isReason(value) ? [] : [toNumber(value)]));
  const suggested = suggest(values, kpi.direction);
  if (!suggested) return null;
  const look = lookOf(kpi, shop.currency);
  const { typical, good } = suggested;
  return { typical: show(typical, look), good: show(good, look), weeks: values.length };
}

/**
 * What a KPI's value may be held against beside its target: its own last weeks. Null of KPIs that need
 * a query over customers, and by market of those that no market has.
 */
export function benchmarkOf(
  db: Db,
  shop: ShopContext,
  { id, period, asOf, market = null }: Omit<PaceQuestion, "whole">,
): Promise<Suggestion | null> {
  const kpi = kpiById(id);
  if (!kpi || (market !== null && !isByMarket(kpi))) return Promise.resolve(null);
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    return needsQuery(kpi, when) ? null : lastWeeks(client, shop, { kpi, when, market });
  });
}

/**
 * A total's pace where its period runs and has a target; a suggestion where there is no target. Neither of
 * KPIs that need a query over customers, which thirteen weeks would ask thirteen times.
 */
export function paceOf(
  db: Db,
  shop: ShopContext,
  { id, period, whole, asOf, market = null }: PaceQuestion,
): Promise<PaceAnswer> {
  const kpi = kpiById(id);
  const none: PaceAnswer = { pace: null, suggestion: null };
  if (!kpi) return Promise.resolve(none);
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const targets = await resolvedTargets(client, shop, {
      kpis: [kpi],
      when: { ...when, period: whole },
      by: market === null ? null : "region",
    });
    const look = lookOf(kpi, shop.currency);
    const part = partOf(market);
    const level = targetOf(targets, id, whole, part);
    if (market !== null && !isByMarket(kpi)) return none;
    if (needsQuery(kpi, when) || when.historyFrom === null) return none;
    const { today, historyFrom: from } = when;
    if (targets.every((target) => target.kpi !== id || !isOfPart(target, part))) {
      return { pace: null, suggestion: await lastWeeks(client, shop, { kpi, when, market }) };
    }
    const isRunning = whole.from <= today && today < whole.to;
    if (kpi.formula.kind !== "total" || level === null || !isRunning) return none;
    const count = daysToLearn({ whole, today }, from);
    const days = pastPieces(today, { days: 1, count, from });
    const past = await piecesOf(client, shop, { kpi, periods: days, when, market });
    const values = past.map(({ value }) => (isReason(value) ? 0 : toNumber(value)));
    const usual = shareByNow(
      { from: addDays(today, -values.length), values },
      { whole, today, dayPart: partOfDay(asOf, today, shop.timeZone) },
    );
    const [outcome] = await outcomesIn(client, shop, {
      ...{ kpis: [kpi], when, against: period, market },
    });
    if (usual === null || !outcome || isReason(outcome.now.value)) return none;
    const goal = exactOf(level, look);
    const due = toNumber(goal) * usual.share;
    const ahead = toNumber(outcome.now.value) - due;
    const pace = {
      ...usual,
      due: show(due, look),
      ahead: show(ahead, look),
      target: show(goal, look),
    };
    return { pace, suggestion: null };
  });
}

/** What a running total's target asks by now, as `causes` takes it; undefined: all of it, or none is set. */
export async function dueByNow(
  db: Db,
  shop: ShopContext,
  question: PaceQuestion,
): Promise<string | undefined> {
  const { pace } = await paceOf(db, shop, question);
  return pace ? String(pace.due) : undefined;
}

function partOfDay(asOf: Date, today: Day, timeZone: string): number {
  const start = startOfDay(today, timeZone).getTime();
  const end = startOfDay(addDays(today, 1), timeZone).getTime();
  return Math.min(1, Math.max(0, (asOf.getTime() - start) / (end - start)));
}
