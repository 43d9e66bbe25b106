// The period lives in the address: back, reload and share work.
import { addDays, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";

/** Days, today so far included. */
export const periodChoices = [7, 30, 90, 365] as const;
const usual = 30;

export type Chosen = { days: number; period: Period };

/** `?days=N` of the listed choices; anything else is the last 30 days. */
export function chosenPeriod(search: URLSearchParams, today: Day): Chosen {
  const asked = Number(search.get("days"));
  const days = periodChoices.find((choice) => choice === asked) ?? usual;
  const to = addDays(today, 1);
  return { days, period: { from: addDays(to, -days), to } };
}
