// How a trend is said, on its KPI's page and in a digest.
import type { KpiTrend } from "../scorecard/trends.ts";
import type { Unit } from "../scorecard/types.ts";
import type { Locale } from "./format.ts";
import { signed } from "./kpi/why-words.ts";
import { t } from "./translate.ts";

/** "Falling by about −1.2 pts a week, between −2 pts and −0.4 pts: 26 weeks, 181 days with a number." */
export function trendWords(trend: KpiTrend, unit: Unit, where: Locale): string {
  return t(`heading.${trend.verdict}`, {
    slope: signed(trend.slope, unit, where),
    low: signed(trend.interval[0], unit, where),
    high: signed(trend.interval[1], unit, where),
    weeks: trend.weeks,
    days: trend.days.toLocaleString(where.locale),
  });
}
