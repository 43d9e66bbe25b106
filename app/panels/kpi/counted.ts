import type { ScorecardKpi } from "../../scorecard/types.ts";
import { formatValue, type Locale } from "../format.ts";
import { t } from "../translate.ts";

type Team = "assignments" | "people" | "possibilities";
/** What `n` counts where it is not orders (definitions.md). */
const things: Readonly<Record<string, "customers" | "answers" | "steps" | Team>> = {
  nps: "answers",
  csat: "answers",
  "returning-share": "customers",
  "repeat-rate": "customers",
  "retention-90d": "customers",
  "purchase-frequency": "customers",
  "automation-coverage": "steps",
  "training-completion": "assignments",
  "time-to-competence": "people",
  "technology-adoption": "possibilities",
};

/** "1,204 orders": what a value stands on. */
export function countedWords(id: string, n: number, where: Locale): string {
  return t(`counted.${things[id] ?? "orders"}`, { count: n, n: formatValue(n, "count", where) });
}

/** "About 60 more answers would tell.", by two digits at most: it is a guess. */
export function moreWords({ id, beside }: ScorecardKpi, where: Locale): string {
  const more = Number(beside["toDecide"] ?? 0);
  const size = 10 ** Math.max(0, String(more).length - 2);
  const count = Math.ceil(more / size) * size;
  const n = formatValue(count, "count", where);
  return t("kpi.more", { things: t(`more.${things[id] ?? "orders"}`, { count, n }) });
}
