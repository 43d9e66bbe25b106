// What can stand in for a product that is sold out: others of its category that are called alike, cost
// alike and please the same customers. Three parts from 0 to 1, equally weighed, so that a reader can
// check the sum; a part that is not known counts one half. Assumes that the shop's product types are
// categories.
import { groupsPerItem, rowsOf, type Groups } from "./groups.ts";
import type { Histories, Truth } from "./purchases.ts";
import { pairedBootstrap } from "../stats/bootstrap.ts";
import type { Interval } from "../stats/interval.ts";

/** An item of the catalogue; price in minor units, null where none is known. */
export type Described = { category: string; title: string; price: number | null };

export type Substitute = { item: number; score: number };

/** Kept of each item: some will be sold out themselves. */
const kept = 10;
/** Others of a category that are looked at, the best sellers: a category may hold the whole shop. */
const lookedAt = 500;
/** Items that get substitutes, the best sellers. */
const mostItems = 5000;
const places = 3;

const wordsOf = (title: string) => new Set(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** Titles share so much of their words: Jaccard 1901. */
function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both += 1;
  const either = a.size + b.size - both;
  return either === 0 ? 0.5 : both / either;
}

const near = (a: number | null, b: number | null) =>
  a === null || b === null || a <= 0 || b <= 0 ? 0.5 : Math.min(a, b) / Math.max(a, b);

/**
 * By item, the closest first; none for what is in no category or alone in it.
 * @param customers a group is all that one customer bought
 */
export function substitutesOf(
  customers: Groups,
  described: readonly (Described | null)[],
): Map<number, Substitute[]> {
  const held = groupsPerItem(customers);
  const words = described.map((one) => (one?.category ? wordsOf(one.title) : new Set<string>()));
  const shelves = shelvesOf(described, held);
  const isWanted = new Set(
    [...shelves.values()]
      .flat()
      .sort((a, b) => held[b]! - held[a]! || a - b)
      .slice(0, mostItems),
  );
  const together = new Int32Array(customers.itemCount);
  const found = new Map<number, Substitute[]>();
  for (const { item, others, counts } of rowsOf(customers)) {
    if (!isWanted.has(item)) continue;
    const own = described[item]!;
    others.forEach((other, at) => (together[other] = counts[at]!));
    const scored: Substitute[] = [];
    for (const other of shelves.get(own.category)!.slice(0, lookedAt)) {
      if (other === item) continue;
      const liked = together[other]! / Math.sqrt(held[item]! * held[other]!);
      const parts = [
        alike(words[item]!, words[other]!),
        near(own.price, described[other]!.price),
        liked,
      ];
      scored.push({
        item: other,
        score: parts.reduce((sum, part) => sum + part, 0) / parts.length,
      });
    }
    for (const other of others) together[other] = 0;
    scored.sort((a, b) => b.score - a.score || a.item - b.item);
    if (scored.length > 0) found.set(item, scored.slice(0, kept));
  }
  return found;
}

/** Items sold of each category, the most sold first. */
function shelvesOf(described: readonly (Described | null)[], held: Int32Array) {
  const shelves = new Map<string, number[]>();
  described.forEach((one, item) => {
    if (!one?.category || !held[item]) return;
    const shelf = shelves.get(one.category);
    if (shelf) shelf.push(item);
    else shelves.set(one.category, [item]);
  });
  for (const shelf of shelves.values()) shelf.sort((a, b) => held[b]! - held[a]! || a - b);
  return shelves;
}

/** How often a substitute was what somebody took next of the category, beside chance. */
export type SubstituteCard = {
  /** Customers who took something else of a category they had bought from. */
  n: number;
  /** Share of them who took one of the first three; what three drawn of the category would reach. */
  hit: number;
  random: number;
  interval: Interval | null;
};

/** One new item a customer, so that customers stay independent. Null where nobody took one. */
export function measureSubstitutes(
  histories: Histories,
  truths: readonly Truth[],
  {
    described,
    substitutes,
    seed,
  }: {
    described: readonly (Described | null)[];
    substitutes: ReadonlyMap<number, readonly Substitute[]>;
    seed: number;
  },
): SubstituteCard | null {
  const sizes = new Map(
    [...shelvesOf(described, histories.sold)].map(([of, all]) => [of, all.length]),
  );
  const hits: number[] = [];
  const chances: number[] = [];
  for (const { customer, items } of truths) {
    const last = new Map<string, { item: number; day: number }>();
    const had = new Set<number>();
    for (let at = histories.starts[customer]!; at < histories.starts[customer + 1]!; at += 1) {
      const item = histories.items[at]!;
      had.add(item);
      const category = described[item]?.category ?? "";
      const day = histories.last[at]!;
      if (category && day >= (last.get(category)?.day ?? -Infinity))
        last.set(category, { item, day });
    }
    const taken = items.find((item) => !had.has(item) && last.has(described[item]?.category ?? ""));
    if (taken === undefined) continue;
    const { category } = described[taken]!;
    const list = substitutes.get(last.get(category)!.item)?.slice(0, places) ?? [];
    const others = (sizes.get(category) ?? 1) - 1;
    hits.push(Number(list.some(({ item }) => item === taken)));
    chances.push(Math.min(places, others) / Math.max(1, others));
  }
  const n = hits.length;
  if (n === 0) return null;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const differences = Float64Array.from(hits, (hit, at) => hit - chances[at]!);
  return {
    n,
    hit: mean(hits),
    random: mean(chances),
    interval: pairedBootstrap(differences, seed),
  };
}
