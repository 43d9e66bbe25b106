// On, off or cannot tell: a target the 95 % interval holds is neither reached nor missed yet.
import { isReason, toNumber, type Exact, type Formula, type Outcome } from "../kpis/formula.ts";
import { difference } from "./show.ts";
import type { Status } from "./types.ts";

export type Judged = {
  outcome: Outcome;
  kind: Formula["kind"];
  direction: "up" | "down";
  target: Exact | null;
  /** The period is not over, so its totals still grow. */
  isRunning: boolean;
};

export function statusOf({ outcome, kind, direction, target, isRunning }: Judged): Status {
  const { value, interval } = outcome;
  if (isReason(value)) return "no-data";
  if (!target) return "no-target";
  if (kind === "total") {
    if (isRunning) return "cannot-tell";
  } else {
    if (!interval) return "cannot-tell";
    const aim = toNumber(target);
    if (interval[0] <= aim && aim <= interval[1]) return "cannot-tell";
  }
  const ahead = toNumber(difference(value, target));
  return (direction === "up" ? ahead >= 0 : ahead <= 0) ? "on" : "off";
}
