// The five numbers at the top (our choice) and who stands in while one has no data.
export const headline = [
  "net-sales",
  "contribution-margin",
  "nps",
  "on-time-shipping",
  "automation-coverage",
] as const;
const standIns = ["returning-share", "average-order-value", "hours-to-ship", "orders"] as const;

/** Five ids. Without any stand-in that has data the KPI keeps its own place. */
export function headlineOf(hasData: (id: string) => boolean): string[] {
  const waiting = standIns.filter(hasData);
  return headline.map((id) => (hasData(id) ? id : (waiting.shift() ?? id)));
}
