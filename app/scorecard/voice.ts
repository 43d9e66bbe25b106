// What buyers said, for the Voice panel: shapes and arithmetic.
import type { Interval } from "../analysis/stats/interval.ts";
import { unitsToTell } from "../analysis/stats/told.ts";
import { isReason, missing, toNumber, type Outcome } from "../kpis/formula.ts";
import * as survey from "../kpis/formulas/survey.ts";
import type { Day } from "../ledger/day.ts";
import { detractsTo, promotesFrom, satisfiedFrom } from "../measures/index.ts";
import type { Status } from "./types.ts";

export const voiceQuestions = ["nps", "csat"] as const;
export type VoiceQuestion = (typeof voiceQuestions)[number];
export const voiceTouchpoints = ["after-delivery", "checkout", "service", "pos"] as const;
export type VoiceTouchpoint = (typeof voiceTouchpoints)[number];
export const voiceSplits = ["touchpoint", "channel", "region", "product", "month"] as const;
export type VoiceSplit = (typeof voiceSplits)[number];

const fewestAnswers = Number(survey.fewestAnswers);

/** How many answers each score got. */
export type Counts = ReadonlyMap<number, number>;

export type VoiceScore = {
  n: number;
  /** NPS in points, CSAT as a fraction; null below ten answers. */
  value: number | null;
  /** 95 %. */
  interval: Interval | null;
};

/** How many were asked and how many of them answered; null where it is not known who was asked. */
export type Response = { asked: number; answered: number } | null;

export type VoiceSummary = VoiceScore & {
  question: VoiceQuestion;
  target: number | null;
  status: Status;
  /**
   * Answers until the status can be told, should they be like those so far; below ten, until there is a
   * score. Null when it is decided, without a target, or when no number would do.
   */
  more: number | null;
};

export type VoicePart = VoiceScore & { key: string; label: string; response: Response };

/** `shopifyId` is Shopify's number of the order; null for one from a file or not known. */
export type Verbatim = {
  order: string;
  name: string | null;
  shopifyId: string | null;
  day: Day;
  scores: { question: string; score: number }[];
  text: string;
};

export type Voice = {
  question: VoiceQuestion;
  touchpoint: VoiceTouchpoint;
  /** Answers to either question at each touchpoint that has any, or is chosen. */
  touchpoints: { touchpoint: VoiceTouchpoint; n: number }[];
  summaries: VoiceSummary[];
  response: Response;
  /** Answers whose order is not known (yet); part of every number but no split. */
  unknownOrders: number;
  distribution: { score: number; n: number }[];
  by: VoiceSplit;
  parts: VoicePart[];
  verbatims: { rows: Verbatim[]; next: string | null };
};

type Shares = { n: number; good: number; bad: number };

function sharesOf(question: VoiceQuestion, counts: Counts): Shares {
  const add = (isIn: (score: number) => boolean) =>
    [...counts].reduce((sum, [score, n]) => sum + (isIn(score) ? n : 0), 0);
  return {
    n: add(() => true),
    good: add((score) => score >= (question === "nps" ? promotesFrom : satisfiedFrom)),
    bad: add((score) => question === "nps" && score <= detractsTo),
  };
}

/** As the KPI of the question says it, of answers counted by score. */
export function outcomeOf(question: VoiceQuestion, counts: Counts): Outcome {
  const { n, good, bad } = sharesOf(question, counts);
  const rest = { n: BigInt(n), coverage: null, beside: {}, weight: BigInt(n) };
  if (n < fewestAnswers) return missing(n === 0 ? "no-data" : "too-few", rest);
  const score = question === "nps" ? survey.npsScore : survey.satisfiedShare;
  return { ...rest, ...score(BigInt(n), [BigInt(good), BigInt(bad)]) };
}

/** Score and interval; nothing below ten answers. */
export function scoreOf({ n, value, interval }: Outcome): VoiceScore {
  return { n: Number(n), value: isReason(value) ? null : toNumber(value), interval };
}

/** As `more` of VoiceSummary, and as the KPI says it. @param target in the score's unit */
export function answersToDecide(
  question: VoiceQuestion,
  counts: Counts,
  target: number | null,
): number | null {
  const { n, value, interval, sampling } = outcomeOf(question, counts);
  if (isReason(value)) return fewestAnswers - Number(n);
  if (target === null || !interval) return null;
  const reading = { value: toNumber(value), interval, n: Number(n), sampling };
  return unitsToTell(reading, target);
}
