// A KPI over time, as charts are fed with it.
import type { Day } from "../ledger/day.ts";
import type { BucketSize } from "./buckets.ts";
import type { Shown } from "./types.ts";

export type TrendPoint = {
  /** Half-open, in shop days. */
  from: Day;
  to: Day;
  value: Shown | null;
  interval: readonly [Shown, Shown] | null;
  n: number;
  /** The value at the same place of the period compared with. */
  before: Shown | null;
  /** Days of the whole day, week or month it belongs to; more than it has when cut or still running. */
  wholeDays: number;
  /** True when the shop's present day is in it. */
  isRunning: boolean;
};

export type Trend = {
  size: BucketSize;
  /** Sizes in which there is more than one point. */
  sizes: BucketSize[];
  points: TrendPoint[];
  /** What the target asks of one point: the target, or its part of it where values add up. */
  target: Shown | null;
  /** True where values add up over days. */
  isTotal: boolean;
  /** First day the shop has an order of. */
  historyFrom: Day | null;
};

/** A tile's small chart: null where a value is missing. Money in major units. */
export type Spark = {
  id: string;
  values: (number | null)[];
  target: number | null;
  /** Of one point. */
  days: SparkDays;
};
export type SparkDays = 1 | 7 | 28;
