// What a formula is: it names what it wants read, and turns what was read into an outcome. It does
// no I/O itself, so the same formula serves a period, the period before and every part of a split.
import type { Chain, Sum } from "../analysis/causes/chain.ts";
import type { Interval } from "../analysis/stats/interval.ts";
import type { Sampling } from "../analysis/stats/told.ts";
import type { Ranked } from "../analysis/stats/ranked.ts";
import type { Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import type { Reason } from "../ledger/result.ts";
import type { Measure } from "../measures/index.ts";
import type { PeriodQuery } from "./query.ts";

export type Unit = "money" | "ratio" | "count" | "hours" | "points" | "per";

/** The period that is asked for and the instant it is asked at. */
export type When = {
  period: Period;
  asOf: Date;
  /** The shop's day at `asOf`: the first one that is not over. */
  today: Day;
  /** First day the shop has an order of, counted or not; null without any. */
  historyFrom: Day | null;
  /** First day on which a cost rule holds. Default none does. */
  costRulesFrom?: Day | null;
  /** The version of a definition that is asked for. Default: the one that holds in the period. */
  version?: number | undefined;
};

/** One thing to read: measures added up over days, or the answer of a query over them. */
export type Wish =
  | {
      measures: readonly Measure[];
      days: Period;
      /** The value does without them: an interval, coverage or second line does not. */
      isAside?: true;
    }
  | { query: PeriodQuery; days: Period };

/** What was read, for one key of a split or for the whole. Days that hold nothing add up to 0. */
export type Reading = {
  sum(measure: Measure, days: Period): bigint;
  /** A histogram's values: themselves where they are few, else by their buckets. */
  ranked(measure: Measure, days: Period): Ranked;
  /** One column of a query's answer; 0 where the query found nothing. */
  column(query: PeriodQuery, days: Period, name: string): bigint;
};

/** A quotient kept exact until it is shown; whole amounts are over 1. */
export type Exact = { top: bigint; bottom: bigint };
export type Quantity = Exact | number;

/** The second line: quantities with their unit, or words. isTotal: an amount, no quotient; default false. */
export type Beside = Readonly<
  Record<string, { unit: Unit; value: Quantity; isTotal?: boolean } | string>
>;

export type Outcome = {
  /** Or why there is none. Money in minor units. */
  value: Quantity | Reason;
  /** How many units the value stands on; the KPI says of what. */
  n: bigint;
  /** In the value's unit. */
  interval: Interval | null;
  /** What the interval is of. Default: ranks, as of a median. */
  sampling?: Sampling;
  /** 0–1, or null where everything the definition asks for is always known. */
  coverage: number | null;
  beside: Beside;
  /** Version of the definition it is counted by. Default: the KPI's. */
  version?: number;
  /** What a part weighs in the whole of a split: its own total, or its denominator. */
  weight: bigint;
};

/** What is known of an outcome when only its value was asked for. */
export type Valued = Pick<Outcome, "value" | "n" | "weight">;

/** An outcome that the answer must be comparable with: of the same touchpoint, say. */
export type Companion = {
  like: Outcome;
  /** The answer is a part of it and not another period's: what the whole counts, the part counts. */
  isPart?: boolean;
};

export type Formula = {
  /**
   * total: adds up, so that of a finished period is exact · balance: what is there at one time ·
   * quotient: a ratio or a mean · median.
   */
  kind: "total" | "balance" | "quotient" | "median";
  wishes(when: When): Wish[];
  evaluate(reading: Reading, when: When, companion?: Companion): Outcome;
  /** How the value comes about; default: nobody can say what a change of it comes from. */
  origin?: Origin;
};

/** What a change of the value is traced to. */
export type Origin = {
  wishes(when: When): Wish[];
  /**
   * One key's chains and sums, always as many in the same order, of which the value is made: their last
   * amounts add up over keys to the value, or to what is above its line.
   */
  parts(reading: Reading, when: When, given: OriginGiven): (Chain | Sum)[];
};
export type OriginGiven = {
  /** The outcome of the period that is explained. */
  like: Outcome;
  /** A median is traced to how much lies at or below this value, in its unit. */
  upTo: number;
};

export function isReason(value: Quantity | Reason): value is Reason {
  return typeof value === "string";
}

/** A fraction with a denominator above 0. */
export function exact(top: bigint, bottom = 1n): Exact {
  if (bottom === 0n) throw new RangeError("got a denominator of 0, expected a reason instead");
  return bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom };
}

export function toNumber(quantity: Quantity): number {
  return typeof quantity === "number" ? quantity : Number(quantity.top) / Number(quantity.bottom);
}

/** part ÷ whole held within 0–1; null where there is no whole. */
export function coverageOf(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  return Math.min(1, Math.max(0, Number(part) / Number(whole)));
}

/** What a formula answers when it has no value. */
export function missing(reason: Reason, rest: Partial<Outcome> = {}): Outcome {
  return { n: 0n, interval: null, coverage: null, beside: {}, weight: 0n, ...rest, value: reason };
}
