// A definition in two versions: the later one holds in periods on every day of which the shop had told a
// cost rule. A period before that keeps the earlier one, unless a version is asked for; what is compared
// with a period, or is a part of it, is counted as that period is, or not at all.
import { missing, type Companion, type Formula, type When } from "../formula.ts";

/** Whether the later version holds in the period. */
export const isByRules = ({
  costRulesFrom,
  period,
}: Pick<When, "costRulesFrom" | "period">): boolean =>
  !!costRulesFrom && costRulesFrom <= period.from;

type Versions = { before: Formula; byRules: Formula };

/** `before` is version 1, `byRules` version 2. Both of one kind. */
export function sinceCostRules({ before, byRules }: Versions): Formula {
  /** 0: the period cannot be counted as its companion is. */
  function versionOf(when: When, companion?: Companion): 0 | 1 | 2 {
    const wanted = companion?.like.version ?? when.version;
    if (wanted === 1) return 1;
    if (when.version === 2 || companion?.isPart || isByRules(when)) return 2;
    return wanted === 2 ? 0 : 1;
  }
  const couldBe = (when: When) => !!when.costRulesFrom || when.version === 2;
  const { origin, kind } = before;
  const later = byRules.origin;
  return {
    kind,
    wishes: (when) => [...before.wishes(when), ...(couldBe(when) ? byRules.wishes(when) : [])],
    evaluate(reading, when, companion) {
      const version = versionOf(when, companion);
      if (version === 0) return missing("not-connected");
      const formula = version === 2 ? byRules : before;
      return { ...formula.evaluate(reading, when, companion), version };
    },
    ...(origin && later
      ? {
          origin: {
            wishes: (when) => [
              ...origin.wishes(when),
              ...(couldBe(when) ? later.wishes(when) : []),
            ],
            parts: (reading, when, given) =>
              (given.like.version === 2 ? later : origin).parts(reading, when, given),
          },
        }
      : {}),
  };
}
