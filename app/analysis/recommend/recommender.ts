// item     a product by its number, as in groups.ts
// history  what a customer bought, or the one product that a list stands beside
// because  what a recommendation rests on: counts, and of how many
import type { Day } from "../../ledger/day.ts";
import type { Neighbour } from "./neighbours.ts";
import type { Bought, Rhythm } from "./replenishment.ts";

export type Model =
  | "pinned"
  | "bought-together"
  | "also-bought"
  | "fits"
  | "stand-in"
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
  /** By item of the history: what it foretells, where the shop serves EASE. */
  foretold: ReadonlyMap<number, readonly { item: number; weight: number }[]>;
  /** By item of the history: when it was bought, and how often the shop's customers take it. */
  bought: ReadonlyMap<number, Bought>;
  rhythms: ReadonlyMap<number, Rhythm>;
  /** Days since 1970-01-01, in the shop's zone. */
  today: number;
  /** What can stand in for the product the list is beside; empty while it can be bought. */
  instead: readonly Scored[];
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
  /** Days between two purchases of it, and the day since 1970-01-01 on which the next is due. */
  everyDays: number | null;
  due: number | null;
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
  everyDays: null,
  due: null,
} as const;

/** What a list is made from when nothing is known yet. */
export const nothingKnown = {
  popularity: new Map(),
  together: new Map(),
  alike: new Map(),
  foretold: new Map(),
  bought: new Map(),
  rhythms: new Map(),
  today: 0,
  instead: [],
  recent: null,
  ever: null,
} satisfies Partial<About>;

/** The best first; ties by the lower item, so that a list is the same each time. */
export function ranked(scored: Scored[]): Scored[] {
  return scored.sort((a, b) => b.score - a.score || a.item - b.item);
}
