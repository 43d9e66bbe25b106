// EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): each item is foretold from
// all others at once by a ridge regression whose weights of an item on itself are zero. With X the
// table of who bought what, P = (XᵀX + λI)⁻¹ and the weight of i for j is −P_ij ÷ P_jj. Assumes that
// what somebody bought says what they will buy, whatever the order of it.
//
// The time it takes grows with the cube of the items: it is kept to the best sellers.
import type { Histories } from "./purchases.ts";
import { paddedSize, sweepInverse } from "./spd-inverse.ts";
import type { Weights } from "./weights.ts";

/** algorithms.md: at most 2,000, some seconds on one core. */
export const easeItems = 2000;
/** Below, there is too little to tell 2,000 items apart with (algorithms.md). */
export const easeCustomers = 200;
/** Weights kept of each item, the largest of either sign: what is stored and what is measured. */
export const easeKept = 200;

/** XᵀX of the items: how many customers bought both. */
export type Together = { items: Int32Array; counts: Float64Array; size: number };

/** The most sold items, ties by the lower one; counted once, solved for as many λ as are tried. */
export function countTogether(histories: Histories, most: number): Together {
  const items = bestSold(histories.sold, most);
  const size = paddedSize(items.length);
  const rank = new Int32Array(histories.sold.length).fill(-1);
  items.forEach((item, at) => (rank[item] = at));
  const counts = new Float64Array(size * size);
  const held: number[] = [];
  for (let customer = 0; customer + 1 < histories.starts.length; customer += 1) {
    held.length = 0;
    for (let at = histories.starts[customer]!; at < histories.starts[customer + 1]!; at += 1) {
      const place = rank[histories.items[at]!]!;
      if (place >= 0) held.push(place);
    }
    held.sort((a, b) => a - b);
    for (let i = 0; i < held.length; i += 1) {
      const row = held[i]! * size;
      for (let j = 0; j <= i; j += 1) counts[row + held[j]!]! += 1;
    }
  }
  return { items, counts, size };
}

/** Items by orders, the most first; none that was not sold. */
export function bestSold(sold: Int32Array, most = sold.length): Int32Array {
  const items: number[] = [];
  for (let item = 0; item < sold.length; item += 1) if (sold[item]! > 0) items.push(item);
  return Int32Array.from(items.sort((a, b) => sold[b]! - sold[a]! || a - b).slice(0, most));
}

/** @param lambda strength of the ridge, in customers */
export function easeWeights(together: Together, lambda: number, kept = easeKept): Weights {
  const { items, size } = together;
  const solved = together.counts.slice();
  for (let at = 0; at < size; at += 1) {
    solved[at * size + at] = at < items.length ? solved[at * size + at]! + lambda : 1;
  }
  sweepInverse(solved, size);
  const rows = new Map<number, { items: Int32Array; weights: Float64Array }>();
  const row = new Float64Array(items.length);
  for (let i = 0; i < items.length; i += 1) {
    // The sweep leaves −P: its diagonal is below 0, so that the signs of the formula cancel.
    for (let j = 0; j < items.length; j += 1) {
      const p = i >= j ? solved[i * size + j]! : solved[j * size + i]!;
      row[j] = i === j ? 0 : p / -solved[j * size + j]!;
    }
    rows.set(items[i]!, strongest(row, items, kept));
  }
  return rows;
}

function strongest(row: Float64Array, items: Int32Array, kept: number) {
  const sizes = row.map(Math.abs).sort();
  const least = sizes[Math.max(0, sizes.length - kept)] ?? 0;
  const places: number[] = [];
  for (let at = 0; at < row.length && places.length < kept; at += 1) {
    if (row[at] !== 0 && Math.abs(row[at]!) >= least) places.push(at);
  }
  places.sort((a, b) => row[b]! - row[a]! || a - b);
  return {
    items: Int32Array.from(places, (at) => items[at]!),
    weights: Float64Array.from(places, (at) => row[at]!),
  };
}
