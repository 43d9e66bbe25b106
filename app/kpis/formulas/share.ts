import { wilson } from "../../analysis/stats/wilson.ts";
import type { Reason } from "../../ledger/result.ts";
import type { Combination } from "../combination.ts";
import { exact, missing, type Formula, type Origin, type Outcome } from "../formula.ts";
import { byRate, originOf, rateChain } from "../origin.ts";
import type { PeriodQuery } from "../query.ts";
import { besideIn, coverageIn, daysOf, wishesOf, type Common } from "./common.ts";

/** `hits` of `n`, with Wilson's interval; `reason` where n is 0. */
export function shareOf(
  hits: bigint,
  n: bigint,
  rest: Pick<Outcome, "beside" | "coverage">,
  reason: Reason = "no-data",
): Outcome {
  if (n <= 0n) return missing(reason, rest);
  const interval = wilson(Number(hits), Number(n));
  return { ...rest, value: exact(hits, n), n, interval, sampling: "yes-no", weight: n };
}

export type Share = Common & {
  hits: Combination;
  n: Combination;
  /** Where these are 0 there is no data, where only n is, too few. Default: n. */
  exists?: Combination;
  /** Where this is 0 although something exists, a source is not connected. */
  connected?: Combination;
};

/** The part of units that did something. */
export function share(parts: Share): Formula {
  const { hits, n, connected } = parts;
  const exists = parts.exists ?? n;
  return {
    kind: "quotient",
    origin: originOf(byRate(hits, n), (when) => daysOf(parts, when)),
    wishes: (when) => wishesOf(parts, when, [hits, n, exists, connected]),
    evaluate(reading, when) {
      const days = daysOf(parts, when);
      const beside = besideIn(parts, reading, when);
      if (typeof days === "string") return missing(days, { beside });
      const rest = { beside, coverage: coverageIn(parts, reading, days) };
      if (exists.of(reading, days) === 0n) return missing("no-data", rest);
      if (connected && connected.of(reading, days) === 0n) return missing("not-connected", rest);
      return shareOf(hits.of(reading, days), n.of(reading, days), rest, "too-few");
    },
  };
}

/**
 * The same over the columns of a query.
 * @param pending a column: units that will count later, which make "too few" of "no data".
 */
export function shareOfQuery(
  query: PeriodQuery,
  { hits, n, pending }: { hits: string; n: string; pending?: string },
): Formula {
  return {
    kind: "quotient",
    origin: rateOfQuery(query, { top: hits, bottom: n }),
    wishes: (when) => [{ query, days: when.period }],
    evaluate(reading, when) {
      const column = (name: string) => reading.column(query, when.period, name);
      const reason = pending && column(pending) > 0n ? "too-few" : "no-data";
      return shareOf(column(hits), column(n), { beside: {}, coverage: null }, reason);
    },
  };
}

/** How a ratio of two columns comes about. */
export function rateOfQuery(
  query: PeriodQuery,
  { top, bottom }: { top: string; bottom: string },
): Origin {
  return {
    wishes: ({ period }) => [{ query, days: period }],
    parts(reading, { period }) {
      const column = (name: string) => reading.column(query, period, name);
      return [rateChain(column(top), column(bottom))];
    },
  };
}
