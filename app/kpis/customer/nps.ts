import { npsAnswers, npsDetractors, npsPromoters } from "../../measures/index.ts";
import { answers } from "../examples.ts";
import { npsScore, npsTop, surveyScore } from "../formulas/survey.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsAnswers } from "../words.ts";

export const nps = defineKpi({
  id: "nps",
  version: 1,
  name: "NPS",
  perspective: "customer",
  objective: "Be recommended",
  unit: "points",
  direction: "up",
  counts: "answers",
  formula: surveyScore({
    answers: npsAnswers,
    counted: [npsPromoters, npsDetractors],
    score: npsScore,
    top: npsTop,
  }),
  words:
    "% of answers 9–10 − % of answers 0–6, by day of the answer: after delivery where there are ten, else at checkout",
  excludes: ["dismissed surveys", "other touchpoints"],
  source: "survey block; files of kind answers with question nps",
  causes: ["channel", "region", "customer-kind", "lateness"],
  target: { rule: "level", at: 50 },
  missing: { "no-data": needsAnswers, "too-few": needsAnswers },
  examples: [
    {
      // 5 promoters, 2 detractors of 10 after delivery; the ten checkout answers are not mixed in.
      given: [
        ...answers("nps", "after-delivery", [9, 9, 10, 10, 10, 8, 7, 7, 6, 0]),
        ...answers("nps", "checkout", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      ],
      expect: value(30, { n: 10, beside: { touchpoint: "after-delivery" } }),
    },
    {
      // Nine after delivery are too few, so checkout answers count: 6 − 4 of 10.
      given: [
        ...answers("nps", "after-delivery", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ...answers("nps", "checkout", [9, 9, 9, 9, 9, 10, 1, 2, 3, 6]),
      ],
      expect: value(20, { n: 10, beside: { touchpoint: "checkout" } }),
    },
    {
      given: answers("nps", "checkout", [10, 10, 10, 10, 10, 10, 10, 10, 10]),
      expect: no("too-few"),
    },
    { given: [], expect: no("no-data") },
  ],
});
