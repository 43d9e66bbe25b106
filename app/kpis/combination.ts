// Integer arithmetic over measures: what stands over and under a formula's line.
import type { Period } from "../ledger/period.ts";
import type { Measure } from "../measures/index.ts";
import type { Reading } from "./formula.ts";

export type Combination = {
  measures: readonly Measure[];
  of(reading: Reading, days: Period): bigint;
};

/** Any integer function of the measures' sums, in the order they are listed. */
export function combine<const M extends readonly Measure[]>(
  measures: M,
  from: (...sums: { [K in keyof M]: bigint }) => bigint,
): Combination {
  return {
    measures,
    of(reading, days) {
      const sums = measures.map((measure) => reading.sum(measure, days));
      return from(...(sums as { [K in keyof M]: bigint }));
    },
  };
}

/** The measures added up. */
export function sum(...measures: readonly Measure[]): Combination {
  return combine(measures, (...sums) => sums.reduce((a, b) => a + b, 0n));
}

/** The first less all that follow. */
export function less(first: Measure, ...rest: readonly Measure[]): Combination {
  return combine([first, ...rest], (head, ...tail) => tail.reduce((a, b) => a - b, head));
}

/** Every measure that some combinations read, each once. */
export function measuresOf(...parts: readonly (Combination | undefined)[]): Measure[] {
  return [...new Set(parts.flatMap((part) => part?.measures ?? []))];
}
