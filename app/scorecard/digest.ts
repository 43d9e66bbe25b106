// A week on one page: five numbers, three that got better, three that got worse, why, and what to do.
import type { Effect } from "../analysis/causes/chain.ts";
import { addDays, dayIn, startOfDay, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { ShownMilestone } from "./milestones.ts";
import type { Weakness } from "./trends.ts";
import type { ScorecardKpi, Shown } from "./types.ts";

/** The largest cause of a change that goes the same way, and where most of it lies. */
export type DigestCause = { effect: Effect; amount: Shown; where: string | null };
export type DigestMove = { kpi: ScorecardKpi; cause: DigestCause | null };

/**
 * Why there are no numbers: reading, the history is not read to its end · behind, what the shop sent is
 * not counted yet · unheard, the shop's orders were not compared with Shopify for days.
 */
export type Stale = { why: "reading" | "behind" | "unheard"; since: string | null };

export type Digest = {
  /** Monday to Monday, half-open. */
  week: Period;
  currency: string;
  timeZone: string;
  /** UTC instant. */
  madeAt: string;
  /** Then there are no numbers below. */
  stale: Stale | null;
  headline: ScorecardKpi[];
  /** At most three each, the largest first; fewer where fewer moved beyond chance. */
  up: DigestMove[];
  down: DigestMove[];
  /** Open assignments past their due day, and due in the week that begins. */
  training: { late: number; due: number };
  /** At most three, the weakest first. A digest made before they were told has none. */
  weak?: Weakness[];
  /** Passed on days of the week. A digest made before there were any has none. */
  milestones?: DigestMilestone[];
};
export type DigestMilestone = ShownMilestone & { of: Pick<Kpi, "name" | "unit" | "direction"> };

const sendFromHour = 6;
const saysStaleFromHour = 12;
/** Letters leave on Monday, or on Tuesday where the worker was away. */
const lettersDays = 2;
const hourMs = 3_600_000;

/** 0 Monday … 6 Sunday. */
const weekdayOf = (day: Day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export type DigestTime = {
  /** The last whole week. */
  week: Period;
  /** It is Monday six o'clock or later in the shop. */
  isDue: boolean;
  /** It is noon or later: data that is still stale is told as such. */
  saysStale: boolean;
  /** Letters may leave. */
  sends: boolean;
};

/** Where a shop stands at an instant. */
export function digestTime(now: Date, timeZone: string): DigestTime {
  const today = dayIn(now, timeZone);
  const monday = addDays(today, -weekdayOf(today));
  const hours = (now.getTime() - startOfDay(monday, timeZone).getTime()) / hourMs;
  return {
    week: { from: addDays(monday, -7), to: monday },
    isDue: hours >= sendFromHour,
    saysStale: hours >= saysStaleFromHour,
    sends: hours >= sendFromHour && weekdayOf(today) < lettersDays,
  };
}
