import { ratioInterval } from "../../analysis/stats/delta.ts";
import type { Period } from "../../ledger/period.ts";
import type { Combination } from "../combination.ts";
import { exact, missing, type Formula, type Outcome, type Reading } from "../formula.ts";
import { byRate, originOf, type PartOf } from "../origin.ts";
import { besideIn, coverageIn, daysOf, wishesOf, type Common } from "./common.ts";

/** Sums over `units` of x = what stands below and y = what stands above the line. */
export type Spread = { units: Combination; xx: Combination; yy: Combination; xy: Combination };

export type Ratio = Common & {
  top: Combination;
  bottom: Combination;
  /** What the value stands on. */
  n: Combination;
  /** Squares and products over units, for the delta interval. Default: no interval. */
  spread?: Spread;
  /** Orders and the like without which there is nothing to divide. Default: n. */
  exists?: Combination;
  /** Where this is 0 although something exists, a source is not connected. */
  connected?: Combination;
  /** Another interval where this one says so. */
  interval?: (sums: { n: bigint; x: bigint; y: bigint }) => Outcome["interval"] | undefined;
  /** How `top` comes about. Default: the rate over `bottom`, and where that is. */
  origin?: readonly PartOf[];
};

/** One amount over another, its uncertainty by the delta method over units. */
export function ratio(parts: Ratio): Formula {
  const { top, bottom, n, spread, connected } = parts;
  const exists = parts.exists ?? n;
  const squares = spread ? [spread.units, spread.xx, spread.yy, spread.xy] : [];
  const read = [top, bottom, n, exists, connected];

  function intervalOf(reading: Reading, days: Period, x: bigint, y: bigint) {
    if (!spread) return null;
    const n = spread.units.of(reading, days);
    const own = parts.interval?.({ n, x, y });
    if (own !== undefined) return own;
    const xx = spread.xx.of(reading, days);
    const yy = spread.yy.of(reading, days);
    const xy = spread.xy.of(reading, days);
    return ratioInterval({ n, x, y, xx, yy, xy });
  }

  return {
    kind: "quotient",
    origin: originOf(parts.origin ?? byRate(top, bottom), (when) => daysOf(parts, when)),
    wishes: (when) => [
      ...wishesOf(parts, when, read, { aside: squares }),
      // Where days are left out, the period still tells whether there is anything at all.
      ...(parts.days ? [{ measures: exists.measures, days: when.period }] : []),
    ],
    evaluate(reading, when) {
      const days = daysOf(parts, when);
      const beside = besideIn(parts, reading, when);
      const isEmpty = exists.of(reading, when.period) === 0n;
      if (typeof days === "string") return missing(isEmpty ? "no-data" : days, { beside });
      const x = bottom.of(reading, days);
      const y = top.of(reading, days);
      const units = n.of(reading, days);
      const rest = { n: units, beside, coverage: coverageIn(parts, reading, days), weight: x };
      if (exists.of(reading, days) === 0n) return missing(isEmpty ? "no-data" : "too-few", rest);
      if (connected && connected.of(reading, days) === 0n) return missing("not-connected", rest);
      // What went back outweighs what was sold: there is no base to take a part of.
      if (x <= 0n) return missing("no-data", { ...rest, weight: 0n });
      const interval = intervalOf(reading, days, x, y);
      return { ...rest, value: exact(y, x), interval, sampling: "amounts" };
    },
  };
}
