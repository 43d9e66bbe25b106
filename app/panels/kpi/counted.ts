import { formatValue, type Locale } from "../format.ts";
import { t } from "../translate.ts";

/** What `n` counts where it is not orders (definitions.md). */
const things: Readonly<Record<string, "customers" | "answers" | "steps">> = {
  nps: "answers",
  csat: "answers",
  "returning-share": "customers",
  "repeat-rate": "customers",
  "retention-90d": "customers",
  "purchase-frequency": "customers",
  "automation-coverage": "steps",
};

/** "1,204 orders": what a value stands on. */
export function countedWords(id: string, n: number, where: Locale): string {
  return t(`counted.${things[id] ?? "orders"}`, { count: n, n: formatValue(n, "count", where) });
}
