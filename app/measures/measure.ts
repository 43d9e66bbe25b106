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

/** SQL condition that a date column lies on the asked days: $2 is one day or an array of days. */
export type OnDays = (column: string) => string;
export const onDay: OnDays = (column) => `${column} = $2::date`;
export const onDays: OnDays = (column) => `${column} = any($2::date[])`;

export type Scan = {
  name: string;
  /**
   * SQL text of the rows: columns day, channel, region, customer_kind (none of them null) and what
   * the measures read. $1 shop id, $2 days and, where `asOf` is true, $3 timestamptz.
   */
  rows(on: OnDays): string;
  /** As `rows`, with only what the histograms read; where left out they read `rows`. */
  bare?(on: OnDays): string;
  /** True when the rows depend on the instant they are read at. */
  asOf: boolean;
  /** False when its rows are of a whole period, not of a day: read from the facts, never stored. */
  stored: boolean;
  /** True when a product of its amounts may not fit 64 bits. */
  money?: boolean;
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

/**
 * SQL of the orders that rows of a CTE name in their column order_id, with some of their columns.
 * One pass over the order index in the order of ids, which beats a probe per row by far: what
 * happened on a day mostly happened to orders of the same few days.
 */
export function ordersOf(cte: string, columns: string): string {
  return `(select id, ${columns} from orders
    where shop_id = $1 and id = any(array(select distinct order_id from ${cte})))`;
}

/** The dimensions of an order that may not be known, as every scan names them. */
export const keysOrUnknown = `coalesce(o.channel, 'unknown') as channel,
  coalesce(o.region, 'unknown') as region, coalesce(o.customer_kind, 'unknown') as customer_kind`;
export const keys = "channel, region, customer_kind";
