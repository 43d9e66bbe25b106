// Repeat purchase by personal frequency, ties by popularity: hard to beat where people come back for
// the same (Li et al. 2023; algorithms.md, recall@10 .208 on online-retail). Only what they bought.
import { nothingMore, type Recommender } from "./recommender.ts";

export const buyAgain: Recommender = {
  model: "buy-again",
  score({ history, popularity }) {
    const popular = (item: number) => popularity.get(item) ?? 0;
    return [...history]
      .map(([item, score]) => ({ item, score }))
      .sort((a, b) => b.score - a.score || popular(b.item) - popular(a.item) || a.item - b.item);
  },
  because: (item, { history, orders }) => ({
    ...nothingMore,
    model: "buy-again",
    count: history.get(item) ?? 0,
    of: orders,
  }),
};
