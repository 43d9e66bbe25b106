// Discovery by what speaks for other things: each thing bought brings its own, their weights add up.
// Never an item of the history.
import { nothingMore, ranked, type About, type Recommender, type Scored } from "./recommender.ts";

/** Something that is spoken for; `both` is how many bought both, where that is known. */
type Spoken = { item: number; both?: number };

export function byNeighbours<One extends Spoken>(
  model: Recommender["model"],
  nearby: (about: About) => ReadonlyMap<number, readonly One[]>,
  weightOf: (one: One) => number,
): Recommender {
  return {
    model,
    score(about): Scored[] {
      const scores = new Map<number, number>();
      for (const spoken of nearby(about).values()) {
        for (const one of spoken) {
          if (about.history.has(one.item)) continue;
          scores.set(one.item, (scores.get(one.item) ?? 0) + weightOf(one));
        }
      }
      const scored = [...scores].map(([item, score]) => ({ item, score }));
      return ranked(scored.filter(({ score }) => score > 0));
    },
    because(item, about) {
      let loudest: { of: number; one: One } | null = null;
      for (const [of, spoken] of nearby(about)) {
        const one = spoken.find((each) => each.item === item);
        if (one && (!loudest || weightOf(one) > weightOf(loudest.one))) loudest = { of, one };
      }
      return {
        ...nothingMore,
        model,
        item: loudest?.of ?? null,
        count: loudest?.one.both ?? null,
      };
    },
  };
}
