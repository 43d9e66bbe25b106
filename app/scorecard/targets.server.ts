import type { Client } from "../db.server.ts";
import { addMonths, firstOfMonth } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent, formatScaled } from "../ledger/money.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import { targetsIn, type Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { holdingTarget, isRelative, monthGoal } from "./targets.ts";
import { readWhole } from "./whole.server.ts";

/** Decimals of a level that is no money. */
const decimals = 10;

/** What a change is on: the period before, or the month before the one in which the period begins. */
function baseOf({ kind }: Target, period: Period): Period {
  if (kind === "percent") return previousPeriod(period);
  const month = firstOfMonth(period.from);
  return { from: addMonths(month, -1), to: month };
}

/**
 * The shop's targets, with a level for those of the period that are set as a change. Such a one is left out
 * where what it is a change of has no value. The caller binds the client to the shop.
 */
export async function resolvedTargets(
  client: Client,
  shop: ShopContext,
  { kpis, when }: { kpis: readonly Kpi[]; when: When },
): Promise<Target[]> {
  const targets = await targetsIn(client, shop);
  const { period, asOf, today } = when;
  const relative = kpis.flatMap((kpi) => {
    const target = holdingTarget(targets, kpi.id, period);
    if (!target || !isRelative(target)) return [];
    return [{ kpi, target, then: { ...when, period: baseOf(target, period) } }];
  });
  if (relative.length === 0) return targets.filter((target) => !isRelative(target));
  const wishes = relative.flatMap(({ kpi, then }) => kpi.formula.wishes(then));
  const { reading } = await readWhole(client, shop, { wishes, asOf, today });
  const levels = relative.flatMap(({ kpi, target, then }): Target[] => {
    const { value } = kpi.formula.evaluate(reading, then);
    if (isReason(value)) return [];
    const isTotal = kpi.formula.kind === "total";
    const growth = Number(target.value);
    const base = toNumber(value);
    const goal =
      target.kind === "percent"
        ? base * (1 + growth)
        : monthGoal(base, growth, { period, isTotal });
    const { kind: _, ...rest } = target;
    // Of this period only, so it goes before any other.
    return [{ ...rest, ...period, value: decimalOf(goal, kpi, shop) }];
  });
  return [...levels, ...targets.filter((target) => !isRelative(target))].filter(
    (target) => !levels.some((level) => level.kpi === target.kpi) || levels.includes(target),
  );
}

/** Plain decimal text in the KPI's unit; money from minor to major units. */
function decimalOf(goal: number, { unit }: Kpi, { currency }: ShopContext): string {
  if (unit !== "money") return goal.toFixed(decimals);
  return formatScaled(BigInt(Math.round(goal)), exponent(currency));
}
