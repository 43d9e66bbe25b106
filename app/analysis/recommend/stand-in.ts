import { nothingMore, type Recommender } from "./recommender.ts";

/** What can stand in for the product itself while it is sold out (substitutes.ts). */
export const standIn: Recommender = {
  model: "stand-in",
  score: ({ instead }) => [...instead],
  because: (_item, { history }) => ({
    ...nothingMore,
    model: "stand-in",
    item: [...history.keys()][0] ?? null,
  }),
};
