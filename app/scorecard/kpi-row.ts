// One KPI's row of the scorecard from its outcomes in the period and in the one compared with.
import { isReason, toNumber, type Outcome, type Valued } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { formatMinor } from "../ledger/money.ts";
import type { Target } from "../ledger/shop.server.ts";
import type { Finished } from "./finished.ts";
import { shortOf, worthOf } from "./gaps.ts";
import { difference, exactOf, show, showBeside, type Look } from "./show.ts";
import { scoreOf } from "./scores.ts";
import { isBand, statusOf, unitsToDecide, type End } from "./status.ts";
import { aimOf, edgeOf } from "./targets.ts";
import type { Change, ScorecardKpi, Shown } from "./types.ts";

export function lookOf(kpi: Kpi, currency: string): Look {
  const { kind } = kpi.formula;
  return { unit: kpi.unit, currency, isTotal: kind === "total" || kind === "balance" };
}

export function showInterval(outcome: Outcome, look: Look): readonly [Shown, Shown] | null {
  const { value, interval } = outcome;
  if (isReason(value) || !interval) return null;
  return [show(interval[0], look), show(interval[1], look)];
}

function changeOf({ now, before }: Pick<RowParts, "before"> & { now: Valued }, look: Look): Change {
  if (isReason(now.value) || isReason(before.value)) return { absolute: null, relative: null };
  const absolute = difference(now.value, before.value);
  const base = toNumber(before.value);
  return { absolute: show(absolute, look), relative: base > 0 ? toNumber(absolute) / base : null };
}

/** From the goal, or a band's lower edge, to the red line that was drawn; none: as scores have it. */
function redDistance(target: Target | null, look: Look): number | undefined {
  if (target?.red === undefined) return undefined;
  const goal = exactOf(target.value, look);
  return Math.abs(toNumber(difference(goal, exactOf(target.red, look)))) || undefined;
}

export type RowParts = {
  currency: string;
  now: Outcome;
  before: Valued;
  /** What the change is told of. Default of both. */
  finished?: Finished | undefined;
  /** The one in force over the period. */
  target: Target | null;
  isRunning: boolean;
  /** Of a total in a running period. Default nobody knows. */
  end?: End | undefined;
  /** The mean value of an order, minor units: what orders that are missing would be worth. Default unknown. */
  orderValue?: number | null;
  asOf: Date;
};

const endShown = ({ expected, low, high }: End, look: Look) => ({
  end: show(expected, look),
  endLow: show(low, look),
  endHigh: show(high, look),
});

export function kpiRow(
  kpi: Kpi,
  { currency, now, before, finished, target, ...rest }: RowParts,
): ScorecardKpi {
  const look = lookOf(kpi, currency);
  const told = finished ?? { now, before };
  const aim = aimOf(target, look);
  const reason = isReason(now.value) ? now.value : null;
  const version = now.version ?? kpi.version;
  const judged = {
    outcome: now,
    kind: kpi.formula.kind,
    direction: kpi.direction,
    target: aim,
    isRunning: rest.isRunning,
    end: rest.end,
  };
  const isOpen = kpi.formula.kind === "total" && rest.isRunning;
  // A part of a period is never held against all of its target.
  const judgedBy = isReason(now.value) ? null : isOpen ? (rest.end?.expected ?? null) : now.value;
  const level = aim && isBand(aim) ? edgeOf(aim, judgedBy) : aim;
  const toDecide = unitsToDecide(judged);
  const score =
    judgedBy === null || !aim
      ? null
      : scoreOf(toNumber(judgedBy), {
          ...{ target: aim, direction: kpi.direction },
          red: redDistance(target, look),
        });
  const short =
    judgedBy === null || !aim ? null : shortOf(judgedBy, { aim, direction: kpi.direction });
  const orderValue = rest.orderValue ?? null;
  const worth = short === null ? null : worthOf(short, { kpi, now, orderValue });
  return {
    id: kpi.id,
    name: kpi.name,
    perspective: kpi.perspective,
    unit: kpi.unit,
    direction: kpi.direction,
    value: isReason(now.value) ? null : show(now.value, look),
    reason,
    n: Number(now.n),
    counts: kpi.counts,
    interval: showInterval(now, look),
    target: level && show(level, look),
    status: statusOf(judged),
    previous: isReason(told.before.value) ? null : show(told.before.value, look),
    change: changeOf(told, look),
    coverage: reason ? null : now.coverage,
    asOf: rest.asOf.toISOString(),
    formula: kpi.earlier?.[version] ?? kpi.words,
    version,
    beside: {
      ...(score === null ? {} : { score }),
      ...(score === null || !target?.weight ? {} : { weight: Number(target.weight) }),
      ...(aim && isBand(aim) ? { low: show(aim.low, look), high: show(aim.high, look) } : {}),
      ...(finished ? { finishedDays: finished.days } : {}),
      ...(toDecide === null ? {} : { toDecide }),
      ...(short === null ? {} : { short: show(short, look) }),
      ...(worth === null ? {} : { shortWorth: formatMinor(BigInt(worth), currency) }),
      ...(aim && isOpen && rest.end ? endShown(rest.end, look) : {}),
      ...showBeside(now.beside, currency),
      ...(reason ? { needs: kpi.missing[reason] ?? kpi.missing["no-data"] } : {}),
    },
  };
}
