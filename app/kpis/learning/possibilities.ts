// What the app offers beyond counting orders, and when each counts as in use: some number of the last
// 28 days says so, never a switch that somebody turned on. The thresholds of a half are our choice:
// below, most of the shop runs without it.
import { addDays } from "../../ledger/day.ts";
import type { Period } from "../../ledger/period.ts";
import {
  appEvents,
  csatAnswers,
  delivered,
  discounts,
  gross,
  knownNet,
  npsAnswers,
  recommendationReads,
  returns,
  scorecardVisits,
  sent,
  shipEligible,
  shipPromised,
  trainingDue,
  trainingPassed,
  userEvents,
} from "../../measures/index.ts";
import { combine, sum, type Combination } from "../combination.ts";
import type { Reading, When, Wish } from "../formula.ts";
import { spendOfPeriod } from "../queries/marketing.ts";

export type Use = {
  isInUse: boolean;
  /** What says so: a count, or how far it reaches where a whole is known. */
  evidence: { part: bigint; whole: bigint | null };
};

export type Possibility = {
  id: string;
  /** In the middle of a sentence. */
  name: string;
  wishes(days: Period): Wish[];
  use(reading: Reading, days: Period): Use;
};

export const windowDays = 28;

/** The 28 days before the end of the period, or before tomorrow where that is sooner. */
export function lastDays({ period, today }: When): Period {
  const tomorrow = addDays(today, 1);
  const to = period.to < tomorrow ? period.to : tomorrow;
  return { from: addDays(to, -windowDays), to };
}

/** In use as soon as it happened once. */
function ever(id: string, name: string, count: Combination): Possibility {
  return {
    id,
    name,
    wishes: (days) => [{ measures: count.measures, days }],
    use(reading, days) {
      const part = count.of(reading, days);
      return { isInUse: part > 0n, evidence: { part, whole: null } };
    },
  };
}

/** In use where it reaches at least half of what it could. */
function mostly(id: string, name: string, part: Combination, whole: Combination): Possibility {
  return {
    id,
    name,
    wishes: (days) => [{ measures: [...part.measures, ...whole.measures], days }],
    use(reading, days) {
      const evidence = { part: part.of(reading, days), whole: whole.of(reading, days) };
      return { isInUse: evidence.part > 0n && 2n * evidence.part >= evidence.whole, evidence };
    },
  };
}

const weeksOf = ({ from }: Period): Period[] =>
  [0, 7, 14, 21].map((at) => ({ from: addDays(from, at), to: addDays(from, at + 7) }));

/** In use where somebody looked in each of the four weeks. */
const weekly: Possibility = {
  id: "scorecard",
  name: "scorecard opened every week",
  wishes: (days) => weeksOf(days).map((week) => ({ measures: [scorecardVisits], days: week })),
  use(reading, days) {
    const weeks = weeksOf(days);
    const seen = weeks.filter((week) => reading.sum(scorecardVisits, week) > 0n).length;
    const evidence = { part: BigInt(seen), whole: BigInt(weeks.length) };
    return { isInUse: seen === weeks.length, evidence };
  },
};

const spend: Possibility = {
  id: "spend",
  name: "advertising spend kept current",
  wishes: (days) => [{ query: spendOfPeriod, days }],
  use(reading, days) {
    const part = reading.column(spendOfPeriod, days, "rows");
    return { isInUse: part > 0n, evidence: { part, whole: null } };
  },
};

const net = combine([gross, discounts, returns], (sold, off, back) => sold - off - back);

/** The list that technology-adoption is taken of, published with it. */
export const possibilities: readonly Possibility[] = [
  ever(
    "survey",
    "customer survey",
    sum(...Object.values(npsAnswers), ...Object.values(csatAnswers)),
  ),
  ever("recommendations", "recommendations shown to buyers", sum(recommendationReads)),
  mostly("costs", "unit costs of what is sold", sum(knownNet), net),
  mostly("promise", "ship promise", sum(shipPromised), sum(shipEligible)),
  mostly("deliveries", "delivery times of parcels", sum(delivered), sum(sent)),
  spend,
  mostly("automation", "order steps done by apps", sum(appEvents), sum(appEvents, userEvents)),
  weekly,
  ever("training", "manuals learnt by staff", sum(trainingDue, trainingPassed)),
];
