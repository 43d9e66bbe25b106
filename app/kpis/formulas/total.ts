import { coverageOf, exact, missing, type Formula } from "../formula.ts";
import type { Combination } from "../combination.ts";
import { byVolume, originOf, type PartOf } from "../origin.ts";
import type { PeriodQuery } from "../query.ts";
import { besideIn, coverageIn, wishesOf, type Common } from "./common.ts";

export type Total = Common & {
  amount: Combination;
  /** Units it stands on. */
  n: Combination;
  /** Where this is 0 although there are units, a source is not connected. */
  connected?: Combination;
  /** Column `amount`: the part of `moved` whose day is unknown. Default: coverage as in Common. */
  undated?: { query: PeriodQuery; moved: Combination };
  /** How the amount comes about. Default: more or less of it. */
  origin?: readonly PartOf[];
};

/** An amount that adds up over days and parts. There is none where nothing at all happened. */
export function total(parts: Total): Formula {
  const { amount, n, connected, undated } = parts;
  return {
    kind: "total",
    origin: originOf(parts.origin ?? byVolume(amount), ({ period }) => period),
    wishes: (when) =>
      wishesOf(parts, when, [amount, n, connected], {
        aside: [undated?.moved],
        queries: undated ? [undated.query] : [],
      }),
    evaluate(reading, when, companion) {
      const days = when.period;
      const units = n.of(reading, days);
      const top = amount.of(reading, days);
      const rest = { n: units, beside: besideIn(parts, reading, when) };
      if (units === 0n && top === 0n) return missing("no-data", rest);
      const isConnected = !connected || connected.of(reading, days) !== 0n;
      if (!isConnected && !companion?.isPart) return missing("not-connected", rest);
      const moved = undated?.moved.of(reading, days) ?? 0n;
      const coverage = undated
        ? coverageOf(moved - reading.column(undated.query, days, "amount"), moved)
        : coverageIn(parts, reading, days);
      return { ...rest, value: exact(top), interval: null, coverage, weight: top };
    },
  };
}
