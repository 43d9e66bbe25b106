// All that is learned from a shop's purchases, in one pure step: the report card, then
// what was chosen, learned anew from all that is known.
import { blended } from "./blend.ts";
import { customerGroups, neighbourWeights, type Choice } from "./choose.ts";
import { countTogether, easeCustomers, easeItems, easeWeights } from "./ease.ts";
import { firstBasketsAfter, historiesBefore, type Purchases } from "./purchases.ts";
import { rhythmsOf, type Rhythm } from "./replenishment.ts";
import { reportOn, type Report, type ReportWish } from "./report.ts";
import {
  measureSubstitutes,
  substitutesOf,
  type Described,
  type Substitute,
  type SubstituteCard,
} from "./substitutes.ts";
import type { Weights } from "./weights.ts";

export type LearnTask = {
  purchases: Purchases;
  /** By item; null for what no catalogue describes. */
  described: readonly (Described | null)[];
  wish: ReportWish;
  /** Nothing is learned for lists, only measured. Default false. */
  isReportOnly?: boolean;
};

export type Learned = {
  /** Null while nobody came back who could be foretold. */
  report: Report | null;
  substitutes: SubstituteCard | null;
  /** Empty unless EASE is part of what was chosen. */
  weights: Weights;
  rhythms: Map<number, Rhythm>;
  instead: Map<number, Substitute[]>;
};

export function learn({ purchases, described, wish, isReportOnly = false }: LearnTask): Learned {
  const report = reportOn(purchases, wish);
  if (isReportOnly) {
    return {
      report,
      substitutes: null,
      weights: new Map(),
      rhythms: new Map(),
      instead: new Map(),
    };
  }
  const before = historiesBefore(purchases, wish.cut);
  const card = measureSubstitutes(
    before,
    firstBasketsAfter(purchases, before, { from: wish.cut, until: wish.until }),
    {
      described,
      substitutes: substitutesOf(customerGroups(before), described),
      seed: wish.seed,
    },
  );
  const now = historiesBefore(purchases, wish.until);
  return {
    report,
    substitutes: card,
    weights: report ? weightsOf(report.choice) : new Map(),
    rhythms: rhythmsOf(now),
    instead: substitutesOf(customerGroups(now), described),
  };

  function weightsOf({ discovery, lambda }: Choice): Weights {
    if (discovery !== "ease-also-bought" || now.users < easeCustomers) return new Map();
    return blended(easeWeights(countTogether(now, easeItems), lambda), neighbourWeights(now));
  }
}
