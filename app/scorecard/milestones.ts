// When a KPI passed a number that somebody set. Judged on recorded days alone (day-record.ts), so that it
// does not come and go with facts that are still on their way.
import { addDays, type Day } from "../ledger/day.ts";
import type { MilestoneKey } from "../ledger/milestones.server.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { Recorded } from "./day-record.ts";
import type { Shown } from "./types.ts";

/** Of how many recorded days in a row a milestone's number is. */
export const milestoneDays = [1, 7, 28] as const;

export type ShownMilestone = MilestoneKey & {
  words: string;
  fromDay: Day;
  reachedDay: Day | null;
  /** The number of the days up to `reachedDay`; while open, of the last recorded days. */
  is: Shown | null;
  n: number | null;
};

/** Whole units: top ÷ bottom of some days, and what it stands on. */
export type Sum = { top: bigint; bottom: bigint; n: bigint };

const isWhole = (text: string) => /^-?\d+$/.test(text);

/** Of days with few answers no score is recorded, so those of weeks are not told from them. */
const byAnswers: ReadonlySet<string> = new Set(["nps", "csat"]);

/** Amounts and ratios of days add up to those of the days together; medians do not. */
export const addsUp = ({ id, formula }: Pick<Kpi, "id" | "formula">): boolean =>
  (formula.kind === "total" || formula.kind === "quotient") && !byAnswers.has(id);

/** Of all these days together; null where one was not recorded, or nothing at all happened on them. */
export function sumOf(days: readonly (Recorded | undefined)[], isTotal: boolean): Sum | null {
  const sum: Sum = { top: 0n, bottom: isTotal ? 1n : 0n, n: 0n };
  let isAny = false;
  for (const recorded of days) {
    if (recorded === undefined) return null;
    if (recorded === null) continue;
    const [top, bottom, n] = recorded;
    if (days.length > 1 && !(isWhole(top) && isWhole(bottom))) return null;
    if (!isWhole(top)) return fraction(top, n);
    sum.top += BigInt(top);
    if (!isTotal) sum.bottom += BigInt(bottom);
    sum.n += BigInt(n);
    isAny = true;
  }
  return isAny && sum.bottom !== 0n ? sum : null;
}

/** A median's decimal text as a fraction. */
function fraction(top: string, n: string): Sum {
  const digits = 10n ** 9n;
  return { top: BigInt(Math.round(Number(top) * 1e9)), bottom: digits, n: BigInt(n) };
}

/**
 * Whether a number is at least the threshold, or at most where less is better; compared exactly.
 * @param threshold decimal text
 * @param exponent money's decimals; 0 of what is no money
 */
export function passes(
  { top, bottom }: Sum,
  {
    threshold,
    exponent,
    direction,
  }: { threshold: string; exponent: number; direction: "up" | "down" },
): boolean {
  const [whole = "0", decimals = ""] = threshold.split(".");
  const scaled = BigInt(whole + decimals) * 10n ** BigInt(exponent);
  const difference = top * 10n ** BigInt(decimals.length) - scaled * bottom;
  return direction === "up" ? difference >= 0n : difference <= 0n;
}

/** The first of the days, in their order, up to which the number of `span` days passed. */
export function firstPassed(
  records: ReadonlyMap<Day, Recorded>,
  { ends, span, isTotal }: { ends: readonly Day[]; span: number; isTotal: boolean },
  isPassed: (sum: Sum) => boolean,
): { day: Day; sum: Sum } | null {
  for (const day of ends) {
    const sum = sumOf(
      daysUpTo(day, span).map((each) => records.get(each)),
      isTotal,
    );
    if (sum && isPassed(sum)) return { day, sum };
  }
  return null;
}

/** `span` days, the last one `day`. */
export const daysUpTo = (day: Day, span: number): Day[] =>
  Array.from({ length: span }, (_, at) => addDays(day, at - span + 1));
