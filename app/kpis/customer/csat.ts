import { csatAnswers, csatSatisfied } from "../../measures/index.ts";
import { answers } from "../examples.ts";
import { satisfiedShare, satisfiedTop, surveyScore } from "../formulas/survey.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsAnswers } from "../words.ts";

export const csat = defineKpi({
  id: "csat",
  version: 1,
  name: "Satisfied customers",
  perspective: "customer",
  objective: "Satisfy with each order",
  unit: "ratio",
  direction: "up",
  counts: "answers",
  formula: surveyScore({
    answers: csatAnswers,
    counted: [csatSatisfied],
    score: satisfiedShare,
    top: satisfiedTop,
  }),
  words:
    "answers 4–5 ÷ answers 1–5, by day of the answer: after delivery where there are ten, else at checkout",
  excludes: ["dismissed surveys", "yes/no forms", "other touchpoints"],
  source: "survey block; files of kind answers with question csat",
  causes: ["channel", "region", "customer-kind", "lateness"],
  target: { rule: "level", at: 0.85 },
  missing: { "no-data": needsAnswers, "too-few": needsAnswers },
  examples: [
    {
      given: answers("csat", "after-delivery", [5, 5, 5, 4, 4, 4, 4, 3, 2, 1]),
      expect: value(0.7, { n: 10, beside: { touchpoint: "after-delivery" } }),
    },
    { given: answers("csat", "checkout", [5, 5, 5]), expect: no("too-few") },
    { given: answers("csat", "service", [5, 5, 5]), expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
