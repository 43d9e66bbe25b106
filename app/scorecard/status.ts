// On, off or cannot tell: a target the 95 % interval holds is neither reached nor missed yet.
import { sideOf, unitsToTell, type Reading } from "../analysis/stats/told.ts";
import { isReason, toNumber, type Exact, type Formula, type Outcome } from "../kpis/formula.ts";
import { difference } from "./show.ts";
import type { Status } from "./types.ts";

/** What a running total will be once its days are over, 95 %; in the value's unit. */
export type End = { expected: number; low: number; high: number };

/** Not less than the one and not more than the other. */
export type Band = { low: Exact; high: Exact };

export type Judged = {
  outcome: Outcome;
  kind: Formula["kind"];
  direction: "up" | "down";
  /** A level to reach, or a band to stay in, in the unit of the value. */
  target: Exact | Band | null;
  /** The period is not over, so its totals still grow. */
  isRunning: boolean;
  /** Of such a total. Default nobody knows. */
  end?: End | null | undefined;
};

export const isBand = (target: Exact | Band): target is Band => "low" in target;

/** The levels that the value is held against, each with the side that is good. */
function levelsOf({ target, direction }: Judged): { at: Exact; good: "above" | "below" }[] {
  if (!target) return [];
  if (!isBand(target)) return [{ at: target, good: direction === "up" ? "above" : "below" }];
  return [
    { at: target.low, good: "above" },
    { at: target.high, good: "below" },
  ];
}

function readingOf({ value, interval, n, sampling }: Outcome): Reading | null {
  if (isReason(value) || !interval) return null;
  return { value: toNumber(value), interval, n: Number(n), sampling };
}

/** A running total reaches a level, or misses it, where all of its end will be on one side; null: unknown. */
function endReaches({ low, high }: End, at: number, good: "above" | "below"): boolean | null {
  const [isSure, isLost] = good === "above" ? [low >= at, high < at] : [high <= at, low > at];
  return isSure ? true : isLost ? false : null;
}

/**
 * A total of a finished period is exact; of a running one its end is judged. Of everything else the status is told where chance alone would
 * say the same in about 2.5 % of periods at most.
 */
export function statusOf(judged: Judged): Status {
  const { outcome, kind, target, isRunning, end = null } = judged;
  const { value } = outcome;
  if (isReason(value)) return "no-data";
  if (!target) return "no-target";
  const isOpen = kind === "total" && isRunning;
  if (isOpen && !end) return "cannot-tell";
  const reading = readingOf(outcome);
  const sides = levelsOf(judged).map(({ at, good }) => {
    if (isOpen && end) return endReaches(end, toNumber(at), good);
    if (kind !== "total") {
      const side = reading && sideOf(reading, toNumber(at));
      return side && side === good;
    }
    const ahead = toNumber(difference(value, at));
    return good === "above" ? ahead >= 0 : ahead <= 0;
  });
  if (sides.includes(false)) return "off";
  return sides.includes(null) ? "cannot-tell" : "on";
}

/**
 * Orders, answers or customers after which the status could be told, should they be like those so far.
 * Null when it is told, when nothing is to tell, and when no number would do.
 */
export function unitsToDecide(judged: Judged): number | null {
  const reading = readingOf(judged.outcome);
  if (judged.kind === "total" || !reading || statusOf(judged) !== "cannot-tell") return null;
  const more = levelsOf(judged).map(({ at }) => unitsToTell(reading, toNumber(at)));
  const known = more.filter((units) => units !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
