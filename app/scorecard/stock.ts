// What the Stock panel is given.
import type { DemandClass } from "../analysis/forecast/demand-class.ts";
import type { StockStatus } from "../analysis/forecast/policy.ts";
import type { Day } from "../ledger/day.ts";
import type { LeadRule, StockRule } from "../ledger/stock/rules.server.ts";
import type { Shown } from "./types.ts";

export const stockSorts = ["stake", "available", "demand", "reorder", "order"] as const;
export type StockSort = (typeof stockSorts)[number];

/** An item at a place. Money in major units. */
export type StockRow = {
  /** `<item>@<place>`. */
  key: string;
  sku: string;
  title: string;
  place: string;
  status: StockStatus;
  available: number;
  incoming: number;
  demandPerDay: number;
  reorderPoint: number;
  orderUpTo: number;
  orderQuantity: number;
  leadDays: number;
  leadRule: LeadRule;
  method: "ses" | "seasonal-naive";
  /** Null where the price or the cost it takes is unknown. */
  atStake: Shown | null;
};

export type StockTotal = {
  status: StockStatus;
  levels: number;
  units: number;
  /** Of levels whose worth is known; null where it is known of none of them. */
  atStake: Shown | null;
  /** Levels whose price (out, runs out) or cost (too much, not selling) is unknown. */
  unknown: number;
};

/** What forecasts of the past were worth; null where there was nothing to compare. */
export type StockMeasured = {
  /** Forecasts of the past that were compared with what was sold. */
  origins: number;
  /** What was wanted differed from the forecast by this part of it, and was more by that. */
  wape: number | null;
  bias: number | null;
  /** The part of the time that what is enough with 80 and 95 % was enough. */
  coverage80: number | null;
  coverage95: number | null;
  /** As `wape`, of the smoothed level, the seasonal naive and the moving average, served or not. */
  levelWape: number | null;
  naiveWape: number | null;
  averageWape: number | null;
  /** Doubled pinball loss of the 95 % quantile ÷ what was wanted. */
  wql95: number | null;
};

export type StockTest = StockMeasured & {
  /** The last whole day that counts, and when it was made (UTC). */
  upTo: Day;
  ranAt: string;
  horizonDays: number;
  method: "ses" | "seasonal-naive" | "per-item";
  /** By how demand comes; empty of a run from before that was measured. */
  classes: (StockMeasured & { demand: DemandClass })[];
  /** Levels and items that are left out, or count in part. */
  untracked: number;
  closedPlaces: number;
  negative: number;
  noCost: number;
  /** Null where stock is not known for long enough. */
  replay: StockReplay | null;
};

/** What stock cost in some weeks; money in major units. */
export type StockCost = {
  carrying: Shown;
  /** Price less cost of what was wanted and not there. */
  missed: Shown;
  /** Units served ÷ units wanted; null where none was wanted. */
  served: number | null;
};

/** The last weeks as they were, and had the orders been those of the forecast. */
export type StockReplay = {
  weeks: number;
  levels: number;
  leftOut: number;
  /** Of its cost a year that keeping stock is taken to cost. */
  rate: number;
  was: StockCost;
  policy: StockCost;
  /** What both costs of the policy are beside those there were, and by how much. */
  side: "less" | "more" | "same";
  difference: Shown;
};

export type StockList = {
  rows: StockRow[];
  next: string | null;
  found: number;
};

export type Stock = {
  /** Null until the first forecast. */
  test: StockTest | null;
  /** In the order of urgency. */
  totals: StockTotal[];
  list: StockList;
  rules: { lead: number; isDefaultLead: boolean; review: number; cover: number; own: StockRule[] };
};

/** One week of an item: what it sold, or is expected to sell. */
export type StockWeek = {
  /** Its first day. */
  from: Day;
  units: number;
  /** 5 and 95 % of what is expected; null for weeks that are over. */
  range: readonly [number, number] | null;
  /** Days of it without any in stock. */
  daysOut: number;
};

export type StockItem = { row: StockRow; weeks: StockWeek[]; places: StockRow[] };
