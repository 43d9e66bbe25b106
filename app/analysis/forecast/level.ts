// The level that is served: simple exponential smoothing whose weights, a tenth less a period, are taken of the
// periods there were. Brown's own starts at the first period, which then weighs as much as all that was before
// it would have: of a thing that began with one large order nothing but that order is seen for months. Where
// many periods are known both are the same.
import type { Series } from "./series.ts";
import { alpha } from "./ses.ts";

/** Units a period, and Σ of the weights it stands on; none before a period tells anything. */
export type Level = { units: number; weight: number };
export const noLevel = (): Level => ({ units: Number.NaN, weight: 0 });

/** Takes one more period in; one that tells nothing leaves the level as it is. */
export function moveLevel(level: Level, units: number): void {
  if (Number.isNaN(units)) return;
  level.weight = 1 + (1 - alpha) * level.weight;
  level.units = level.weight === 1 ? units : level.units + (units - level.units) / level.weight;
}

export function levelBefore(series: Series, to = series.length): Level {
  const level = noLevel();
  for (let at = 0; at < to; at += 1) moveLevel(level, series[at]!);
  return level;
}

/** @returns units a period expected from `to` on; NaN where no period before it tells anything */
export const levelOf = (series: Series, to = series.length): number =>
  levelBefore(series, to).units;
