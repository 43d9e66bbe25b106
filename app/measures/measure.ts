// Glossary.
//
// measure    an additive daily quantity: its days add up to any period
// source     which rows a measure sees and on which day: one fact, one day rule, one filter
// scan       one physical pass over facts; sources that share one are computed together
// dimension  what a margin is split by; margins are stored, their cross never is
// key        one value of a dimension ("online", "US-CA", "new"); of the dimension all: "all"
// bucket     place of a value in a histogram of ratio 1.02; 0 for sums

export type Dimension = "all" | "channel" | "region" | "customer-kind";
export const dimensions: readonly Dimension[] = ["all", "channel", "region", "customer-kind"];
/** The only key of the dimension `all`. */
export const whole = "all";

export type Scan = {
  name: string;
  /**
   * SQL text of the rows: columns day, channel, region, customer_kind (none of them null) and what
   * the measures read. $1 shop id, $2 date[] of days and, where `asOf` is true, $3 timestamptz.
   */
  rows: string;
  /** True when the rows depend on the instant they are read at. */
  asOf: boolean;
  /** False when its rows are of a whole period, not of a day: read from the facts, never stored. */
  stored: boolean;
};

export type Source = {
  name: string;
  /** The fact it counts and the day that fact falls on, for people. */
  words: string;
  scan: Scan;
  /** SQL condition over the scan's columns. */
  where: string;
  /** True when the values depend on the instant they are read at: a promise due by then. */
  asOf: boolean;
};

export type Measure<Id extends string = string> = {
  id: Id;
  source: Source;
  /** sum: Σ value (× times). histogram: how many rows fall in each bucket of the value. */
  kind: "sum" | "histogram";
  /** SQL expression over the scan's columns: bigint or integer for sums, float8 for histograms. */
  value: string;
  /** Second factor: Σ value × times, exact beyond 64 bits. For squares and products of intervals. */
  times?: string;
  /** Narrows the source's condition. */
  where?: string;
};

export function defineMeasure<const Id extends string>(measure: Measure<Id>): Measure<Id> {
  return measure;
}

/** SQL condition under which a row counts in the measure. */
export function conditionOf({ source, where }: Measure): string {
  return where ? `${source.where} and ${where}` : source.where;
}
