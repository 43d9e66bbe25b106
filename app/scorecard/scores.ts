// Scores from 0 to 10: the goal is 6.6, the red line 3.3, on the straight line through both. A perspective
// is the weighted mean of its KPIs, the whole that of the perspectives; what has no score leaves its
// weight to the others, and is named.
import { toNumber, type Exact } from "../kpis/formula.ts";
import { isBand, type Band } from "./status.ts";

export const goalScore = 6.6;
const redScore = 3.3;
const bestScore = 10;

/** Our choice while a merchant has drawn none: the red line lies a fifth of the goal behind it. */
const redPart = 0.2;
/** Of a goal of 0 there is no fifth; one unit of the KPI then. */
const redOfZero = 1;

const redDistance = (goal: number) => Math.abs(goal) * redPart || redOfZero;

/**
 * @param value in the KPI's unit
 * @param target a level, better on the side of `direction`; a band is better the further inside
 * @param red distance of the red line from the goal, above 0. Default a fifth of the goal.
 * @returns 0 … 10; never falls when the value moves to the better side
 */
export function scoreOf(
  value: number,
  {
    target,
    direction,
    red,
  }: { target: Exact | Band; direction: "up" | "down"; red?: number | undefined },
): number {
  if (isBand(target)) {
    const [low, high] = [toNumber(target.low), toNumber(target.high)];
    const own = red ?? Math.max(redDistance(low), redDistance(high));
    const inside = Math.min(value - low, high - value);
    return clip(goalScore + (inside / own) * (goalScore - redScore));
  }
  const goal = toNumber(target);
  const ahead = direction === "up" ? value - goal : goal - value;
  return clip(goalScore + (ahead / (red ?? redDistance(goal))) * (goalScore - redScore));
}

const clip = (score: number) => Math.min(bestScore, Math.max(0, score));

export type Scored = { id: string; score: number | null; weight?: number };
export type Mean = {
  /** Null where nothing has a score. */
  score: number | null;
  /** Whose scores it is made of. */
  from: string[];
};

/** The mean by weight (default 1, at least 0) of those that have a score. */
export function meanScore(all: readonly Scored[]): Mean {
  const known = all.flatMap(({ id, score, weight = 1 }) =>
    score === null || weight <= 0 ? [] : [{ id, score, weight }],
  );
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  const sum = known.reduce((all, { score, weight }) => all + score * weight, 0);
  return {
    score: known.length === 0 ? null : clip(sum / weights),
    from: known.map(({ id }) => id),
  };
}
