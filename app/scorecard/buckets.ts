// The days of a period in days, calendar weeks or calendar months, for charts.
import { addDays, addMonths, daysBetween, firstOfMonth, type Day } from "../ledger/day.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import type { SparkDays } from "./trend.ts";

export type BucketSize = "day" | "week" | "month";
export const bucketSizes: readonly BucketSize[] = ["day", "week", "month"];

export type Bucket = Period & {
  /** Days of the day, week or month it lies in. */
  wholeDays: number;
};

/** Names of days as shops store their week's start, Sunday first as in Date. */
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function startOf(day: Day, size: BucketSize, weekStart: string): Day {
  if (size === "day") return day;
  if (size === "month") return firstOfMonth(day);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const first = Math.max(0, weekdays.indexOf(weekStart));
  return addDays(day, -((weekday - first + 7) % 7));
}

function after(start: Day, size: BucketSize): Day {
  if (size === "month") return addMonths(start, 1);
  return addDays(start, size === "week" ? 7 : 1);
}

/** In order, cut at the period's ends. */
export function bucketsOf(period: Period, size: BucketSize, weekStart = "mon"): Bucket[] {
  const buckets: Bucket[] = [];
  for (let start = startOf(period.from, size, weekStart); start < period.to;) {
    const end = after(start, size);
    const from = start > period.from ? start : period.from;
    const to = end < period.to ? end : period.to;
    buckets.push({ from, to, wholeDays: daysBetween(start, end) });
    start = end;
  }
  return buckets;
}

/**
 * The period compared with, cut like the buckets it is drawn under: whole months under whole months,
 * else pieces of the same lengths one after another.
 */
export function bucketsUnder(
  buckets: readonly Bucket[],
  against: Period,
  size: BucketSize,
): Bucket[] {
  if (size === "month") {
    const months = bucketsOf(against, "month");
    if (months.length === buckets.length) return months;
  }
  const under: Bucket[] = [];
  let from = against.from;
  for (const bucket of buckets) {
    const to = addDays(from, periodDays(bucket));
    under.push({ from, to: to < against.to ? to : against.to, wholeDays: bucket.wholeDays });
    from = to;
  }
  return under.filter((bucket) => bucket.from < bucket.to);
}

/** Around thirty points read well; from half a year on months do. */
export function usualSize(period: Period): BucketSize {
  const days = periodDays(period);
  if (days <= 45) return "day";
  return days <= 200 ? "week" : "month";
}

/** Points of a sparkline. */
export const sparkPoints = 13;

/** How many days a point of a sparkline has. */
export function sparkDays(period: Period): SparkDays {
  const days = periodDays(period);
  if (days <= 7) return 1;
  return days <= 200 ? 7 : 28;
}

/** Thirteen finished days, weeks or months of the same length up to the period's end, for sparklines. */
export function sparkBuckets(period: Period, today: Day): Bucket[] {
  const end = period.to > today ? today : period.to;
  const length = sparkDays(period);
  return Array.from({ length: sparkPoints }, (_, at) => {
    const from = addDays(end, (at - sparkPoints) * length);
    return { from, to: addDays(from, length), wholeDays: length };
  });
}
