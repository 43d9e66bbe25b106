import { addDays } from "../../ledger/day.ts";
import type { Period } from "../../ledger/period.ts";
import type { Reason } from "../../ledger/result.ts";
import type { When } from "../formula.ts";

/** Order timelines are kept and read for one year (definitions.md). */
const historyDays = 365;

/** The days of the period that are at most a year old; of older ones there is no data. */
export function lastYear({ period, today }: When): Period | Reason {
  const oldest = addDays(today, -historyDays);
  const from = oldest > period.from ? oldest : period.from;
  return period.to > from ? { from, to: period.to } : "no-data";
}
