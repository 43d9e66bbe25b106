// What a finished day's numbers were, when they changed afterwards, and by which facts.
//
// record    what the KPIs said of a day as it was closed, at the end of it in the shop's zone
// restated  a later revision beside it: late facts changed the day; what was recorded before stays
import type { Day } from "../ledger/day.ts";
import { isReason, type Outcome, type Quantity } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { Shown } from "./types.ts";

/** Top and bottom in whole units (money minor), what it stands on, version of the definition; null: none. */
export type Recorded = readonly [top: string, bottom: string, n: string, version: number] | null;
export type DayValues = Readonly<Record<string, Recorded>>;

export const factKinds = ["orders", "refunds", "answers", "steps", "spend"] as const;
export type FactKind = (typeof factKinds)[number];
export type DayFacts = Readonly<Record<FactKind, number>>;
export const noFacts: DayFacts = { orders: 0, refunds: 0, answers: 0, steps: 0, spend: 0 };

/** Why a day was restated. */
export type Why = {
  /** More or fewer facts of a kind than at the revision before. */
  more: Partial<Record<FactKind, number>>;
  /** Names of orders of the day that changed since; at most five of them. */
  changed: string[];
  changedCount: number;
  /** A definition changed in between. */
  isRedefined: boolean;
};

/** A change of one KPI's day, as its page shows it. */
export type Restated = {
  day: Day;
  revision: number;
  at: Date;
  was: Shown | null;
  is: Shown | null;
  why: Why;
};

export function recorded(kpi: Kpi, { value, n, version }: Outcome): Recorded {
  if (isReason(value)) return null;
  const [top, bottom] =
    typeof value === "number"
      ? [String(value), "1"]
      : [value.top.toString(), value.bottom.toString()];
  return [top, bottom, n.toString(), version ?? kpi.version];
}

/** As it was computed: exact where it is of whole units. */
export function quantityOf([top, bottom]: NonNullable<Recorded>): Quantity {
  const isWhole = /^-?\d+$/.test(top);
  return isWhole ? { top: BigInt(top), bottom: BigInt(bottom) } : Number(top) / Number(bottom);
}

/** KPIs whose entry differs; of a KPI that was not recorded before, null is no difference. */
export function differences(before: DayValues, now: DayValues): string[] {
  return Object.keys(now).filter((id) => {
    const was = before[id] ?? null;
    const is = now[id] ?? null;
    return JSON.stringify(was) !== JSON.stringify(is);
  });
}

export function moreFacts(before: DayFacts, now: DayFacts): Why["more"] {
  return Object.fromEntries(
    factKinds
      .filter((kind) => now[kind] !== before[kind])
      .map((kind) => [kind, now[kind] - before[kind]]),
  );
}
