import { daysIn } from "./format.ts";
import { t } from "./translate.ts";

/** As scorecard/chosen-period.ts has it: a longer period would be answered by the last 30 days. */
const mostDays = 3 * 366;

export type DateFault = { at: "first" | "last"; words: string };

/** Why two days, both included, make no period; null when they do. */
export function faultOf(first: string, last: string): DateFault | null {
  if (first === "") return { at: "first", words: t("period.empty") };
  if (last === "") return { at: "last", words: t("period.empty") };
  if (last < first) return { at: "last", words: t("period.wrong") };
  const days = daysIn({ from: first, to: last }) + 1;
  if (days <= mostDays) return null;
  return { at: "last", words: t("period.long", { days, most: mostDays }) };
}
