// Discovery by the neighbours of what was bought: each neighbour brings the log-likelihood ratio of its
// pair. Weighted by it, neighbours of customers reach recall@10 .088 on online-retail where popularity
// reaches .032 (algorithms.md; test/analysis/recommend/reach.test.ts). Never an item of the history.
import type { Neighbour } from "./neighbours.ts";
import { nothingMore, ranked, type About, type Recommender, type Scored } from "./recommender.ts";

type Nearby = (about: About) => ReadonlyMap<number, readonly Neighbour[]>;

export function byNeighbours(model: Recommender["model"], nearby: Nearby): Recommender {
  return {
    model,
    score(about): Scored[] {
      const scores = new Map<number, number>();
      for (const neighbours of nearby(about).values()) {
        for (const { item, llr } of neighbours) {
          if (!about.history.has(item)) scores.set(item, (scores.get(item) ?? 0) + llr);
        }
      }
      return ranked([...scores].map(([item, score]) => ({ item, score })));
    },
    because(item, about) {
      let loudest: { of: number; both: number; llr: number } | null = null;
      for (const [of, neighbours] of nearby(about)) {
        const found = neighbours.find((neighbour) => neighbour.item === item);
        if (found && (!loudest || found.llr > loudest.llr)) loudest = { of, ...found };
      }
      return {
        ...nothingMore,
        model,
        item: loudest?.of ?? null,
        count: loudest?.both ?? null,
      };
    },
  };
}
