// A total whose period runs holds part of a day: its change is told of finished days alone.
import { missing, type Outcome, type Reading } from "../kpis/formula.ts";
import type { Valued, When, Wish } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { periodDays } from "../ledger/period.ts";
import type { Compared } from "./chosen-period.ts";

export type Finished = {
  now: Valued;
  before: Valued;
  /** 0: none is over, and there is no change. */
  days: number;
};

const isTotal = ({ formula }: Kpi) => formula.kind === "total";

/** What is read for it: sums of days, no queries. */
export function finishedWishes(
  kpis: readonly Kpi[],
  when: When,
  compared: Compared | undefined,
): Wish[] {
  if (!compared) return [];
  return kpis
    .filter(isTotal)
    .flatMap(({ formula }) =>
      [compared.period, compared.against].flatMap((period) => formula.wishes({ ...when, period })),
    );
}

/** Undefined of what is told as it is. @param now the outcome of all of the period */
export function finishedOf(
  kpi: Kpi,
  reading: Reading,
  { when, now, compared }: { when: When; now: Outcome; compared: Compared | undefined },
): Finished | undefined {
  if (!isTotal(kpi) || compared === undefined) return undefined;
  const none = missing("no-data");
  if (compared === null) return { now: none, before: none, days: 0 };
  const { period, against } = compared;
  const of = (days: typeof period) =>
    kpi.formula.evaluate(reading, { ...when, period: days }, { like: now });
  return { now: of(period), before: of(against), days: periodDays(period) };
}
