// The recommenders in their fallback order: the next one fills what those before left open.
import { alsoBought } from "./also-bought.ts";
import { bestSellers } from "./best-sellers.ts";
import { boughtTogether } from "./bought-together.ts";
import { buyAgain, buyAgainWhenDue } from "./buy-again.ts";
import type { Choice, DiscoveryModel } from "./choose.ts";
import { fits } from "./fits.ts";
import { recentBestSellers } from "./recent-best-sellers.ts";
import type { About, Recommender, Scored } from "./recommender.ts";
import { standIn } from "./stand-in.ts";

const discoveries: Record<DiscoveryModel, readonly Recommender[]> = {
  // Shops that learned before the two were added up, until their next night.
  ease: [fits, alsoBought],
  "ease-also-bought": [fits, alsoBought],
  "also-bought": [alsoBought],
  "recent-popularity": [recentBestSellers, alsoBought],
  popularity: [bestSellers, alsoBought],
};

type Served = Pick<Choice, "discovery" | "again">;

/** What a customer buys again: a question of its own, which other recommenders have no answer to. */
export const toBuyAgain = ({ again }: Served): readonly Recommender[] => [
  again === "when-due" ? buyAgainWhenDue : buyAgain,
];

/** Only what a customer never bought, by what the shop's own orders say foretells best. */
export const newToCustomer = ({ discovery }: Served): readonly Recommender[] => [
  ...discoveries[discovery],
  recentBestSellers,
  bestSellers,
];

/** Both in one list, what is new first. */
export const forCustomer = (served: Served): readonly Recommender[] => [
  ...discoveries[served.discovery],
  ...toBuyAgain(served),
  recentBestSellers,
  bestSellers,
];

export const forProduct: readonly Recommender[] = [
  standIn,
  boughtTogether,
  alsoBought,
  recentBestSellers,
  bestSellers,
];

export type Candidate = Scored & { by: Recommender };

/** Everything that could be listed, each item once, by the first recommender that names it. */
export function* candidates(
  recommenders: readonly Recommender[],
  about: About,
): Generator<Candidate> {
  const named = new Set<number>();
  for (const by of recommenders) {
    for (const { item, score } of by.score(about)) {
      if (named.has(item)) continue;
      named.add(item);
      yield { item, score, by };
    }
  }
}
