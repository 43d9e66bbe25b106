import { quantile } from "../../analysis/stats/ranked.ts";
import { addDays } from "../../ledger/day.ts";
import type { Period } from "../../ledger/period.ts";
import type { Measure } from "../../measures/index.ts";
import type { Beside, Formula, When } from "../formula.ts";
import { median } from "./median.ts";

/** A baseline of longer ago says little about today's work. */
const baselineDays = 730;

const before = ({ period }: When): Period => ({
  from: addDays(period.to, -baselineDays),
  to: period.to,
});

/** A median with another histogram's beside it, taken over the two years before the period's end. */
export function medianAgainst(histogram: Measure, baseline: Measure): Formula {
  const { wishes, evaluate } = median(histogram, {});
  return {
    kind: "median",
    wishes: (when) => [...wishes(when), { measures: [baseline], days: before(when) }],
    evaluate(reading, when) {
      const outcome = evaluate(reading, when);
      const value = quantile(reading.ranked(baseline, before(when)), 0.5);
      const beside: Beside = value === null ? {} : { baseline: { unit: "hours", value } };
      return { ...outcome, beside };
    },
  };
}
