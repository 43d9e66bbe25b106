// What forecasts of the past missed, added up: in all, and by how demand came. Sums only, so that a hundred
// thousand items take no more room than one.
import { demandClasses, type DemandClass } from "./demand-class.ts";
import { quantileOf, type LeadDemand } from "./lead-demand.ts";

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
const noScore = (): Score => ({
  ...{ origins: 0, actual: 0, missed: 0, error: 0, covered80: 0, covered95: 0, loss: 0 },
});

/** Served by one method throughout, or item by item by the one that did better until then. */
export type Policy = Method | "per-item";
/** `average`: Σ |actual − forecast| of the moving average at the same origins; it serves nothing. */
export type Tally = Record<Policy, Score> & { average: number };
const noTally = (): Tally => ({
  ses: noScore(),
  "seasonal-naive": noScore(),
  "per-item": noScore(),
  average: 0,
});

/** Of all origins, and of those whose item's demand came in a way by then. */
export type Scores = Tally & { classes: Record<DemandClass, Tally> };
export const noScores = (): Scores => ({
  ...noTally(),
  classes: {
    smooth: noTally(),
    erratic: noTally(),
    intermittent: noTally(),
    lumpy: noTally(),
    unsold: noTally(),
  },
});

/** Expected demand, and what is enough with 80 and 95 %. */
export type Told = { mean: number; enough80: number; enough95: number };
export const toldBy = (demand: LeadDemand): Told => ({
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

/** One origin: what each method and policy said of it, and what the moving average expected. */
export type Origin = { actual: number; told: Record<Policy, Told>; average: number };

export function addOrigin(scores: Scores, demand: DemandClass, origin: Origin): void {
  const { actual, told, average } = origin;
  for (const tally of [scores, scores.classes[demand]]) {
    add(tally.ses, actual, told.ses);
    add(tally["seasonal-naive"], actual, told["seasonal-naive"]);
    add(tally["per-item"], actual, told["per-item"]);
    tally.average += Math.abs(actual - average);
  }
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
  /** The smoothed level's, whether it is served or not, and the seasonal naive forecast's. */
  levelWape: number | null;
  naiveWape: number | null;
  /** The moving average's. */
  averageWape: number | null;
  /** Doubled pinball loss of the 95 % quantile ÷ Σ actual. */
  wql95: number | null;
  origins: number;
};

export function reportOf(tally: Tally, policy: Policy): Report {
  const { origins, actual, missed, error, covered80, covered95, loss } = tally[policy];
  const of = (sum: number) => (actual > 0 ? sum / actual : null);
  return {
    wape: of(missed),
    bias: of(error),
    coverage95: origins > 0 ? covered95 / origins : null,
    coverage80: origins > 0 ? covered80 / origins : null,
    levelWape: of(tally.ses.missed),
    naiveWape: of(tally["seasonal-naive"].missed),
    averageWape: of(tally.average),
    wql95: of(loss),
    origins,
  };
}

export type ClassReport = Report & { demand: DemandClass };

/** Of the ways that any origin's demand came in. */
export const classReports = ({ classes }: Scores, policy: Policy): ClassReport[] =>
  demandClasses.flatMap((demand) => {
    const report = reportOf(classes[demand], policy);
    return report.origins === 0 ? [] : [{ demand, ...report }];
  });
