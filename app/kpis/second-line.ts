// What stands beside a value: its median, its p90, what was left out. A second line without data is
// not there at all.
import { quantile } from "../analysis/stats/ranked.ts";
import type { Period } from "../ledger/period.ts";
import {
  leftOutCurrency,
  leftOutTest,
  leftOutVoided,
  leftOutZero,
  type Measure,
} from "../measures/index.ts";
import { sum, type Combination } from "./combination.ts";
import { exact, type Beside, type Reading, type Unit } from "./formula.ts";

export type SecondLine = {
  measures: readonly Measure[];
  of(reading: Reading, days: Period): Beside;
};

/** A quantile of a histogram under a name, in the unit of its values. */
export function quantileBeside(
  name: string,
  histogram: Measure,
  p: number,
  unit: Unit,
): SecondLine {
  return {
    measures: [histogram],
    of(reading, days) {
      const value = quantile(reading.ranked(histogram, days), p);
      return value === null ? {} : { [name]: { unit, value } };
    },
  };
}

/** A count under a name, shown when it is not 0. */
export function countBeside(name: string, ...counted: readonly Measure[]): SecondLine {
  const count = sum(...counted);
  return {
    measures: counted,
    of(reading, days) {
      const value = count.of(reading, days);
      return value === 0n ? {} : { [name]: { unit: "count", value: exact(value) } };
    },
  };
}

/** A ratio under a name. */
export function ratioBeside(name: string, top: Combination, bottom: Combination): SecondLine {
  return {
    measures: [...top.measures, ...bottom.measures],
    of(reading, days) {
      const below = bottom.of(reading, days);
      if (below <= 0n) return {};
      return { [name]: { unit: "ratio", value: exact(top.of(reading, days), below) } };
    },
  };
}

/** An amount of money under a name. */
export function moneyBeside(name: string, amount: Combination): SecondLine {
  return {
    measures: amount.measures,
    of: (reading, days) => ({ [name]: moneyLine(amount.of(reading, days)) }),
  };
}

/** Minor units, to be shown with exactly the currency's decimals. */
export const moneyLine = (minor: bigint) =>
  ({ unit: "money", value: exact(minor), isTotal: true }) as const;

/** Words that belong to every value of the KPI. */
export function wordsBeside(name: string, words: string): SecondLine {
  return { measures: [], of: () => ({ [name]: words }) };
}

/** Orders that do not count, by why: a development store has test orders only. */
export const leftOutBeside: readonly SecondLine[] = [
  countBeside("leftOutTest", leftOutTest),
  countBeside("leftOutVoided", leftOutVoided),
  countBeside("leftOutZero", leftOutZero),
  countBeside("leftOutOtherCurrency", leftOutCurrency),
];

/** All second lines together. */
export function besideOf(
  lines: readonly SecondLine[] | undefined,
  reading: Reading,
  days: Period,
): Beside {
  return Object.assign({}, ...(lines ?? []).map((line) => line.of(reading, days)));
}
