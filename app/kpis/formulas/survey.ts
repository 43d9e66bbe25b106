// Scores of survey answers. Touchpoints are never mixed: after-delivery answers where there are at
// least ten, because only then the goods have been seen, else those of the checkout, and the
// touchpoint is named.
import { npsInterval } from "../../analysis/stats/nps.ts";
import { wilson } from "../../analysis/stats/wilson.ts";
import type { Sampling } from "../../analysis/stats/told.ts";
import type { Interval } from "../../analysis/stats/interval.ts";
import type { Measure, Touchpoint } from "../../measures/index.ts";
import { exact, missing } from "../formula.ts";
import type { Exact, Formula, Outcome, When, Wish } from "../formula.ts";
import { rateChain } from "../origin.ts";

/** Fewer answers are hidden (definitions.md). */
export const fewestAnswers = 10n;

const candidates = ["after-delivery", "checkout"] as const satisfies readonly Touchpoint[];
type Candidate = (typeof candidates)[number];
type ByTouchpoint = Readonly<Record<Candidate, Measure>>;

type Score = { value: Exact; interval: Interval | null; sampling: Sampling };

export type Survey = {
  answers: ByTouchpoint;
  /** Counted among the answers, in the order `score` takes them. */
  counted: readonly ByTouchpoint[];
  score(n: bigint, counted: readonly bigint[]): Score;
  /** What of those counted is above the line of which the answers are below. */
  top(counted: readonly bigint[]): bigint;
};

/** The touchpoint that is counted, by the rule above. */
export function usualTouchpoint(answers: (at: Candidate) => bigint): Candidate {
  if (answers("after-delivery") >= fewestAnswers) return "after-delivery";
  return answers("checkout") > 0n || answers("after-delivery") === 0n
    ? "checkout"
    : "after-delivery";
}

const touchpointLike = (like: Outcome | undefined) =>
  candidates.find((candidate) => like?.beside["touchpoint"] === candidate);

/** A score of one touchpoint's answers; below ten answers there are too few. */
export function surveyScore({ answers, counted, score, top }: Survey): Formula {
  const wishes = ({ period }: When): Wish[] => [
    { measures: [answers, ...counted].flatMap((each) => Object.values(each)), days: period },
  ];
  return {
    kind: "quotient",
    origin: {
      wishes,
      parts(reading, { period }, { like }) {
        const at = touchpointLike(like) ?? "checkout";
        const sums = counted.map((each) => reading.sum(each[at], period));
        return [rateChain(top(sums), reading.sum(answers[at], period))];
      },
    },
    wishes,
    evaluate(reading, { period }, companion) {
      const like = companion?.like;
      const touchpoint =
        touchpointLike(like) ?? usualTouchpoint((at) => reading.sum(answers[at], period));
      const n = reading.sum(answers[touchpoint], period);
      const rest = { n, coverage: null, beside: { touchpoint }, weight: n };
      if (n === 0n) return missing("no-data", { ...rest, beside: like ? rest.beside : {} });
      if (n < fewestAnswers) return missing("too-few", rest);
      return {
        ...rest,
        ...score(
          n,
          counted.map((each) => reading.sum(each[touchpoint], period)),
        ),
      };
    },
  };
}

export const npsTop = ([promoters = 0n, detractors = 0n]: readonly bigint[]) =>
  100n * (promoters - detractors);
export const satisfiedTop = ([satisfied = 0n]: readonly bigint[]) => satisfied;

/** 100 × (promoters − detractors) ÷ n, with the adjusted Wald interval. */
export function npsScore(n: bigint, [promoters = 0n, detractors = 0n]: readonly bigint[]): Score {
  return {
    sampling: "points",
    value: exact(100n * (promoters - detractors), n),
    interval: npsInterval(Number(promoters), Number(detractors), Number(n)),
  };
}

/** satisfied ÷ n, with Wilson's interval. */
export function satisfiedShare(n: bigint, [satisfied = 0n]: readonly bigint[]): Score {
  return {
    sampling: "yes-no",
    value: exact(satisfied, n),
    interval: wilson(Number(satisfied), Number(n)),
  };
}
