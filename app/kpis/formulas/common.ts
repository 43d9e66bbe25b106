// What every formula over measures shares: the days it counts, its second lines, its coverage.
import type { Period } from "../../ledger/period.ts";
import type { Reason } from "../../ledger/result.ts";
import type { Measure } from "../../measures/index.ts";
import { measuresOf, type Combination } from "../combination.ts";
import { coverageOf, type Beside, type Reading, type When, type Wish } from "../formula.ts";
import type { PeriodQuery } from "../query.ts";
import { besideOf, type SecondLine } from "../second-line.ts";

export type Common = {
  /** The days that count, or why none of the period's does. Default: the period's. */
  days?: (when: When) => Period | Reason;
  /** Counted all over the period, whatever `days` says: default none. */
  beside?: readonly SecondLine[];
  /** Known part and whole. Default: coverage is null. */
  coverage?: { part: Combination; whole: Combination };
};

export function daysOf({ days }: Common, when: When): Period | Reason {
  return days ? days(when) : when.period;
}

/**
 * What must be read for a value of some combinations over the formula's days, for what else is said of
 * it there (`aside`, coverage), and for its second lines.
 */
export function wishesOf(
  common: Common,
  when: When,
  combinations: readonly (Combination | undefined)[],
  { aside = [], queries = [] }: Aside = {},
): Wish[] {
  const counting = daysOf(common, when);
  const days = typeof counting === "string" ? [] : [counting];
  const counted = measuresOf(...combinations);
  const about = measuresOf(...aside, common.coverage?.part, common.coverage?.whole);
  const beside = (common.beside ?? []).flatMap((line) => line.measures);
  return [
    ...days.map((each) => ({ measures: counted, days: each })),
    ...(about.length ? days.map((each) => besides(about, each)) : []),
    ...(beside.length ? [besides(beside, when.period)] : []),
    ...days.flatMap((each) => queries.map((query) => ({ query, days: each }))),
  ];
}

type Aside = {
  aside?: readonly (Combination | undefined)[];
  queries?: readonly PeriodQuery[];
};

const besides = (measures: readonly Measure[], days: Period): Wish => ({
  ...{ measures, days },
  isAside: true,
});

export function besideIn({ beside }: Common, reading: Reading, when: When): Beside {
  return besideOf(beside, reading, when.period);
}

export function coverageIn({ coverage }: Common, reading: Reading, days: Period): number | null {
  if (!coverage) return null;
  return coverageOf(coverage.part.of(reading, days), coverage.whole.of(reading, days));
}
