import type { Client } from "../db.server.ts";
import { addMonths, firstOfMonth } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent, formatScaled } from "../ledger/money.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import { targetsIn, type Target, type TargetPart } from "../ledger/shop.server.ts";
import { isReason, toNumber, type Reading, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { groupingOf, marketReader } from "./market-reader.server.ts";
import { readWishes } from "./read.server.ts";
import { holdingTarget, isOfPart, isRelative, monthGoal } from "./targets.ts";
import { readWhole } from "./whole.server.ts";

/** Decimals of a level that is no money. */
const decimals = 10;

/** What a change is on: the period before, or the month before the one in which the period begins. */
function baseOf({ kind }: Target, period: Period): Period {
  if (kind === "percent") return previousPeriod(period);
  const month = firstOfMonth(period.from);
  return { from: addMonths(month, -1), to: month };
}

type Wished = { kpi: Kpi; target: Target; then: When };

/**
 * The shop's targets, with a level for those of the period that are set as a change. Such a one is left out
 * where what it is a change of has no value, or none above 0. The caller binds the client to the shop.
 * @param by levels for the parts of this split, too; default those of all of the shop alone
 */
export async function resolvedTargets(
  client: Client,
  shop: ShopContext,
  {
    kpis,
    when,
    by = null,
    told,
  }: {
    kpis: readonly Kpi[];
    when: When;
    by?: TargetPart["by"] | null;
    /** The shop's targets as they were set. Default they are read. */
    told?: readonly Target[];
  },
): Promise<Target[]> {
  const targets = told ?? (await targetsIn(client, shop));
  const { period } = when;
  const parts = new Map(
    targets.flatMap(({ part }) => (part && part.by === by ? [[part.key, part]] : [])),
  );
  const relative = [null, ...parts.values()].flatMap((part) =>
    kpis.flatMap((kpi): Wished[] => {
      const target = holdingTarget(targets, kpi.id, period, part);
      if (!target || !isRelative(target)) return [];
      return [{ kpi, target, then: { ...when, period: baseOf(target, period) } }];
    }),
  );
  const plain = targets.filter((target) => !isRelative(target));
  if (relative.length === 0) return plain;
  const readings = await basesOf(client, shop, relative, when);
  const levels = relative.flatMap(({ kpi, target, then }): Target[] => {
    const reading = readings.get(target.part?.key ?? null);
    const value = reading ? kpi.formula.evaluate(reading, then).value : "no-data";
    if (isReason(value)) return [];
    const isTotal = kpi.formula.kind === "total";
    const growth = Number(target.value);
    const base = toNumber(value);
    // Of nothing, or of a loss, so much per cent more is no aim.
    if (base <= 0) return [];
    const goal =
      target.kind === "percent"
        ? base * (1 + growth)
        : monthGoal(base, growth, { period, isTotal });
    const { kind: _, ...rest } = target;
    // Of this period only, so it goes before any other.
    return [{ ...rest, ...period, value: decimalOf(goal, kpi, shop) }];
  });
  const isReplaced = (target: Target) =>
    levels.some((level) => level.kpi === target.kpi && isOfPart(level, target.part ?? null));
  return [...levels, ...plain.filter((target) => !isReplaced(target))];
}

/** What changes are on, by the key of their part; null: of all of the shop. */
async function basesOf(
  client: Client,
  shop: ShopContext,
  relative: readonly Wished[],
  { asOf, today }: When,
): Promise<Map<string | null, Reading>> {
  const found = new Map<string | null, Reading>();
  const groups = Map.groupBy(relative, ({ target: { part } }) => (part ? groupingOf(part) : null));
  for (const [grouping, some] of groups) {
    const wishes = some.flatMap(({ kpi, then }) => kpi.formula.wishes(then));
    if (grouping === null) {
      found.set(null, (await readWhole(client, shop, { wishes, asOf, today })).reading);
      continue;
    }
    const reader = marketReader(client, shop, { asOf, grouping });
    const readings = await readWishes(client, shop, { reader, wishes, today });
    for (const { target } of some) {
      const key = target.part!.key;
      const reading = readings.get(key);
      if (reading) found.set(key, reading);
    }
  }
  return found;
}

/** Plain decimal text in the KPI's unit; money from minor to major units. */
function decimalOf(goal: number, { unit }: Kpi, { currency }: ShopContext): string {
  if (unit !== "money") return goal.toFixed(decimals);
  return formatScaled(BigInt(Math.round(goal)), exponent(currency));
}
