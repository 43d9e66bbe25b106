// How well lists foretell first orders (algorithms.md, protocol): whole catalogue, no sampled
// negatives. recall = hits in the first ten ÷ size of the order; NDCG with gains of 0 and 1, the ideal
// over min(10, size); coverage = share of the catalogue in anybody's ten. In "discovery" everything the
// customer had bought is out of the list and out of the truth, in "again" everything they had not.
import type { Histories, Truth } from "./purchases.ts";
import type { Ranker } from "./rankers.ts";

export const listLength = 10;

export type Measured = {
  /** Means over customers; null where nobody counts. */
  recall10: number | null;
  ndcg10: number | null;
  coverage: number | null;
  /** Customers whose order could be foretold at all. */
  n: number;
  /** Share of them whose list holds anything. */
  listed: number | null;
  /** Recall by customer, in the order of the truth; customers that do not count are left out. */
  recalls: Float64Array;
};

export type ListKind = "all" | "discovery" | "again";

const gains = Float64Array.from({ length: listLength }, (_, place) => 1 / Math.log2(place + 2));
const ideal = gains.map((_, place) => gains.subarray(0, place + 1).reduce((a, b) => a + b, 0));

export function measureLists(
  histories: Histories,
  truths: readonly Truth[],
  { ranker, kind }: { ranker: Ranker; kind: ListKind },
): Measured {
  const isCovered = new Uint8Array(histories.sold.length);
  const recalls: number[] = [];
  let [ndcg, listed] = [0, 0];
  for (const { customer, items } of truths) {
    const had = new Set<number>();
    const [from, to] = [histories.starts[customer]!, histories.starts[customer + 1]!];
    for (let at = from; at < to; at += 1) had.add(histories.items[at]!);
    const isOut = (item: number) => kind !== "all" && had.has(item) === (kind === "discovery");
    const truth = new Set(items.filter((item) => !isOut(item)));
    if (truth.size === 0) continue;
    const list = ranker(customer, listLength, isOut);
    let [hits, gain] = [0, 0];
    list.forEach((item, place) => {
      isCovered[item] = 1;
      if (!truth.has(item)) return;
      hits += 1;
      gain += gains[place]!;
    });
    recalls.push(hits / truth.size);
    ndcg += gain / ideal[Math.min(listLength, truth.size) - 1]!;
    if (list.length > 0) listed += 1;
  }
  const n = recalls.length;
  const catalogue = histories.sold.reduce((count, sold) => count + Number(sold > 0), 0);
  const mean = (sum: number) => (n === 0 ? null : sum / n);
  return {
    recall10: mean(recalls.reduce((sum, recall) => sum + recall, 0)),
    ndcg10: mean(ndcg),
    coverage: n === 0 ? null : isCovered.reduce((sum, one) => sum + one, 0) / catalogue,
    n,
    listed: mean(listed),
    recalls: Float64Array.from(recalls),
  };
}
