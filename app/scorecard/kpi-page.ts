import type { Split } from "../kpis/query.ts";
import type { Causes } from "./causes.ts";
import type { EntryPage, Narrowed } from "./entries.ts";
import type { Mark } from "./marks.ts";
import type { Pace, Suggestion } from "./pace.ts";
import type { Trend } from "./trend.ts";
import type { KpiPart, ScorecardKpi, Shown } from "./types.ts";

export type PartOfPage = KpiPart & { before: Shown | null };

/** What the page of one KPI shows. */
export type KpiPage = {
  kpi: ScorecardKpi;
  about: {
    objective: string;
    words: string;
    excludes: readonly string[];
    source: string;
    /** Other versions of the definition, the latest first; periods keep the one that held in them. */
    versions: readonly { version: number; words: string }[];
  };
  /** The split the parts are of; null when the KPI has none. */
  by: Split | null;
  splits: readonly Split[];
  /** Those that weigh most first. */
  parts: PartOfPage[];
  /** Of the gap to the period compared with, or to the target. */
  causes: Causes;
  toTarget: boolean;
  /** Of a total in a period that runs, with a target. */
  pace: Pace | null;
  /** Where there is no target. */
  suggestion: Suggestion | null;
  /** The KPI's own last weeks, beside a target. */
  benchmark: Suggestion | null;
  trend: Trend;
  /** What happened in the period, the first day first. */
  marks: readonly Mark[];
  behind: EntryPage;
  /** What the entries behind it are narrowed to, with the part's name; null: all. */
  narrowed: (Narrowed & { label: string }) | null;
  /** Orders of the period that do not count, by why. */
  leftOut: { test: number; voided: number; zero: number; otherCurrency: number };
};
