// Where numbers are heading over half a year, and which of them are weak.
import { seasonalTrend, type SeasonalTrend } from "../analysis/stats/seasonal-trend.ts";
import { addDays, type Day } from "../ledger/day.ts";
import { toNumber } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { quantityOf, type Recorded } from "./day-record.ts";
import { lookOf } from "./kpi-row.ts";
import { show } from "./show.ts";
import type { Shown } from "./types.ts";

/** Half a year: long enough to see a trend, short enough that it matters today. */
export const trendWeeks = 26;
const weekDays = 7;

/** `slope` and `interval` a week, in the KPI's unit. */
export type KpiTrend = {
  verdict: SeasonalTrend["verdict"];
  slope: Shown;
  interval: readonly [Shown, Shown];
  /** Days with a number. */
  days: number;
  weeks: number;
  /** What the slope makes of the middle day's number in all the weeks; null where that is 0. */
  relative: number | null;
};

/**
 * The trend of a KPI's recorded days, weekdays compared with their own kind. A season of the year that
 * begins or ends in these weeks looks the same.
 * @param last the last recorded day
 * @returns null with fewer than ten weeks, or where nothing ever differs
 */
export function trendOf(
  kpi: Kpi,
  currency: string,
  { records, last }: { records: ReadonlyMap<Day, Recorded>; last: Day },
): KpiTrend | null {
  const first = [...records.keys()].reduce((a, b) => (a < b ? a : b), last);
  const dayAt = (week: number, weekday: number) =>
    addDays(last, -weekDays * (trendWeeks - week) + 1 + weekday);
  const from = Array.from({ length: trendWeeks }, (_, week) => week).find(
    (week) => dayAt(week, 0) >= first,
  );
  if (from === undefined) return null;
  const seasons = Array.from({ length: weekDays }, (_, weekday) =>
    Array.from({ length: trendWeeks - from }, (_, at) =>
      valueOf(kpi, records.get(dayAt(from + at, weekday))),
    ),
  );
  const found = seasonalTrend(seasons);
  if (!found) return null;
  const look = lookOf(kpi, currency);
  const values = seasons.flat().filter((value) => value !== null);
  const middle = Math.abs(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
  return {
    verdict: found.verdict,
    slope: show(found.slope, look),
    interval: [show(found.interval[0], look), show(found.interval[1], look)],
    days: found.n,
    weeks: found.rounds,
    relative: middle === 0 ? null : (found.slope * found.rounds) / middle,
  };
}

/** Of a total a recorded day on which nothing happened is 0; of others it tells nothing. */
function valueOf({ formula }: Kpi, recorded: Recorded | undefined): number | null {
  if (recorded === undefined) return null;
  if (recorded === null) return formula.kind === "total" ? 0 : null;
  return toNumber(quantityOf(recorded));
}

/** A KPI that gets worse week by week, beyond chance. */
export type Weakness = {
  kpi: Pick<Kpi, "id" | "name" | "unit" | "direction">;
  trend: KpiTrend;
};

const isWorse = ({ kpi, trend }: Weakness) =>
  trend.verdict === (kpi.direction === "up" ? "falling" : "rising");

/** Those that lost the largest part of themselves first. */
export function rankedWeaknesses(all: readonly Weakness[]): Weakness[] {
  const size = ({ trend }: Weakness) => Math.abs(trend.relative ?? 0);
  return all.filter(isWorse).sort((a, b) => size(b) - size(a));
}
