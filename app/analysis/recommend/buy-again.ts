// Repeat purchase by personal frequency, ties by popularity: hard to beat where people come back for
// the same (Li et al. 2023; algorithms.md, recall@10 .208 on online-retail). Only what they bought. Where
// a shop's own orders say that timing foretells better, a thing that is not due yet stands further back.
import { nothingMore, type About, type Recommender } from "./recommender.ts";
import { dueScore, everyDays } from "./replenishment.ts";

function again(scoreOf: (item: number, about: About) => number): Recommender {
  return {
    model: "buy-again",
    score(about) {
      const popular = (item: number) => about.popularity.get(item) ?? 0;
      return [...about.history.keys()]
        .map((item) => ({ item, score: scoreOf(item, about) }))
        .sort((a, b) => b.score - a.score || popular(b.item) - popular(a.item) || a.item - b.item);
    },
    because(item, { history, orders, bought, rhythms }) {
      const known = bought.get(item);
      const every = known ? everyDays(known, rhythms.get(item) ?? null) : null;
      return {
        ...nothingMore,
        model: "buy-again",
        count: history.get(item) ?? 0,
        of: orders,
        everyDays: every,
        due: known && every !== null ? Math.round(known.last + every) : null,
      };
    },
  };
}

export const buyAgain = again((item, { history }) => history.get(item) ?? 0);

export const buyAgainWhenDue = again((item, { bought, rhythms, today }) => {
  const known = bought.get(item);
  return known ? dueScore(known, rhythms.get(item) ?? null, today) : 0;
});
