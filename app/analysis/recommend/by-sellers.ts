import { nothingMore, type About, type Recommender, type Sellers } from "./recommender.ts";

/** What others order most, without what the customer has already. */
export function bySellers(
  model: Recommender["model"],
  sellersOf: (about: About) => Sellers | null,
  least = 1,
): Recommender {
  return {
    model,
    score(about) {
      const sold = sellersOf(about)?.items ?? [];
      return sold
        .filter(({ item, orders }) => orders >= least && !about.history.has(item))
        .map(({ item, orders }) => ({ item, score: orders }));
    },
    because(item, about) {
      const sellers = sellersOf(about);
      const found = sellers?.items.find((each) => each.item === item);
      const { region = null, from = null, to = null, orders = null } = sellers ?? {};
      return { ...nothingMore, model, count: found?.orders ?? null, of: orders, region, from, to };
    },
  };
}
