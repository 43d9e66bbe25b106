// How a milestone is said, on its KPI's page and in a digest.
import type { ShownMilestone } from "../scorecard/milestones.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatExact, type Locale } from "./format.ts";
import { t } from "./translate.ts";

export const spanWords = (days: number): string => t("milestone.span", { n: days, count: days });

type Of = Pick<ScorecardKpi, "unit" | "direction">;

/** A ratio's or an hour's threshold is text as stored; the number it is compared with is not. */
const valueOf = (value: string, { unit }: Of) => (unit === "money" ? value : Number(value));

/** "at least €1,000.00 in 7 days" */
export function thresholdWords({ value, days }: ShownMilestone, kpi: Of, where: Locale): string {
  const number = formatExact(valueOf(value, kpi), kpi.unit, where);
  return t(`milestone.${kpi.direction}`, { value: number, span: spanWords(days) });
}

/** "Launch in Austria: at least €1,000.00 in 7 days. Reached on May 3, 2026 with €1,020.00 (n 41)." */
export function milestoneWords(row: ShownMilestone, kpi: Of, where: Locale): string {
  const name = row.words === "" ? "" : `${row.words}: `;
  const is = row.is === null ? null : formatExact(row.is, kpi.unit, where);
  const n = row.n === null ? "" : row.n.toLocaleString(where.locale);
  const state =
    row.reachedDay !== null && is !== null
      ? t("milestone.reached", { day: dayWords(row.reachedDay, where), is, n })
      : is === null
        ? t("milestone.openNone")
        : t("milestone.open", { is, n });
  return `${name}${thresholdWords(row, kpi, where)}. ${state}`;
}

const dayWords = (day: string, { locale }: Locale) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { dateStyle: "medium", timeZone: "UTC" });
