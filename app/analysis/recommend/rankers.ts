// The recommenders as the report card tries them: many customers, whole catalogue, no database.
// ranker  answers a customer's list, the best first; `isOut` names what may not stand in it
import { bestSold } from "./ease.ts";
import type { Histories } from "./purchases.ts";
import { dueScore, type Rhythm } from "./replenishment.ts";
import type { Weights } from "./weights.ts";

export type IsOut = (item: number) => boolean;
export type Ranker = (customer: number, wanted: number, isOut: IsOut) => number[];

/** The same for everybody: the most sold first. */
export function byCounts(counts: Int32Array): Ranker {
  const items = bestSold(counts);
  return (_customer, wanted, isOut) => {
    const list: number[] = [];
    for (let at = 0; at < items.length && list.length < wanted; at += 1) {
      if (!isOut(items[at]!)) list.push(items[at]!);
    }
    return list;
  };
}

/** What this customer bought most often, ties by what the shop sells most. */
export function byFrequency(histories: Histories): Ranker {
  const { times } = histories;
  return ofOwn(histories, (at) => times[at]!);
}

/** The same, weighed by whether it is time for it. */
export function byDue(histories: Histories, rhythms: ReadonlyMap<number, Rhythm>): Ranker {
  const { items, times, first, last, until } = histories;
  return ofOwn(histories, (at) => {
    const bought = { times: times[at]!, first: first[at]!, last: last[at]! };
    return dueScore(bought, rhythms.get(items[at]!) ?? null, until);
  });
}

function ofOwn({ starts, items, sold }: Histories, scoreOf: (at: number) => number): Ranker {
  return (customer, wanted, isOut) => {
    const own: { item: number; score: number }[] = [];
    for (let at = starts[customer]!; at < starts[customer + 1]!; at += 1) {
      const item = items[at]!;
      if (!isOut(item)) own.push({ item, score: scoreOf(at) });
    }
    own.sort((a, b) => b.score - a.score || sold[b.item]! - sold[a.item]! || a.item - b.item);
    return own.slice(0, wanted).map(({ item }) => item);
  };
}

/** Items that what was bought speaks for, by the sum of its weights. */
export function byWeights({ starts, items, sold }: Histories, weights: Weights): Ranker {
  const sums = new Float64Array(sold.length);
  const isSeen = new Uint8Array(sold.length);
  return (customer, wanted, isOut) => {
    const seen: number[] = [];
    for (let at = starts[customer]!; at < starts[customer + 1]!; at += 1) {
      const row = weights.get(items[at]!);
      if (!row) continue;
      for (let place = 0; place < row.items.length; place += 1) {
        const item = row.items[place]!;
        if (!isSeen[item]) {
          isSeen[item] = 1;
          seen.push(item);
        }
        sums[item]! += row.weights[place]!;
      }
    }
    const found = seen
      .filter((item) => sums[item]! > 0 && !isOut(item))
      .sort((a, b) => sums[b]! - sums[a]! || a - b)
      .slice(0, wanted);
    for (const item of seen) sums[item] = isSeen[item] = 0;
    return found;
  };
}

/** What the first leaves open, the next fills. */
export function inTurn(...rankers: readonly Ranker[]): Ranker {
  return (customer, wanted, isOut) => {
    const list: number[] = [];
    const listed = new Set<number>();
    for (const ranker of rankers) {
      if (list.length === wanted) break;
      const more = ranker(
        customer,
        wanted - list.length,
        (item) => listed.has(item) || isOut(item),
      );
      for (const item of more) {
        list.push(item);
        listed.add(item);
      }
    }
    return list;
  };
}
