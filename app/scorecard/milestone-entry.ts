// A milestone as a person types it.
import { z } from "zod";
import type { MilestoneKey } from "../ledger/milestones.server.ts";
import { exponent } from "../ledger/money.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { decimalsOf, moveDecimal, readDecimal } from "./decimal-input.ts";
import { milestoneDays } from "./milestones.ts";

export const MilestoneForm = z.object({
  kpi: z.string(),
  value: z.string(),
  days: z.coerce.number().refine((days) => milestoneDays.some((each) => each === days)),
  words: z.string().trim(),
  locale: z.string(),
});
export const mostWords = 200;

export type MilestoneErrors = Partial<Record<"value" | "words", "number" | "digits" | "long">>;

/** Percents of ratios become fractions; money has no more decimals than its currency. */
export function readMilestone(
  form: z.infer<typeof MilestoneForm>,
  { unit }: Pick<Kpi, "unit">,
  currency: string,
): { milestone: MilestoneKey & { words: string } } | { errors: MilestoneErrors } {
  const errors: MilestoneErrors = {};
  const number = readDecimal(form.value.replace(/%\s*$/, ""), form.locale);
  const most = unit === "money" ? exponent(currency) : unit === "count" ? 0 : 4;
  if (number === null) errors.value = "number";
  else if (decimalsOf(number) > most) errors.value = "digits";
  if (form.words.length > mostWords) errors.words = "long";
  if (number === null || Object.keys(errors).length > 0) return { errors };
  const value = unit === "ratio" ? moveDecimal(number, -2) : number;
  const { kpi, days, words } = form;
  return { milestone: { kpi, days, value, words } };
}
