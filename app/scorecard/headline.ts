// The five numbers at the top: ours until the merchant swaps them, and who stands in while one has no data.
import { kpiById } from "../kpis/index.ts";

/** Our choice. The articles that the product comes from do not name five. */
export const ourHeadline: readonly string[] = [
  "net-sales",
  "contribution-margin",
  "nps",
  "on-time-shipping",
  "automation-coverage",
];
const standIns = ["returning-share", "average-order-value", "hours-to-ship", "orders"] as const;
/** Beside the headline: whoever may stand in it. */
export const watchedAnyway: readonly string[] = standIns;
export const headlineCount = 5;

/** The merchant's five where they are five different KPIs of the catalogue, else ours. */
export function chosenHeadline({ headline }: { headline?: readonly string[] | null }): {
  ids: readonly string[];
  isOurs: boolean;
} {
  const known = new Set((headline ?? []).filter((id) => kpiById(id)));
  const isWhole = headline?.length === headlineCount && known.size === headlineCount;
  const isSame = isWhole && headline.every((id, at) => id === ourHeadline[at]);
  return isWhole && !isSame ? { ids: headline, isOurs: false } : { ids: ourHeadline, isOurs: true };
}

/** Five ids. Without any stand-in that has data the KPI keeps its own place. */
export function headlineOf(
  hasData: (id: string) => boolean,
  chosen: readonly string[] = ourHeadline,
): string[] {
  const waiting = standIns.filter((id) => hasData(id) && !chosen.includes(id));
  return chosen.map((id) => (hasData(id) ? id : (waiting.shift() ?? id)));
}
