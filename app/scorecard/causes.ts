// Why a KPI is where it is: its gap to another period or to the target, split exactly.
import type { Cause, Effect } from "../analysis/causes/chain.ts";
import { effects } from "../analysis/causes/chain.ts";
import { roundToTotal } from "../analysis/causes/round.ts";
import type { When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { Split } from "../kpis/query.ts";
import type { Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import type { Shown } from "./types.ts";

/**
 * What is known of items that could not be bought: estimated in both periods · not-connected, for stock is
 * not known from the first day of both on · not-by-market, for it is known of the shop alone.
 */
export const availabilityStates = ["estimated", "not-connected", "not-by-market"] as const;
export type Availability = {
  status: (typeof availabilityStates)[number];
  /** The first day on which stock was counted; null: none, or not asked. */
  knownFrom: Day | null;
  /** Days without stock × variants with demand, whole days of each period; 0 where not estimated. */
  before: number;
  after: number;
  /** Of both periods, left out because the price is not known. */
  unpriced: number;
};

/** `amount` is in the KPI's unit, as the scorecard shows it. */
export type EffectPart = { effect: Effect; amount: Shown };
export type KeyPart = { key: string; label: string; amount: Shown };
export type CellPart = EffectPart & { key: string };

/**
 * Money is exact: each of `effects`, `keys` and `cells` sums with `unexplained` to `gap` in its last
 * decimal; numbers do within floating point.
 */
export type Causes = {
  /** The split whose keys mix, price and rate are taken over; null where the KPI has none. */
  by: Split | null;
  /** What it is compared with. */
  from: Shown | null;
  to: Shown | null;
  /** to − from; null where either has no value. */
  gap: Shown | null;
  /** In the order of `effects` of analysis/causes/chain.ts; none of 0. */
  effects: EffectPart[];
  /** The same by key, largest first. */
  keys: KeyPart[];
  /** The same by effect and key. */
  cells: CellPart[];
  unexplained: Shown | null;
  /** Null of a gap that stock has no part in. */
  availability: Availability | null;
};

export const noCauses = (by: Split | null, from: Shown | null, to: Shown | null): Causes => ({
  ...{ by, from, to },
  gap: null,
  effects: [],
  keys: [],
  cells: [],
  unexplained: null,
  availability: null,
});

/** A KPI that is asked of customers alone, of whom each is in one part of a split. */
export const isOfCustomers = ({ formula }: Kpi, when: When): boolean =>
  formula.wishes(when).every((wish) => "query" in wish && wish.query.addsUp === true);

/** The days whose parts a gap of the KPI is made of: not always those of its period. */
export function daysBehind({ formula }: Kpi, when: When): Period[] {
  const days = (formula.origin ?? formula).wishes(when).map((wish) => wish.days);
  return [...new Map(days.map((each) => [`${each.from} ${each.to}`, each])).values()];
}

/** How a gap is counted in whole steps of its last decimal; null: as a plain number. */
export type Grain = { gap: bigint; show(steps: bigint): Shown } | null;

/** What rounding of floating point may leave over of amounts so large. */
const crumb = 1e-9;

/**
 * Adds causes up by effect, by key and by both, each to the gap.
 * @param gap in steps of the grain, or in the KPI's unit
 */
export function addUp(
  causes: readonly Cause[],
  { gap, grain }: { gap: number; grain: Grain },
): Pick<Causes, "effects" | "keys" | "cells" | "unexplained"> {
  const sum = (some: readonly Cause[]) => some.reduce((all, { amount }) => all + amount, 0);
  const size = causes.reduce((all, { amount }) => all + Math.abs(amount), Math.abs(gap));
  const left = gap - sum(causes);
  const isCrumb = Math.abs(left) <= crumb * size + (grain ? 0.5 : 0);
  const unexplained = isCrumb ? 0 : left;
  const rest = grain && grain.gap - BigInt(Math.round(unexplained));
  const showAll = (amounts: readonly number[]): Shown[] =>
    grain && rest !== null
      ? roundToTotal(amounts, rest).map((steps) => grain.show(steps))
      : [...amounts];

  function grouped<Key>(keyOf: (cause: Cause) => Key): { of: Key; amount: Shown }[] {
    const groups = [...Map.groupBy(causes, keyOf)].map(([of, some]) => ({ of, amount: sum(some) }));
    const shown = showAll(groups.map(({ amount }) => amount));
    return groups.map(({ of }, at) => ({ of, amount: shown[at]! }));
  }
  const isThere = ({ amount }: { amount: Shown }) => Number(amount) !== 0;
  const cells = showAll(causes.map(({ amount }) => amount));
  return {
    effects: grouped(({ effect }) => effect)
      .map(({ of, amount }) => ({ effect: of, amount }))
      .sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect))
      .filter(isThere),
    keys: grouped(({ key }) => key)
      .map(({ of, amount }) => ({ key: of, label: of, amount }))
      .sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)))
      .filter(isThere),
    cells: causes
      .map(({ effect, key }, at) => ({ effect, key, amount: cells[at]! }))
      .filter(isThere),
    unexplained: grain && rest !== null ? grain.show(grain.gap - rest) : unexplained,
  };
}

/** `<effect>`, or `<effect>:<key>` by a split, as the command line prints them. */
export function namedParts(
  { effects, cells }: Causes,
  isByKey: boolean,
): { key: string; amount: Shown }[] {
  if (!isByKey) return effects.map(({ effect, amount }) => ({ key: effect, amount }));
  return cells.map(({ effect, key, amount }) => ({
    key: key === "" ? effect : `${effect}:${key}`,
    amount,
  }));
}
