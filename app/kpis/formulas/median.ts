import { countUpTo, medianInterval, quantile } from "../../analysis/stats/ranked.ts";
import type { Measure } from "../../measures/index.ts";
import { missing, type Formula } from "../formula.ts";
import { rateChain } from "../origin.ts";
import { besideIn, coverageIn, wishesOf, type Common } from "./common.ts";
import { combine } from "../combination.ts";

/** The median of a histogram, its interval by order statistics. */
export function median(histogram: Measure, common: Common): Formula {
  const values = combine([histogram], () => 0n);
  return {
    kind: "median",
    origin: {
      wishes: ({ period }) => [{ measures: [histogram], days: period }],
      parts(reading, { period }, { upTo }) {
        const ranked = reading.ranked(histogram, period);
        return [rateChain(BigInt(countUpTo(ranked, upTo)), BigInt(ranked.n))];
      },
    },
    wishes: (when) => wishesOf(common, when, [values]),
    evaluate(reading, when) {
      const days = when.period;
      const ranked = reading.ranked(histogram, days);
      const n = BigInt(ranked.n);
      const coverage = coverageIn(common, reading, days);
      const rest = { n, beside: besideIn(common, reading, when), coverage, weight: n };
      const value = quantile(ranked, 0.5);
      if (value === null) return missing("no-data", rest);
      return { ...rest, value, interval: medianInterval(ranked) };
    },
  };
}
