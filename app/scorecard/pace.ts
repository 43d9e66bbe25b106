// How far a total should be inside a period that is not over, and what a target could be, both by the
// store's own past: a part of a month is held against that part of its target, never against all of it.
import { quantile, rankedValues } from "../analysis/stats/ranked.ts";
import { addDays, daysBetween, weekdayOf, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import type { Shown } from "./types.ts";

/** Past days that weekdays are learnt from: thirteen weeks. */
export const learntDays = 91;
/** Of fewer days a weekday's mean says too little. */
const fewestDays = 28;
/** Weeks that a suggestion is made of; of fewer it is none. */
export const suggestWeeks = 13;
const fewestWeeks = 6;

export type Pace = {
  /** Part of the period's total that is usually there by now. */
  share: number;
  /** What the target asks by now, and how far the value is ahead of it; in the KPI's unit. */
  due: Shown;
  ahead: Shown;
  /** What the target asks of the whole period. */
  target: Shown;
};

export type Suggestion = {
  /** What half of the last weeks reached, and what the best quarter of them did; per week of a total. */
  typical: Shown;
  good: Shown;
  /** Finished weeks with a value. */
  weeks: number;
};

export type DayAmount = { day: Day; amount: number };

/**
 * The part of a period's total that is usually there by now, weekday by weekday; null of too short or
 * empty a past.
 * @param history finished days, each once
 * @param dayPart 0 … 1: how much of today is over
 */
export function shareByNow(
  history: readonly DayAmount[],
  { whole, today, dayPart }: { whole: Period; today: Day; dayPart: number },
): number | null {
  if (history.length < fewestDays) return null;
  const sums = Array.from({ length: 7 }, () => ({ total: 0, days: 0 }));
  for (const { day, amount } of history) {
    const weekday = sums[weekdayOf(day)]!;
    weekday.total += amount;
    weekday.days += 1;
  }
  // More back than sold on a weekday tells nothing about how a period fills.
  const usual = sums.map(({ total, days }) => Math.max(0, days > 0 ? total / days : 0));
  let byNow = 0;
  let all = 0;
  for (let at = 0; at < daysBetween(whole.from, whole.to); at += 1) {
    const day = addDays(whole.from, at);
    const amount = usual[weekdayOf(day)]!;
    all += amount;
    byNow += amount * (day < today ? 1 : day === today ? dayPart : 0);
  }
  return all > 0 ? byNow / all : null;
}

/** The median and the best quarter of some weeks; null of fewer than six. */
export function suggest(
  weeks: readonly number[],
  direction: "up" | "down",
): { typical: number; good: number } | null {
  if (weeks.length < fewestWeeks) return null;
  const ranked = rankedValues(weeks);
  const typical = quantile(ranked, 0.5);
  const good = quantile(ranked, direction === "up" ? 0.75 : 0.25);
  return typical === null || good === null ? null : { typical, good };
}
