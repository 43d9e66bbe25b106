import { addMonths, firstOfMonth, type Day } from "../../ledger/day.ts";
import type { Period } from "../../ledger/period.ts";
import type { Combination } from "../combination.ts";
import { exact, missing, type Formula, type When } from "../formula.ts";
import { measuresOf } from "../combination.ts";
import { rateChain } from "../origin.ts";

/** The last whole month that ends by the period's end and is over at `asOf`, and the one before. */
export function monthsOf({ period, today }: Pick<When, "period" | "today">): {
  last: Period;
  before: Period;
} {
  const end: Day = firstOfMonth(period.to < today ? period.to : today);
  const middle = addMonths(end, -1);
  return { last: { from: middle, to: end }, before: { from: addMonths(end, -2), to: middle } };
}

/** A month's amount ÷ the month before − 1: months are compared whole or not at all. */
export function monthGrowth(amount: Combination, n: Combination): Formula {
  return {
    kind: "quotient",
    origin: {
      wishes: (when) => {
        const { last, before } = monthsOf(when);
        return [last, before].map((days) => ({ measures: amount.measures, days }));
      },
      parts(reading, when) {
        const { last, before } = monthsOf(when);
        return [rateChain(amount.of(reading, last), amount.of(reading, before))];
      },
    },
    wishes(when) {
      const { last, before } = monthsOf(when);
      const measures = measuresOf(amount, n);
      return [last, before].map((days) => ({ measures, days }));
    },
    evaluate(reading, when) {
      const { last, before } = monthsOf(when);
      const units = n.of(reading, last);
      const beside = { month: last.from.slice(0, 7), monthBefore: before.from.slice(0, 7) };
      const base = amount.of(reading, before);
      const isKnown = when.historyFrom !== null && when.historyFrom <= before.from;
      if (!isKnown || base <= 0n) return missing("no-data", { n: units, beside });
      const value = exact(amount.of(reading, last) - base, base);
      return { value, n: units, interval: null, coverage: null, beside, weight: base };
    },
  };
}
