// How many people a trial would take, before it begins: from what known customers left in the last weeks.
// What one customer leaves in some days is taken as orders that come by chance one by one (a compound
// Poisson process), so its mean and its variance grow alike with the days.
import {
  defaultAlpha,
  fewestInArm,
  meanOf,
  peopleNeeded,
  varianceOf,
  type Sums,
} from "./always-valid.ts";

/** Sums over customers of CM1 in minor units, of `days` days together. */
export type PastWeeks = Sums & { days: number };

export type PlanWish = {
  /** Part of people to be held out. */
  share: number;
  windowDays: number;
  /** Minor units a person. */
  leastEffect: number | null;
};

/** Differences that are looked at beside the one asked for, as parts of what a person leaves. */
export const planParts = [0.1, 0.25, 0.5] as const;

export type PlanRow = {
  /** Minor units a person; `part` of the mean. */
  effect: number;
  part: number;
  /** Over both arms; null where no number would do. */
  people: number | null;
};

export type Plan = {
  /** Customers it rests on, and what one leaves in the window: minor units. */
  n: number;
  mean: number;
  deviation: number;
  rows: PlanRow[];
};

/** Null for too few customers, or where all left alike: nothing can be said. */
export function planOf(past: PastWeeks, { share, windowDays, leastEffect }: PlanWish): Plan | null {
  const times = windowDays / past.days;
  const mean = meanOf(past) * times;
  const variance = varianceOf(past) * times;
  if (past.n < fewestInArm || variance === 0) return null;
  const effects = mean > 0 ? planParts.map((part) => part * mean) : [];
  if (leastEffect !== null) effects.unshift(leastEffect);
  const rows = effects.map((effect): PlanRow => {
    const need = { effect, share, variances: [variance, variance] } as const;
    return { effect, part: mean > 0 ? effect / mean : 0, people: peopleNeeded(need, defaultAlpha) };
  });
  return { n: past.n, mean, deviation: Math.sqrt(variance), rows };
}
