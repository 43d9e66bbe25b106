// item     a product by its number, as in groups.ts
// history  what a customer bought, or the one product that a list stands beside
// because  what a recommendation rests on: counts, and of how many
import type { Day } from "../../ledger/day.ts";
import type { Neighbour } from "./neighbours.ts";

export type Model =
  | "pinned"
  | "bought-together"
  | "also-bought"
  | "buy-again"
  | "recent-best-sellers"
  | "best-sellers";

/** What was ordered most in [from, to), the most first; `region` null is everywhere. */
export type Sellers = {
  region: string | null;
  from: Day;
  to: Day;
  /** Counted orders of that time and region. */
  orders: number;
  items: readonly { item: number; orders: number }[];
};

/** All that a list is made from. */
export type About = {
  /** Item → orders of this customer that hold it. */
  history: ReadonlyMap<number, number>;
  /** Counted orders of this customer. */
  orders: number;
  /** Orders of the whole shop that hold an item of the history. */
  popularity: ReadonlyMap<number, number>;
  /** By item of the history: what stands in the same orders. */
  together: ReadonlyMap<number, readonly Neighbour[]>;
  /** By item of the history: what the same customers bought at any time. */
  alike: ReadonlyMap<number, readonly Neighbour[]>;
  recent: Sellers | null;
  ever: Sellers | null;
};

export type Scored = { item: number; score: number };

export type Because = {
  model: Model;
  /** The item of the history that speaks loudest; null where none does. */
  item: number | null;
  /** Orders or customers that say so; null where it is to be looked up from the pair. */
  count: number | null;
  /** Of how many that could have. */
  of: number | null;
  /** The region and time the counts are of; null for everywhere and ever. */
  region: string | null;
  from: Day | null;
  to: Day | null;
};

/** One way to recommend: `score` answers its items, the best first, never one of the wrong kind. */
export type Recommender = {
  model: Model;
  score(about: About): Scored[];
  because(item: number, about: About): Because;
};

/** What every reason says when it says no more. */
export const nothingMore = {
  item: null,
  count: null,
  of: null,
  region: null,
  from: null,
  to: null,
} as const;

/** The best first; ties by the lower item, so that a list is the same each time. */
export function ranked(scored: Scored[]): Scored[] {
  return scored.sort((a, b) => b.score - a.score || a.item - b.item);
}
