// What the forecasts would have been worth: at each of the last origins only what was known by then is
// used, and the total of the following lead is compared with what was then wanted. Leads do not overlap.
import { demandClassOf } from "./demand-class.ts";
import { leadDemand, sizeOf, type LeadDemand } from "./lead-demand.ts";
import { levelOf } from "./level.ts";
import { movingAverage } from "./moving-average.ts";
import { addOrigin, toldBy, type Method, type Scores } from "./score.ts";
import { seasonalNaive, seasonWeeks } from "./seasonal-naive.ts";
import type { Series } from "./series.ts";

/** Periods that must be known before the first origin: a level needs something to stand on. */
export const leastTraining = 8;
/** The last origins that count; more would judge by a store that is no more. */
export const mostOrigins = 8;
/** Past forecasts of an item by which the rival's win counts. */
const leastEvidence = 3;

/** What an item's forecasts missed until now; decides which of them serves it. */
export type PastMisses = { origins: number; ses: number; naive: number; naiveSquares: number };

/** The one that missed less; smoothing while there is too little to tell. */
export const betterOf = ({ origins, ses, naive }: PastMisses): Method =>
  origins >= leastEvidence && naive < ses ? "seasonal-naive" : "ses";

/**
 * Demand over a lead by the rival: spread by how far it was off, once that is known. Before a whole season is
 * known it is the last period over and over: of a thing that sells every other week that is nothing half of the
 * time, around which nothing may come. What is enough is then never less than around the level.
 */
export function naiveDemand(
  mean: number,
  {
    ses,
    record,
    known,
    periods,
    tested,
  }: {
    ses: LeadDemand;
    record: PastMisses;
    /** Periods before the lead. */
    known: number;
    periods: number;
    /** Periods of the back-test's lead. */
    tested: number;
  },
): LeadDemand {
  const around = known < seasonWeeks ? Math.max(mean, ses.mean) : mean;
  if (record.origins < leastEvidence) return { mean, around, size: ses.size };
  const variance = (record.naiveSquares / record.origins) * (periods / tested);
  return { mean, around, size: sizeOf(around, variance) };
}

/** Whole periods of the lead that is tested. */
export const testedLead = (periods: number) => Math.max(1, Math.round(periods));

/**
 * Tests one item and adds what it finds to `scores`. @returns how its forecasts did
 */
export function backTest(
  series: Series,
  { periods, scores }: { periods: number; scores: Scores },
): PastMisses {
  const lead = testedLead(periods);
  const record: PastMisses = { origins: 0, ses: 0, naive: 0, naiveSquares: 0 };
  const room = Math.floor((series.length - leastTraining) / lead);
  for (let back = Math.min(mostOrigins, room); back >= 1; back -= 1) {
    const to = series.length - back * lead;
    const actual = totalOf(series, to, lead);
    const level = levelOf(series, to);
    if (Number.isNaN(actual) || Number.isNaN(level)) continue;
    const ses = leadDemand(series, { level, periods: lead, to });
    const told = seasonalNaive(series, { periods: lead, to });
    const mean = Number.isNaN(told) ? ses.mean : told;
    const naive = naiveDemand(mean, { ses, record, known: to, periods: lead, tested: lead });
    const by = { ses: toldBy(ses), "seasonal-naive": toldBy(naive) };
    addOrigin(scores, demandClassOf(series, to), {
      actual,
      told: { ...by, "per-item": by[betterOf(record)] },
      average: lead * movingAverage(series, to),
    });
    record.origins += 1;
    record.ses += Math.abs(actual - ses.mean);
    record.naive += Math.abs(actual - mean);
    record.naiveSquares += (actual - mean) ** 2;
  }
  return record;
}

/** NaN where more than half of the periods tell nothing; the others stand for them. */
function totalOf(series: Series, from: number, periods: number): number {
  let sum = 0;
  let known = 0;
  for (let at = from; at < from + periods; at += 1) {
    if (Number.isNaN(series[at]!)) continue;
    sum += series[at]!;
    known += 1;
  }
  return known * 2 < periods ? Number.NaN : (sum * periods) / known;
}
