import { defineMeasure, type Measure } from "./measure.ts";
import { answer } from "./sources/answer.ts";

export const touchpoints = ["checkout", "after-delivery", "service", "pos"] as const;
export type Touchpoint = (typeof touchpoints)[number];

/** Of 0–10: 9 and 10 promote, 0 to 6 do not. */
export const promotesFrom = 9;
export const detractsTo = 6;
/** Of 1–5: 4 and 5 are satisfied. */
export const satisfiedFrom = 4;

/** One measure for each touchpoint, because a KPI takes one touchpoint and names it. */
function each<const Name extends string>(name: Name, condition: string) {
  const at = <const T extends Touchpoint>(touchpoint: T): Measure<`${Name}-${T}`> =>
    defineMeasure({
      id: `${name}-${touchpoint}`,
      source: answer,
      kind: "sum",
      value: "1",
      where: `touchpoint = '${touchpoint}' and ${condition}`,
    });
  return {
    checkout: at("checkout"),
    "after-delivery": at("after-delivery"),
    service: at("service"),
    pos: at("pos"),
  };
}

export const npsAnswers = each("nps-answers", "question = 'nps'");
export const npsPromoters = each("nps-promoters", `question = 'nps' and score >= ${promotesFrom}`);
export const npsDetractors = each("nps-detractors", `question = 'nps' and score <= ${detractsTo}`);

export const csatAnswers = each("csat-answers", "question = 'csat'");
export const csatSatisfied = each(
  "csat-satisfied",
  `question = 'csat' and score >= ${satisfiedFrom}`,
);

export const surveyMeasures = [
  ...Object.values(npsAnswers),
  ...Object.values(npsPromoters),
  ...Object.values(npsDetractors),
  ...Object.values(csatAnswers),
  ...Object.values(csatSatisfied),
] as const;
