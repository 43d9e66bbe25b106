import { defineMeasure } from "./measure.ts";
import {
  beforeSource,
  passedSource,
  recommendationsSource,
  scorecardSource,
  trainingDueSource,
} from "./sources/team.ts";

export const trainingDue = defineMeasure({
  id: "training-due",
  source: trainingDueSource,
  kind: "sum",
  value: "1",
});
export const trainingInTime = defineMeasure({
  id: "training-in-time",
  source: trainingDueSource,
  kind: "sum",
  value: "1",
  where: "in_time",
});
export const trainingPassed = defineMeasure({
  id: "training-passed",
  source: passedSource,
  kind: "sum",
  value: "1",
});
export const hoursToCompetence = defineMeasure({
  id: "hours-to-competence",
  source: passedSource,
  kind: "histogram",
  value: "greatest(hours, 0)",
});
/** Of people who learnt without the manual: what time-to-competence is held against. */
export const hoursBeforeManual = defineMeasure({
  id: "hours-before-manual",
  source: beforeSource,
  kind: "histogram",
  value: "greatest(hours, 0)",
});
/** A person counts once a day. */
export const scorecardVisits = defineMeasure({
  id: "scorecard-visits",
  source: scorecardSource,
  kind: "sum",
  value: "1",
});
export const recommendationReads = defineMeasure({
  id: "recommendation-reads",
  source: recommendationsSource,
  kind: "sum",
  value: "1",
});

export const teamMeasures = [
  trainingDue,
  trainingInTime,
  trainingPassed,
  hoursToCompetence,
  hoursBeforeManual,
  scorecardVisits,
  recommendationReads,
] as const;
