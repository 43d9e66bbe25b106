import type { Period } from "../../ledger/period.ts";
import type { Reason } from "../../ledger/result.ts";
import { trainingDue, trainingInTime } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { assignment } from "../examples.ts";
import type { When } from "../formula.ts";
import { share } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";

/** Until its due day is over nobody is late. */
function daysOver({ period, today }: When): Period | Reason {
  const to = period.to < today ? period.to : today;
  return period.from < to ? { from: period.from, to } : "no-data";
}

export const trainingCompletion = defineKpi({
  id: "training-completion",
  version: 1,
  name: "Training done in time",
  perspective: "learning",
  objective: "Know how the work is done",
  unit: "ratio",
  direction: "up",
  counts: "assignments",
  formula: share({ days: daysOver, hits: sum(trainingInTime), n: sum(trainingDue) }),
  words:
    "assignments whose check was passed by their due day ÷ assignments due in the period, by due day",
  excludes: [
    "assignments whose due day is not over",
    "assignments taken back by their due day, or replaced by a new version of the manual by then",
  ],
  source: "assignments and passed checks of the Team page",
  causes: [],
  target: { rule: "level", at: 0.9 },
  missing: {
    "no-data": "Needs an assignment whose due day is over: assign a manual on the Team page",
  },
  examples: [
    {
      // A on the last day, B a day late, C never; D was taken back in time, E too late; F is due in April;
      // G is how long it took before there was a manual.
      given: [
        assignment("A", { due: "2026-03-09", passed: "2026-03-09" }),
        assignment("B", { due: "2026-03-09", passed: "2026-03-10" }),
        assignment("C", { due: "2026-03-31" }),
        assignment("D", { due: "2026-03-20", withdrawn: "2026-03-20" }),
        assignment("E", { due: "2026-03-20", withdrawn: "2026-03-21" }),
        assignment("F", { due: "2026-04-01", passed: "2026-03-09" }),
        assignment("G", { passed: "2026-03-09", version: 0 }),
      ],
      expect: value(0.25, { n: 4 }),
    },
    {
      // On 9 March the day of A is not over.
      given: [
        assignment("A", { due: "2026-03-09", passed: "2026-03-08" }),
        assignment("B", { due: "2026-03-08" }),
      ],
      asOf: "2026-03-09T12:00:00Z",
      expect: value(0, { n: 1 }),
    },
    { given: [], expect: no("no-data") },
  ],
});
