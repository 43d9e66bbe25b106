// What the forecasts would have been worth: at each of the last origins only what was known by then is
// used, and the total of the following lead is compared with what was then wanted. Leads do not overlap.
import { leadDemand, quantileOf, sizeOf, type LeadDemand } from "./lead-demand.ts";
import { movingAverage } from "./moving-average.ts";
import { seasonalNaive } from "./seasonal-naive.ts";
import { sesLevel } from "./ses.ts";
import type { Series } from "./series.ts";

/** Periods that must be known before the first origin: a level needs something to stand on. */
export const leastTraining = 8;
/** The last origins that count; more would judge by a store that is no more. */
export const mostOrigins = 8;
/** Past forecasts of an item by which the rival's win counts. */
const leastEvidence = 3;

export type Method = "ses" | "seasonal-naive";

/** Sums over origins; `wape` and the like are taken of them once all items are in. */
export type Score = {
  origins: number;
  actual: number;
  /** Σ |actual − forecast| and Σ (actual − forecast). */
  missed: number;
  error: number;
  /** Origins at which the 80 % and the 95 % quantile were enough. */
  covered80: number;
  covered95: number;
  /** Σ of the 95 % quantile's pinball loss, doubled: a weighted quantile loss once divided by actual. */
  loss: number;
};
export const noScore = (): Score => ({
  ...{ origins: 0, actual: 0, missed: 0, error: 0, covered80: 0, covered95: 0, loss: 0 },
});

/** Served by one method throughout, or item by item by the one that did better until then. */
export type Policy = Method | "per-item";
/** `average`: Σ |actual − forecast| of the moving average at the same origins; it serves nothing. */
export type Scores = Record<Policy, Score> & { average: number };
export const noScores = (): Scores => ({
  ses: noScore(),
  "seasonal-naive": noScore(),
  "per-item": noScore(),
  average: 0,
});

/** Expected demand, and what is enough with 80 and 95 %. */
type Told = { mean: number; enough80: number; enough95: number };
const toldBy = (demand: LeadDemand): Told => ({
  mean: demand.mean,
  enough80: quantileOf(demand, 0.8),
  enough95: quantileOf(demand, 0.95),
});

function add(score: Score, actual: number, { mean, enough80, enough95 }: Told): void {
  const short = actual - enough95;
  score.origins += 1;
  score.actual += actual;
  score.missed += Math.abs(actual - mean);
  score.error += actual - mean;
  if (actual <= enough80) score.covered80 += 1;
  if (short <= 0) score.covered95 += 1;
  score.loss += 2 * Math.max(0.95 * short, -0.05 * short);
}

/** What an item's forecasts missed until now; decides which of them serves it. */
export type PastMisses = { origins: number; ses: number; naive: number; naiveSquares: number };

/** The one that missed less; smoothing while there is too little to tell. */
export const betterOf = ({ origins, ses, naive }: PastMisses): Method =>
  origins >= leastEvidence && naive < ses ? "seasonal-naive" : "ses";

/** Demand over a lead by the rival: spread by how far it was off, once that is known. */
export function naiveDemand(
  mean: number,
  {
    ses,
    record,
    periods,
    tested,
  }: {
    ses: LeadDemand;
    record: PastMisses;
    periods: number;
    /** Periods of the back-test's lead. */
    tested: number;
  },
): LeadDemand {
  if (record.origins < leastEvidence) return { mean, size: ses.size };
  const variance = (record.naiveSquares / record.origins) * (periods / tested);
  return { mean, size: sizeOf(mean, variance) };
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
    const level = sesLevel(series, undefined, to);
    if (Number.isNaN(actual) || Number.isNaN(level)) continue;
    const ses = leadDemand(series, { level, periods: lead, to });
    const told = seasonalNaive(series, { periods: lead, to });
    const mean = Number.isNaN(told) ? ses.mean : told;
    const naive = naiveDemand(mean, { ses, record, periods: lead, tested: lead });
    const by = { ses: toldBy(ses), "seasonal-naive": toldBy(naive) };
    add(scores.ses, actual, by.ses);
    add(scores["seasonal-naive"], actual, by["seasonal-naive"]);
    add(scores["per-item"], actual, by[betterOf(record)]);
    scores.average += Math.abs(actual - lead * movingAverage(series, to));
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

/** The policy that missed least; smoothing where another is no better. */
export function bestPolicy(scores: Scores): Policy {
  const order: Policy[] = ["ses", "per-item", "seasonal-naive"];
  return order.reduce((best, each) =>
    scores[each].origins > 0 && scores[each].missed < scores[best].missed ? each : best,
  );
}

export type Report = {
  /** Σ |actual − forecast| ÷ Σ actual of the lead's total; null without any demand to compare. */
  wape: number | null;
  /** Σ (actual − forecast) ÷ Σ actual: above 0 more was wanted than forecast. */
  bias: number | null;
  /** Fraction of origins at which the 95 % quantile was enough. */
  coverage95: number | null;
  /** The same of the 80 % quantile. */
  coverage80: number | null;
  /** The seasonal naive forecast's. */
  naiveWape: number | null;
  /** The moving average's. */
  averageWape: number | null;
  /** Doubled pinball loss of the 95 % quantile ÷ Σ actual. */
  wql95: number | null;
  origins: number;
};

export function reportOf(scores: Scores, policy: Policy): Report {
  const { origins, actual, missed, error, covered80, covered95, loss } = scores[policy];
  const of = (sum: number) => (actual > 0 ? sum / actual : null);
  return {
    wape: of(missed),
    bias: of(error),
    coverage95: origins > 0 ? covered95 / origins : null,
    coverage80: origins > 0 ? covered80 / origins : null,
    naiveWape: of(scores["seasonal-naive"].missed),
    averageWape: of(scores.average),
    wql95: of(loss),
    origins,
  };
}
