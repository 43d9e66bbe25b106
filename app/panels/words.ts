// The page's sentences, made from the scorecard alone.
import type { Scorecard, ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatDay, type Locale } from "./format.ts";

export const perspectiveNames = {
  customer: "Customer",
  financial: "Financial",
  process: "Internal process",
  learning: "Learning & growth",
} as const;

/** Whose place each headline tile is; another KPI stands in while one has no data (design.md). */
export const headlinePlaces = [
  "net-sales",
  "contribution-margin",
  "nps",
  "on-time-shipping",
  "automation-coverage",
] as const;

export function find(card: Scorecard, id: string): ScorecardKpi | undefined {
  return card.kpis.find((kpi) => kpi.id === id);
}

/** "Net sales are up 12 % on the period before; orders are down 3 %." */
export function summary(card: Scorecard, locale: string): string {
  const where: Locale = { locale, currency: card.currency };
  const said = ["net-sales", "orders"].flatMap((id) => {
    const kpi = find(card, id);
    const change = kpi && formatChange(kpi.change, kpi.unit, kpi.direction, where);
    if (!kpi || !change || kpi.change.relative === null) return [];
    const move = change.way === "same" ? "unchanged" : `${change.way} ${change.words}`;
    return [`${kpi.name.toLowerCase()} are ${move}`];
  });
  if (said.length === 0) {
    return find(card, "orders")?.value
      ? "There is no earlier period to compare with yet."
      : "No orders in this period yet. They appear here by themselves as they come in.";
  }
  const text = `${said.join(", ")} on the period before.`;
  return text[0]!.toUpperCase() + text.slice(1);
}

/** "Oct 24 to Nov 22, today so far": the period's last day is the one before its end. */
export function periodWords(card: Scorecard, locale: string, today: string): string {
  const { from, to } = card.period;
  const last = new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const ends = `${formatDay(from, locale)} to ${formatDay(last, locale)}`;
  return last >= today ? `${ends}, today so far` : ends;
}

/** The address of another choice; what signed this page in is left behind. */
export function periodAddress(search: URLSearchParams, days: number): string {
  const kept = new URLSearchParams();
  for (const name of ["shop", "host", "embedded", "locale"]) {
    const value = search.get(name);
    if (value) kept.set(name, value);
  }
  kept.set("days", String(days));
  return `/app?${kept}`;
}
