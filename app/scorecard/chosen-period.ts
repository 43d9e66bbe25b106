// The period and what it is compared with live in the address: back, reload and share work.
import { addDays, addMonths, daysBetween, firstOfMonth, isDay, type Day } from "../ledger/day.ts";
import { isWholeMonths, periodDays, previousPeriod, type Period } from "../ledger/period.ts";

/** `?period=`: days up to and with today, or months. */
export const periodChoices = [
  "7",
  "30",
  "90",
  "365",
  "this-month",
  "last-month",
  "custom",
] as const;
export type PeriodChoice = (typeof periodChoices)[number];
const usual = "30" satisfies PeriodChoice;
/** A longer custom period would only be slow. */
const mostDays = 3 * 366;

/** `?versus=year`: the same days a year earlier; else the period directly before. */
export type Versus = "previous" | "year";

export type Chosen = {
  choice: PeriodChoice;
  versus: Versus;
  period: Period;
  /** Of the same length as far as the calendar allows, so that like is compared with like. */
  against: Period;
  /** What changes of totals are told of. Default: period and against as they are. */
  compared?: Compared | undefined;
  /** The days that the choice has when it is over: 30 of a month of which 14 have begun. */
  wholeDays: number;
};

/** Finished days of a period with today in it, and as many of the other; null: today is its first day. */
export type Compared = { period: Period; against: Period } | null;

/** Part of a day is not held against whole ones. Undefined where today is not in the period. */
function comparedOf(period: Period, against: Period, today: Day): Compared | undefined {
  if (today < period.from || today >= period.to) return undefined;
  const finished = { from: period.from, to: today };
  if (periodDays(finished) === 0) return null;
  const to = addDays(against.from, periodDays(finished));
  return { period: finished, against: { ...against, to: to < against.to ? to : against.to } };
}

/** The same day of the year before; 29 February becomes the 28th. */
function yearBefore(day: Day): Day {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return day.endsWith("-02-29") ? `${before.slice(0, 8)}28` : before;
}

function against(period: Period, versus: Versus): Period {
  if (versus === "previous") return previousPeriod(period);
  if (isWholeMonths(period)) {
    return { from: addMonths(period.from, -12), to: addMonths(period.to, -12) };
  }
  const from = yearBefore(period.from);
  return { from, to: addDays(from, periodDays(period)) };
}

/** The month so far and as much of the month before; that one may be shorter. */
function thisMonth(today: Day, versus: Versus): Omit<Chosen, "choice"> {
  const from = firstOfMonth(today);
  const end = addMonths(from, 1);
  const period = { from, to: addDays(today, 1) };
  const wholeDays = daysBetween(from, end);
  if (versus === "year" || period.to === end) {
    return { versus, period, against: against(period, versus), wholeDays };
  }
  const before = addMonths(from, -1);
  const sameDay = addDays(before, periodDays(period));
  const to = sameDay < from ? sameDay : from;
  return { versus, period, against: { from: before, to }, wholeDays };
}

/** `?first=…&last=…`, both days included; null when they make no period. */
function custom(search: URLSearchParams): Period | null {
  const first = search.get("first") ?? "";
  const last = search.get("last") ?? "";
  if (!isDay(first) || !isDay(last) || last < first) return null;
  const period = { from: first, to: addDays(last, 1) };
  return periodDays(period) <= mostDays ? period : null;
}

/** Anything that is no period is the last 30 days. */
export function chosenPeriod(search: URLSearchParams, today: Day): Chosen {
  const chosen = chosenDays(search, today);
  const compared = comparedOf(chosen.period, chosen.against, today);
  return compared === undefined ? chosen : { ...chosen, compared };
}

function chosenDays(search: URLSearchParams, today: Day): Chosen {
  const versus: Versus = search.get("versus") === "year" ? "year" : "previous";
  const asked = periodChoices.find((choice) => choice === search.get("period")) ?? usual;
  if (asked === "this-month") return { choice: asked, ...thisMonth(today, versus) };
  const end = addDays(today, 1);
  const month = firstOfMonth(today);
  const own = asked === "custom" ? custom(search) : null;
  const days = Number(asked) || Number(usual);
  const period =
    asked === "last-month"
      ? { from: addMonths(month, -1), to: month }
      : (own ?? { from: addDays(end, -days), to: end });
  return {
    choice: asked === "custom" && !own ? usual : asked,
    versus,
    period,
    against: against(period, versus),
    wholeDays: periodDays(period),
  };
}
