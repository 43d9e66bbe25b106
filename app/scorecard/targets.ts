// Which target a period is held against, and what one says that is set as a change.
import { addMonths, daysBetween, firstOfMonth } from "../ledger/day.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import type { Target, TargetPart } from "../ledger/shop.server.ts";
import { exactOf, type Look } from "./show.ts";
import { toNumber, type Exact, type Quantity } from "../kpis/formula.ts";
import type { Band } from "./status.ts";

export const isOfPart = (target: Target, part: TargetPart | null): boolean =>
  target.part?.by === part?.by && target.part?.key === part?.key;

/**
 * The one of the part in force over the whole period; of several the one with the shortest validity.
 * @param part default null: of all of the shop
 */
export function holdingTarget(
  targets: readonly Target[],
  id: string,
  period: Period,
  part: TargetPart | null = null,
): Target | null {
  const holding = targets.filter(
    (target) =>
      target.kpi === id &&
      isOfPart(target, part) &&
      target.from <= period.from &&
      target.to >= period.to,
  );
  holding.sort((a, b) => periodDays(a) - periodDays(b));
  return holding[0] ?? null;
}

/** It says how much more than before; resolveTargets makes a level of it. */
export const isRelative = ({ kind }: Target) => kind === "percent" || kind === "month";

/** The level of a period in the KPI's unit; null for bands, and for changes that are not resolved. */
export function targetOf(
  targets: readonly Target[],
  id: string,
  period: Period,
  part: TargetPart | null = null,
): string | null {
  const target = holdingTarget(targets, id, period, part);
  return target && target.kind === undefined ? target.value : null;
}

/** What a value is held against; null for changes that are not resolved. */
export function aimOf(target: Target | null, look: Look): Exact | Band | null {
  if (!target || isRelative(target)) return null;
  const low = exactOf(target.value, look);
  return target.high === undefined ? low : { low, high: exactOf(target.high, look) };
}

/** The edge of a band that a value is nearer to; the lower one of none. */
export function edgeOf({ low, high }: Band, value: Quantity | null): Exact {
  if (value === null) return low;
  const at = toNumber(value);
  return at - toNumber(low) > toNumber(high) - at ? high : low;
}

/**
 * What a growth on the month before asks of a period, in the unit of `base`: each of its months grows on
 * the one before. A part of a month has as much of the month's total as it has of its days.
 * @param base the calendar month before the one in which the period begins
 */
export function monthGoal(
  base: number,
  growth: number,
  { period, isTotal }: { period: Period; isTotal: boolean },
): number {
  let goal = base;
  let total = 0;
  for (let start = firstOfMonth(period.from); start < period.to; start = addMonths(start, 1)) {
    goal *= 1 + growth;
    const end = addMonths(start, 1);
    const from = start > period.from ? start : period.from;
    const to = end < period.to ? end : period.to;
    total += (goal * daysBetween(from, to)) / daysBetween(start, end);
  }
  return isTotal ? total : goal;
}
