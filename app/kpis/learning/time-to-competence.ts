import { hoursBeforeManual, hoursToCompetence } from "../../measures/index.ts";
import { assignment } from "../examples.ts";
import { medianAgainst } from "../formulas/competence.ts";
import { defineKpi, no, value } from "../kpi.ts";

export const timeToCompetence = defineKpi({
  id: "time-to-competence",
  version: 1,
  name: "Time to competence",
  perspective: "learning",
  objective: "Get people ready sooner",
  unit: "hours",
  direction: "down",
  counts: "checks",
  formula: medianAgainst(hoursToCompetence, hoursBeforeManual),
  words:
    "median hours from the assignment of a manual to its passed check, by the day it was passed; beside it the median of people who learnt without the manual, of the last two years",
  excludes: ["assignments not passed yet"],
  source: "assignments and passed checks of the Team page",
  causes: [],
  target: { rule: "growth", by: -0.1 },
  missing: { "no-data": "Needs one passed check in the period: assign a manual on the Team page" },
  examples: [
    {
      // 24, 48 and 168 hours; D is not passed, E was passed in April; before the manual 240 and 480.
      given: [
        assignment("A", { due: "2026-03-09", passed: "2026-03-03" }),
        assignment("B", { due: "2026-03-09", passed: "2026-03-04" }),
        assignment("C", { due: "2026-03-04", passed: "2026-03-09" }),
        assignment("D", { due: "2026-03-09" }),
        assignment("E", { due: "2026-03-09", passed: "2026-04-01" }),
        assignment("F", { on: "2025-01-01", passed: "2025-01-11", version: 0 }),
        assignment("G", { on: "2025-01-01", passed: "2025-01-21", version: 0 }),
      ],
      expect: value(48, { n: 3, beside: { baseline: 360 } }),
    },
    { given: [], expect: no("no-data") },
  ],
});
