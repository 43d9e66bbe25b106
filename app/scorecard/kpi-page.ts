import type { Split } from "../kpis/query.ts";
import type { EntryPage } from "./entries.ts";
import type { Trend } from "./trend.ts";
import type { KpiPart, ScorecardKpi, Shown } from "./types.ts";

export type PartOfPage = KpiPart & { before: Shown | null };

/** What the page of one KPI shows. */
export type KpiPage = {
  kpi: ScorecardKpi;
  about: { objective: string; words: string; excludes: readonly string[]; source: string };
  /** The split the parts are of; null when the KPI has none. */
  by: Split | null;
  splits: readonly Split[];
  /** Those that weigh most first. */
  parts: PartOfPage[];
  trend: Trend;
  behind: EntryPage;
  /** Orders of the period that do not count, by why. */
  leftOut: { test: number; voided: number; zero: number; otherCurrency: number };
};
