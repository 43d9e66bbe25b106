// The scorecard as it leaves the house: what the command line prints and the panels are fed with.
import type { Countable } from "../kpis/kpi.ts";
import type { Day } from "../ledger/day.ts";
import type { Reason } from "../ledger/result.ts";

export type PerspectiveId = "customer" | "financial" | "process" | "learning";
export type Unit = "money" | "ratio" | "count" | "hours" | "points" | "per";
export type Status = "on" | "off" | "cannot-tell" | "no-target" | "no-data";

/** Money is a decimal string in major units, everything else a number; ratios are fractions. */
export type Shown = string | number;

/** `relative` is a fraction; null when the previous value is absent or not above 0. */
export type Change = { absolute: Shown | null; relative: number | null };

export type ScorecardKpi = {
  id: string;
  name: string;
  perspective: PerspectiveId;
  unit: Unit;
  /** Which way is better. */
  direction: "up" | "down";
  value: Shown | null;
  reason: Reason | null;
  /** How many of what it counts the value stands on. */
  n: number;
  counts: Countable;
  /** 95 %. */
  interval: readonly [Shown, Shown] | null;
  target: Shown | null;
  status: Status;
  /** The value of the period compared with, of its finished days where `beside.finishedDays` says so. */
  previous: Shown | null;
  change: Change;
  /** 0–1: how much of what the definition asks for was known; null where everything always is. */
  coverage: number | null;
  /** UTC instant. */
  asOf: string;
  /** In words. */
  formula: string;
  version: number;
  /**
   * `finishedDays`: of a total in a chosen period with today in it previous and change are of so many days
   * before today, of the period and of the other. Where there is a target, `score` 0–10: 6.6 at it, 3.3 at the red line; and `toDecide`, how many more
   * orders, answers or customers like those so far would tell the status; of a total in a running period
   * `end`, `endLow` and `endHigh`, what it will probably be at its end, 95 %. `short`, how far it falls short of the
   * target, and `shortWorth`, what that is in money (gaps.ts). The second line: medians, p90, touchpoint, left-out counts,
   * what is needed when there is no value.
   */
  beside: Readonly<Record<string, Shown | null>>;
};

export type Scorecard = {
  shop: string;
  /** Half-open, in shop days. */
  period: { from: Day; to: Day; timeZone: string };
  currency: string;
  /** Five ids; one that is not among the default five stands in for one without data. */
  headline: string[];
  perspectives: { id: PerspectiveId; score: number | null; kpis: string[] }[];
  kpis: ScorecardKpi[];
};

export type KpiPart = {
  key: string;
  label: string;
  value: Shown | null;
  n: number;
  interval: readonly [Shown, Shown] | null;
  /** The part's fraction of the whole: of the total, or of the denominator; null without a whole. */
  share: number | null;
  /** Where the part has a target of its own. */
  target?: Shown | null;
  status?: Status;
};

export type KpiParts = { kpi: ScorecardKpi; parts: KpiPart[] };
