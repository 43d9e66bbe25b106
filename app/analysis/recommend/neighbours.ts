// What goes with an item, by evidence: pairs that occur together more often than by chance, ranked by
// their log-likelihood ratio.
import type { Row } from "./groups.ts";
import { logLikelihoodRatio, surprising } from "./llr.ts";

/** Fewer common groups are an anecdote, however surprising. */
export const leastTogether = 3;
/** Neighbours kept of each item (algorithms.md, LLR > 10.83, top 50). */
export const neighboursKept = 50;

export type Neighbour = {
  item: number;
  /** Groups that hold both. */
  both: number;
  llr: number;
};

/**
 * An item's neighbours, the best first; ties by the lower item.
 * @param groupsOf how many groups hold an item
 * @param total all groups
 */
export function nearest(
  row: Row,
  groupsOf: (item: number) => number,
  total: number,
  kept = neighboursKept,
): Neighbour[] {
  const best: Neighbour[] = [];
  const { groups, others, counts } = row;
  for (let at = 0; at < others.length; at += 1) {
    const both = counts[at]!;
    if (both < leastTogether) continue;
    const item = others[at]!;
    const theirs = groupsOf(item);
    // As often as by chance or less: the ratio is just as large for things that avoid each other.
    if (both * total <= groups * theirs) continue;
    const llr = logLikelihoodRatio(both, groups, theirs, total);
    if (llr > surprising) insert(best, { item, both, llr }, kept);
  }
  return best;
}

const isBefore = (a: Neighbour, b: Neighbour) =>
  a.llr > b.llr || (a.llr === b.llr && a.item < b.item);

/** Few are kept of many: most are turned away by the last one. */
function insert(best: Neighbour[], one: Neighbour, kept: number): void {
  let place = best.length;
  while (place > 0 && isBefore(one, best[place - 1]!)) place -= 1;
  if (place >= kept) return;
  best.splice(place, 0, one);
  if (best.length > kept) best.pop();
}
