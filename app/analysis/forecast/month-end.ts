// What the rest of a month will bring, how sure that is, and how such forecasts did before.
//
// origin   a finished day of the past from which the same number of days was forecast, with nothing known
//          but what came before it
// missed   how far what then came was from the forecast, as a fraction of it; four fifths of past misses
//          make the interval (split conformal prediction, Vovk, Gammerman & Shafer 2005: no law of errors
//          is assumed, only that the store keeps erring as it did)
import { forecastDays, leastDays, sameDayLastWeek, type DaySeries } from "./daily-sales.ts";

/** Half a year of origins: older ones are of a store that is no more. */
const mostOrigins = 182;
/** Stated with every interval: four of five end inside. */
export const coverageGoal = 0.8;

/** A difference of sums in floating point is none. */
const rounding = 1e-9;

export type Method = "weekdays" | "same-day-last-week";

export type BackTest = {
  /** Past days from which the same number of days was forecast. */
  origins: number;
  /** Σ |came − forecast| ÷ Σ came, of the method that is used and of the other. */
  missed: number;
  otherMissed: number;
  /** Of origins that had an interval, the part that ended inside it; null where none had. */
  inside: number | null;
};

export type RestOfMonth = {
  /** Expected of all the days together, in the unit of the series. */
  total: number;
  /** Four of five such forecasts ended inside; null while too few were made. */
  interval: readonly [low: number, high: number] | null;
  method: Method;
  /** Null while the past is too short to try it on. */
  backTest: BackTest | null;
};

type Origin = { end: number; forecast: number; came: number };

const makers: Record<Method, typeof forecastDays> = {
  weekdays: forecastDays,
  "same-day-last-week": sameDayLastWeek,
};

const add = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

function originsOf(series: DaySeries, days: number, method: Method): Origin[] {
  const last = series.values.length - days;
  const origins: Origin[] = [];
  for (let end = Math.max(leastDays, last - mostOrigins + 1); end <= last; end += 1) {
    const forecast = makers[method](series, days, end);
    if (!forecast) continue;
    const came = add(series.values.slice(end, end + days));
    origins.push({ end, forecast: add(forecast), came });
  }
  return origins;
}

function missedBy(origins: readonly Origin[]): number {
  const came = add(origins.map((origin) => Math.abs(origin.came)));
  const off = add(origins.map(({ forecast, came }) => Math.abs(came - forecast)));
  return came > 0 ? off / came : 0;
}

/**
 * As far around a forecast as four of five past ones were off; null of too few. Forecasts from days in a row
 * share most of what came, so only as many count as fit one after the other.
 */
function around(
  forecast: number,
  { past, days }: { past: readonly Origin[]; days: number },
): readonly [number, number] | null {
  const missed = past
    .filter((origin) => origin.forecast > 0)
    .map((origin) => Math.abs(origin.came / origin.forecast - 1))
    .sort((a, b) => a - b);
  const apart = Math.floor((missed.length - 1) / days) + 1;
  const rank = Math.ceil((apart + 1) * coverageGoal);
  if (missed.length === 0 || forecast <= 0 || rank > apart) return null;
  const off = missed[Math.ceil((missed.length * rank) / apart) - 1]!;
  return [forecast * Math.max(0, 1 - off), forecast * (1 + off)];
}

/** The part of origins inside the interval of those that were over when they were made. */
function insideOf(origins: readonly Origin[], days: number): number | null {
  let inside = 0;
  let tried = 0;
  for (const [at, { end, forecast, came }] of origins.entries()) {
    const past = origins.slice(0, at).filter((origin) => origin.end + days <= end);
    const interval = around(forecast, { past, days });
    if (!interval) continue;
    tried += 1;
    const slack = rounding * Math.abs(came);
    if (interval[0] - slack <= came && came <= interval[1] + slack) inside += 1;
  }
  return tried > 0 ? inside / tried : null;
}

/**
 * The `days` after the series, by the method that missed less in the store's own past; null of fewer than
 * four weeks or without a sale in them.
 */
export function restOfMonth(series: DaySeries, days: number): RestOfMonth | null {
  const ours = originsOf(series, days, "weekdays");
  const naive = originsOf(series, days, "same-day-last-week");
  const isNaiveBetter = naive.length > 0 && missedBy(naive) < missedBy(ours) - rounding;
  const method: Method = isNaiveBetter ? "same-day-last-week" : "weekdays";
  const ahead = makers[method](series, days);
  if (!ahead || series.values.length < leastDays) return null;
  const total = add(ahead);
  const [used, other] = isNaiveBetter ? [naive, ours] : [ours, naive];
  return {
    total,
    interval: around(total, { past: used, days }),
    method,
    backTest:
      used.length === 0
        ? null
        : {
            origins: used.length,
            missed: missedBy(used),
            otherMissed: missedBy(other),
            inside: insideOf(used, days),
          },
  };
}
