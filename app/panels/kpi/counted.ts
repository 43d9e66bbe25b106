import type { ScorecardKpi } from "../../scorecard/types.ts";
import { formatValue, type Locale } from "../format.ts";
import { t } from "../translate.ts";

/** "1,204 orders": what a value stands on. */
export function countedWords({ counts }: ScorecardKpi, n: number, where: Locale): string {
  return t(`counted.${counts}`, { count: n, n: formatValue(n, "count", where) });
}

/** "About 60 more answers would tell.", by two digits at most: it is a guess. */
export function moreWords({ counts, beside }: ScorecardKpi, where: Locale): string {
  const more = Number(beside["toDecide"] ?? 0);
  const size = 10 ** Math.max(0, String(more).length - 2);
  const count = Math.ceil(more / size) * size;
  const n = formatValue(count, "count", where);
  return t("kpi.more", { things: t(`more.${counts}`, { count, n }) });
}
