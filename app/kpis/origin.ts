// How values come about, declared over measures: what the causes of a gap are taken from.
import type { Chain, Effect, Sum } from "../analysis/causes/chain.ts";
import type { Period } from "../ledger/period.ts";
import type { Reason } from "../ledger/result.ts";
import { measuresOf, type Combination } from "./combination.ts";
import type { Origin, When } from "./formula.ts";

type ChainOf = Omit<Chain, "base" | "steps"> & {
  base: Combination;
  steps: readonly { effect: Effect; amount: Combination }[];
};
type SumOf = { effect: Effect; amount: Combination };
export type PartOf = ChainOf | SumOf;

const combinationsOf = (part: PartOf) =>
  "steps" in part ? [part.base, ...part.steps.map(({ amount }) => amount)] : [part.amount];

/** Of the amount itself: more or less of it in each key. */
export const byVolume = (amount: Combination): PartOf[] => [{ effect: "volume", amount }];

/** Of a ratio: what is above the line over what is below it, and where the latter is. */
export const byRate = (top: Combination, bottom: Combination): PartOf[] => [
  { level: null, sign: 1, base: bottom, steps: [{ effect: "rate", amount: top }] },
];

/** @param days the days that count, or why none does */
export function originOf(parts: readonly PartOf[], days: (when: When) => Period | Reason): Origin {
  const measures = measuresOf(...parts.flatMap(combinationsOf));
  return {
    wishes(when) {
      const counted = days(when);
      return typeof counted === "string" ? [] : [{ measures, days: counted }];
    },
    parts(reading, when) {
      const counted = days(when);
      const read = (amount: Combination) =>
        typeof counted === "string" ? 0n : amount.of(reading, counted);
      return parts.map((part): Chain | Sum =>
        "steps" in part
          ? {
              level: part.level,
              ...(part.isPaid ? { isPaid: part.isPaid } : {}),
              sign: part.sign,
              base: read(part.base),
              steps: part.steps.map(({ effect, amount }) => ({ effect, amount: read(amount) })),
            }
          : { effect: part.effect, amount: read(part.amount) },
      );
    },
  };
}

/** Of a ratio whose amounts are no measures: `top` of `bottom`. */
export const rateChain = (top: bigint, bottom: bigint): Chain => ({
  level: null,
  sign: 1,
  base: bottom,
  steps: [{ effect: "rate", amount: top }],
});
