// Which lists a shop serves, and with which λ: what foretold its own customers best on days that the
// report does not look at. A learned model has to beat the plain ones, or these are served.
import { blended } from "./blend.ts";
import { countTogether, easeCustomers, easeWeights } from "./ease.ts";
import { groupBuilder, groupsPerItem, rowsOf, type Groups } from "./groups.ts";
import { measureLists, type ListKind } from "./measure.ts";
import { nearest } from "./neighbours.ts";
import { firstBasketsAfter, historiesBefore, type Histories, type Purchases } from "./purchases.ts";
import { byCounts, byDue, byFrequency, byWeights, inTurn, type Ranker } from "./rankers.ts";
import { rhythmsOf } from "./replenishment.ts";
import type { Weights } from "./weights.ts";

/** `ease` alone is measured beside the others; what is served of it is its mean with the neighbours. */
export type DiscoveryModel =
  "popularity" | "recent-popularity" | "also-bought" | "ease" | "ease-also-bought";
/** What needs EASE, and is not there in a shop too small for it. */
type Learned = "ease" | "ease-also-bought";
export type AgainModel = "none" | "personal-frequency" | "when-due";

/** What a shop serves; λ of EASE, in customers. */
export type Choice = { discovery: DiscoveryModel; again: AgainModel; lambda: number };

/** Half a decade apart around Steck's 500 for catalogues of thousands; the strongest ridge first. */
export const lambdas: readonly number[] = [1500, 500, 150, 50];
/** The simplest first. */
const servedModels = [
  "popularity",
  "recent-popularity",
  "also-bought",
  "ease-also-bought",
] as const satisfies readonly DiscoveryModel[];
/** While too few came back to choose by. */
export const defaultChoice: Choice = {
  discovery: "also-bought",
  again: "personal-frequency",
  lambda: 500,
};
/** Fewer customers who came back do not tell models apart. */
export const leastCustomers = 30;
/** λ is tried on fewer items: its best value hardly moves, and the time falls to an eighth. */
const triedItems = 1000;

/** All that each customer bought, as one group. */
export function customerGroups({ starts, items, sold }: Histories): Groups {
  const builder = groupBuilder();
  for (let customer = 0; customer + 1 < starts.length; customer += 1) {
    if (starts[customer] === starts[customer + 1]) continue;
    builder.add(items.subarray(starts[customer], starts[customer + 1]));
  }
  return { ...builder.build(), itemCount: sold.length };
}

/** Neighbours by the log-likelihood ratio of their customers. */
export function neighbourWeights(histories: Histories): Weights {
  const groups = customerGroups(histories);
  const held = groupsPerItem(groups);
  const weights = new Map<number, { items: Int32Array; weights: Float64Array }>();
  for (const row of rowsOf(groups)) {
    const near = nearest(row, (item) => held[item] ?? 0, groups.count);
    if (near.length === 0) continue;
    weights.set(row.item, {
      items: Int32Array.from(near, ({ item }) => item),
      weights: Float64Array.from(near, ({ llr }) => llr),
    });
  }
  return weights;
}

/** Rankers by name; `ease` is null where the shop is too small for it. */
export function rankersOf(histories: Histories, ease: Weights | null) {
  const popular = byCounts(histories.sold);
  const neighbours = neighbourWeights(histories);
  const near = inTurn(byWeights(histories, neighbours), popular);
  const learned = (weights: Weights) => inTurn(byWeights(histories, weights), near);
  const discovery: Record<Exclude<DiscoveryModel, Learned>, Ranker> &
    Record<Learned, Ranker | null> = {
    popularity: popular,
    "recent-popularity": inTurn(byCounts(histories.recent), popular),
    "also-bought": near,
    ease: ease && learned(ease),
    "ease-also-bought": ease && learned(blended(ease, neighbours)),
  };
  const again: Record<Exclude<AgainModel, "none">, Ranker> = {
    "personal-frequency": byFrequency(histories),
    "when-due": byDue(histories, rhythmsOf(histories)),
  };
  return { discovery, again };
}

/** Chosen by the first orders in [cut, until) of who had bought before; `defaultChoice` for too few. */
export function choose(
  purchases: Purchases,
  { cut, until }: { cut: number; until: number },
): Choice & { customers: number } {
  const histories = historiesBefore(purchases, cut);
  const truths = firstBasketsAfter(purchases, histories, { from: cut, until });
  const customers = truths.length;
  if (customers < leastCustomers) return { ...defaultChoice, customers };
  const tried = <Name>(name: Name, kind: ListKind, ranker: Ranker) => ({
    name,
    recalls: measureLists(histories, truths, { ranker, kind }).recalls,
  });

  let lambda = defaultChoice.lambda;
  let ease: Weights | null = null;
  if (histories.users >= easeCustomers) {
    const together = countTogether(histories, triedItems);
    const solved = lambdas.map((each) => ({ each, weights: easeWeights(together, each) }));
    const found = simplest(
      solved.map((one) => tried(one, "discovery", byWeights(histories, one.weights))),
    );
    [lambda, ease] = [found.each, found.weights];
  }
  const { discovery, again } = rankersOf(histories, ease);
  const found = simplest(
    servedModels.flatMap((name) => {
      const ranker = discovery[name];
      return ranker ? [tried(name, "discovery", ranker)] : [];
    }),
  );
  const rest = discovery[found]!;
  return {
    discovery: found,
    again: simplest<AgainModel>([
      tried("none", "all", rest),
      tried("personal-frequency", "all", inTurn(again["personal-frequency"], rest)),
      tried("when-due", "all", inTurn(again["when-due"], rest)),
    ]),
    lambda,
    customers,
  };
}

/**
 * The simplest that is as good as the best, within one standard error of their difference over the same
 * customers (Breiman et al. 1984, the one-standard-error rule): what chance alone put first on a few
 * days seldom stays first.
 * @param tried the simplest first, with the recall of each customer
 */
function simplest<Name>(tried: readonly { name: Name; recalls: Float64Array }[]): Name {
  const mean = (values: Float64Array) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const best = tried.reduce((a, b) => (mean(b.recalls) > mean(a.recalls) ? b : a));
  const found = tried.find(({ recalls }) => {
    const behind = best.recalls.map((recall, at) => recall - recalls[at]!);
    const by = mean(behind);
    const squares = mean(behind.map((each) => (each - by) ** 2));
    return by <= Math.sqrt(squares / behind.length);
  });
  return (found ?? best).name;
}
