// The Team panel's shapes.
import type { Interval } from "../analysis/stats/interval.ts";
import type { Day } from "../ledger/day.ts";
import type { Block } from "../ledger/training/markdown.ts";
import type { ScorecardKpi } from "./types.ts";

/** Assigned, neither passed nor taken back. */
export type TeamAssignment = {
  id: string;
  /** Null: the person was removed. */
  person: string | null;
  manual: { id: string; title: string };
  dueDay: Day;
  /** Days since the due day; 0 or less: not late. */
  daysLate: number;
  tries: number;
};

/** A median of hours; the interval is null below 6 people. */
export type HoursTold = { median: number; n: number; interval: Interval | null };

export type TeamManual = {
  id: string;
  version: number;
  title: string;
  isLibrary: boolean;
  isRetired: boolean;
  /** Null of a shop's own. */
  minutes: number | null;
  steps: number;
  questions: number;
  open: number;
  passed: number;
  /** People who hold an earlier version. */
  behind: number;
  /** Of the last two years; null: nobody. */
  hours: HoursTold | null;
  /** Of people who learnt before there was the manual. */
  before: HoursTold | null;
  /** What the two ranges say together; null without both medians. */
  verdict: "sooner" | "later" | "cannot-tell" | null;
};

export type TeamPerson = {
  id: string;
  name: string;
  email: string | null;
  open: number;
  passed: number;
  late: number;
};

/** Something the app offers, and whether a number of the last 28 days says it is used. */
export type TeamPossibility = {
  id: string;
  isInUse: boolean;
  part: number;
  /** Null: it counts as soon as there is any. */
  whole: number | null;
};

export type Team = {
  kpis: ScorecardKpi[];
  open: TeamAssignment[];
  manuals: TeamManual[];
  people: TeamPerson[];
  possibilities: TeamPossibility[];
};

/** A manual as it is read. */
export type ReadableManual = {
  id: string;
  version: number;
  title: string;
  isLibrary: boolean;
  isRetired: boolean;
  minutes: number | null;
  blocks: Block[];
  steps: number;
  questions: { ask: string; answers: string[] }[];
};

/** Medians whose ranges lie apart differ; where they touch nobody can say. */
export function verdictOf(
  hours: HoursTold | null,
  before: HoursTold | null,
): TeamManual["verdict"] {
  if (!hours || !before) return null;
  if (!hours.interval || !before.interval) return "cannot-tell";
  if (hours.interval[1] < before.interval[0]) return "sooner";
  return hours.interval[0] > before.interval[1] ? "later" : "cannot-tell";
}
