// Demand is censored while a shelf is empty: nobody sees what would have been sold. A period that was in
// stock for at least half of its days is scaled up to all of them, on the assumption that the days out
// would have sold like the days in; a period with less tells nothing.

/** Part of a period's days that must have been in stock for it to tell anything. */
const enough = 0.5;

/** @param daysIn days in stock of the `days` on which the item was listed */
export function uncensored(
  units: number,
  { daysIn, days }: { daysIn: number; days: number },
): number {
  if (days <= 0 || daysIn < days * enough) return Number.NaN;
  return (units * days) / daysIn;
}
