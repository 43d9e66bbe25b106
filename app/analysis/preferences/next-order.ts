// How likely a customer orders again within four weeks: a logistic regression on how often, how lately and
// how regularly they ordered, learned from the shop's own past cuts and tried on a later one it did not
// know. Its rival is the rule most shops use: the sum of fifths by recency, frequency and spend (Hughes
// 1994, Strategic Database Marketing). Assumes that the next four weeks are like those learned from: a
// season or a campaign moves all probabilities at once, the order of customers hardly.
import { pairedBootstrap } from "../stats/bootstrap.ts";
import type { Interval } from "../stats/interval.ts";

/** One customer's orders, ascending; `day` since 1970-01-01, `value` in minor units. */
export type History = readonly { day: number; value: number }[];

export const horizonDays = 28;
/** Earlier cuts that are learned from, four weeks apart. */
const learnedCuts = 3;
/** Fewer who came again say too little to learn five weights from (ten a weight: Peduzzi et al. 1996). */
export const fewestComers = 50;
/** Days that the mean gap of somebody with few orders is drawn towards. */
const priorGap = 60;
/** Keeps weights finite where the past separates people fully. */
const ridge = 0.01;
const mostSteps = 25;

const before = (history: History, cut: number) => history.filter(({ day }) => day < cut);
const comes = (history: History, cut: number) =>
  history.some(({ day }) => day >= cut && day < cut + horizonDays);

/** Null for who had not ordered by then. */
export function featuresAt(history: History, cut: number): number[] | null {
  const known = before(history, cut);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return null;
  const recency = cut - last.day;
  const gap = (last.day - first.day + priorGap) / known.length;
  const lately = known.filter(({ day }) => day >= cut - 90).length;
  return [1, Math.log(known.length), Math.log(1 + recency), Math.log(0.1 + recency / gap), Math.log(1 + lately)]; // prettier-ignore
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
export const chanceOf = (weights: readonly number[], features: readonly number[]) =>
  1 / (1 + Math.exp(-dot(weights, features)));

/** Solves a small symmetric positive system by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  for (let at = 0; at < n; at += 1) {
    for (let below = at + 1; below < n; below += 1) {
      const factor = rows[below]![at]! / rows[at]![at]!;
      for (let col = at; col <= n; col += 1) rows[below]![col]! -= factor * rows[at]![col]!;
    }
  }
  const solved = Array<number>(n).fill(0);
  for (let at = n - 1; at >= 0; at -= 1) {
    const rest = rows[at]!.slice(at + 1, n).reduce(
      (sum, v, on) => sum + v * solved[at + 1 + on]!,
      0,
    );
    solved[at] = (rows[at]![n]! - rest) / rows[at]![at]!;
  }
  return solved;
}

export type Example = { features: readonly number[]; came: boolean };

/** Maximum likelihood by Newton's steps, with a small ridge. */
export function fitLogistic(examples: readonly Example[]): number[] {
  const size = examples[0]?.features.length ?? 0;
  let weights = Array<number>(size).fill(0);
  for (let step = 0; step < mostSteps; step += 1) {
    const slope = weights.map((weight) => -ridge * weight);
    const curve = weights.map((_, row) => weights.map((__, col) => (row === col ? ridge : 0)));
    for (const { features, came } of examples) {
      const chance = chanceOf(weights, features);
      const spread = chance * (1 - chance);
      for (let row = 0; row < size; row += 1) {
        slope[row]! += features[row]! * ((came ? 1 : 0) - chance);
        for (let col = 0; col < size; col += 1) {
          curve[row]![col]! += features[row]! * features[col]! * spread;
        }
      }
    }
    const change = solve(curve, slope);
    weights = weights.map((weight, at) => weight + change[at]!);
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

const examplesAt = (histories: readonly History[], cut: number): Example[] =>
  histories.flatMap((history) => {
    const features = featuresAt(history, cut);
    return features ? [{ features, came: comes(history, cut) }] : [];
  });

/** Ranks in fifths, 5 for the largest. */
function fifths(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const given = Array<number>(values.length).fill(0);
  order.forEach((at, place) => (given[at] = 1 + Math.floor((5 * place) / values.length)));
  return given;
}

/** The rule's score at a cut; equal sums by spend. */
function rfmScores(histories: readonly History[], cut: number): number[] {
  const known = histories.map((history) => before(history, cut));
  const spend = known.map((history) => history.reduce((sum, { value }) => sum + value, 0));
  const recent = fifths(known.map((history) => history.at(-1)!.day));
  const often = fifths(known.map((history) => history.length));
  const much = fifths(spend);
  const most = Math.max(1, ...spend);
  return known.map((_, at) => recent[at]! + often[at]! + much[at]! + spend[at]! / (2 * most));
}

export type NextOrderCard = {
  /** Customers it was tried on, the tenth with the highest scores, and how many of all came again. */
  customers: number;
  top: number;
  base: number;
  /** Of that tenth, the part that came again: by the model, by the rule, and their difference. */
  model: number;
  rule: number;
  difference: number;
  interval: Interval | null;
  /** Mean chance told, to be held against `base`. */
  told: number;
};
export type NextOrder = { weights: number[]; card: NextOrderCard };

/**
 * Learns from cuts before the last four weeks, tries itself on them, and then learns from them, too. Null
 * where too few came again.
 * @param end the day after the last that is known
 */
export function learnNextOrder(
  histories: readonly History[],
  { end, seed }: { end: number; seed: number },
): NextOrder | null {
  const cut = end - horizonDays;
  const cuts = Array.from({ length: learnedCuts }, (_, at) => cut - (at + 1) * horizonDays);
  const learned = cuts.flatMap((at) => examplesAt(histories, at));
  const known = histories.filter((history) => history[0] !== undefined && history[0].day < cut);
  const tried = examplesAt(known, cut);
  const comers = (some: readonly Example[]) => some.filter(({ came }) => came).length;
  if (comers(learned) < fewestComers || tried.length < 10) return null;
  const weights = fitLogistic(learned);
  const scores = tried.map(({ features }) => chanceOf(weights, features));
  const top = Math.max(1, Math.round(tried.length / 10));
  const chosen = (values: readonly number[]) =>
    new Set(
      values
        .map((_, at) => at)
        .sort((a, b) => values[b]! - values[a]!)
        .slice(0, top),
    );
  const [mine, theirs] = [chosen(scores), chosen(rfmScores(known, cut))];
  const hits = (some: ReadonlySet<number>) =>
    [...some].filter((at) => tried[at]!.came).length / top;
  const apart = tried.map(({ came }, at) =>
    came ? ((mine.has(at) ? 1 : 0) - (theirs.has(at) ? 1 : 0)) * (tried.length / top) : 0,
  );
  const [model, rule] = [hits(mine), hits(theirs)];
  return {
    weights: fitLogistic([...learned, ...tried]),
    card: {
      ...{ customers: tried.length, top, base: comers(tried) / tried.length, model, rule },
      difference: model - rule,
      interval: pairedBootstrap(Float64Array.from(apart), seed),
      told: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    },
  };
}
