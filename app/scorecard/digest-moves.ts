// What got better and what got worse in a week, beyond what chance does to both weeks.
import { differenceInterval, isRareStep } from "../analysis/stats/difference.ts";
import type { ScorecardKpi } from "./types.ts";

const moves = 3;
/**
 * From 95 % to 99 %, by the normal law: some twenty numbers are looked at each week, and at 95 % most weeks
 * would tell of one that did not move.
 */
const longer = 2.5758 / 1.96;

export type MovesGiven = {
  /** Rows of the week before. */
  before: readonly ScorecardKpi[];
  /** By KPI, its past whole weeks up to the one before, the oldest first; null: it had no value. */
  weeks: ReadonlyMap<string, readonly (number | null)[]>;
};

/** How much there was to how much there is, between −1 and 1: of any size, and of nothing too. */
function stepOf(from: number, to: number): number {
  const size = Math.abs(from) + Math.abs(to);
  return size === 0 ? 0 : (to - from) / size;
}

/**
 * Both weeks have an interval, and their difference's leaves out 0; or it is a number that has none, and
 * no more than one in twenty of its weeks went as far. Of anything else nobody knows.
 */
function isBeyondChance(kpi: ScorecardKpi, { before, weeks }: MovesGiven): boolean {
  const then = before.find(({ id }) => id === kpi.id);
  // Of another touchpoint, or by another version: not what it is compared with.
  if (!then || then.value !== kpi.previous) return false;
  if (!kpi.interval || !then.interval) {
    const past = (weeks.get(kpi.id) ?? []).flatMap((to, at, all) => {
      const from = all[at - 1] ?? null;
      return from === null || to === null ? [] : [stepOf(from, to)];
    });
    return isRareStep(stepOf(Number(then.value), Number(kpi.value)), past);
  }
  const [now, was] = [kpi, then].map(({ value, interval }) => ({
    value: Number(value),
    interval: [Number(interval![0]), Number(interval![1])] as const,
  }));
  const moved = now!.value - was!.value;
  const [low, high] = differenceInterval(now!, was!);
  return moved > 0 ? moved > (moved - low) * longer : -moved > (high - moved) * longer;
}

/**
 * How much better, so that KPIs can be ranked: a fraction of the week before, of points of the hundred there
 * are, and where the week before was not above 0 of the larger of both. Null where nothing moved.
 */
function bettered({ value, change, unit, direction, previous }: ScorecardKpi): number | null {
  if (value === null || change.absolute === null || previous === null) return null;
  const moved = Number(change.absolute);
  if (moved === 0) return null;
  const larger = Math.max(Math.abs(Number(value)), Math.abs(Number(previous)));
  const by = unit === "points" ? moved / 100 : (change.relative ?? moved / larger);
  return direction === "up" ? by : -by;
}

/** The KPIs that got better and worse most, at most three each. */
export function movesOf(
  kpis: readonly ScorecardKpi[],
  given: MovesGiven,
): { up: ScorecardKpi[]; down: ScorecardKpi[] } {
  const moved = kpis
    .flatMap((kpi) => {
      const by = bettered(kpi);
      return by === null || !isBeyondChance(kpi, given) ? [] : [{ kpi, by }];
    })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const some = (isUp: boolean) =>
    moved
      .filter(({ by }) => by > 0 === isUp)
      .slice(0, moves)
      .map(({ kpi }) => kpi);
  return { up: some(true), down: some(false) };
}
