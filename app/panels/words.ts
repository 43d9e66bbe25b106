// The pages' sentences, made from what the scorecard hands over.
import type { Chosen } from "../scorecard/chosen-period.ts";
import type { Lacking } from "../scorecard/lacking.ts";
import type { Scorecard, ScorecardKpi } from "../scorecard/types.ts";
import { daysIn, formatChange, formatDay, formatDays, lastDay, type Locale } from "./format.ts";
import { t } from "./translate.ts";

export function find(card: Scorecard, id: string): ScorecardKpi | undefined {
  return card.kpis.find((kpi) => kpi.id === id);
}

/** A KPI's name in the middle of a sentence; NPS and CSAT stay as they are. */
export function nameInside(name: string): string {
  return /^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

/** "Net sales are up 12 % and orders are down 3 % on the period before." */
export function summary(card: Scorecard, locale: string, versus: Chosen["versus"]): string {
  const where: Locale = { locale, currency: card.currency };
  const said = ["net-sales", "orders"].flatMap((id) => {
    const kpi = find(card, id);
    const change = kpi && formatChange(kpi.change, kpi.unit, kpi.direction, where);
    if (!kpi || !change || kpi.change.relative === null) return [];
    const move = change.way === "same" ? t("home.unchanged") : `${change.way} ${change.words}`;
    return [t("home.move", { name: nameInside(kpi.name), move })];
  });
  const finished = find(card, "orders")?.beside["finishedDays"];
  if (said.length === 0) {
    const first = finished === 0 ? "home.notYet" : "home.first";
    return t(find(card, "orders")?.value ? first : "home.none");
  }
  const key = finished === undefined ? "home.moves" : "home.finished";
  const text = t(`${key}.${versus}`, { moves: said.join(t("home.and")) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "2 things need you."; without an open task "Nothing unusual.", or nothing while no number has moved. */
export function needWords({ kpis }: Scorecard, locale: string, open: number): string {
  const n = open.toLocaleString(locale);
  if (open > 0) return t("home.need", { count: open, n });
  return kpis.some(({ change }) => change.relative !== null) ? t("home.usual") : "";
}

/** It has a value and a target. */
export const isScored = ({ beside }: ScorecardKpi) => typeof beside["score"] === "number";

/** "7.1 of 10, from 2 of 7 numbers": the others have no target or no value. */
export function scoreWords(
  score: number,
  { scored, all }: { scored: number; all: number },
): string {
  const value = score.toFixed(1);
  return t(scored < all ? "home.scorePartly" : "home.score", { score: value, scored, all });
}

export type Timing = {
  chosen: Chosen;
  /** In the shop's zone. */
  today: string;
  historyFrom: string | null;
  locale: string;
};

/** "Partial: 2 of 7 parts of your history are here so far." */
export function lackingWords(
  lacking: Lacking,
  { today, locale }: Pick<Timing, "today" | "locale">,
): string {
  return lacking.why === "reading"
    ? t("period.reading", { have: lacking.have, want: lacking.want })
    : t("period.sixtyDays", { day: formatDay(lacking.from, locale, today) });
}

/**
 * "Oct 24 to Nov 22, today so far, compared with Sep 24 to Oct 23", and what of it is not whole:
 * a month that is not over, a history that begins later.
 */
export function periodWords({ chosen, today, historyFrom, locale }: Timing): string {
  const { period, against, compared, wholeDays } = chosen;
  const days = formatDays(period, locale, today);
  const begins = historyFrom ?? period.to;
  const known = begins > period.from ? daysIn({ from: begins, to: period.to }) : daysIn(period);
  const parts = [lastDay(period) >= today ? t("period.soFar", { days }) : days];
  if (historyFrom && known > 0 && known < wholeDays) {
    parts.push(t("period.partial", { known, whole: wholeDays }));
  }
  if (historyFrom && historyFrom < against.to) {
    parts.push(t("period.against", { days: formatDays(against, locale, today) }));
    if (compared !== undefined) {
      parts.push(t(compared === null ? "period.notYet" : "period.finished"));
    }
    if (historyFrom > against.from) {
      parts.push(t("period.noHistory", { day: formatDay(historyFrom, locale, today) }));
    }
  }
  return parts.join(" · ");
}
