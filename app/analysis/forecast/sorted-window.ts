// The last so many values, in order of size: ranks of a past that moves on, at the cost of one place.

export type SortedWindow = {
  readonly size: number;
  push(value: number): void;
  /** By rank, from 0 for the smallest; the nearest one there is. The window must not be empty. */
  at(rank: number): number;
  /** The value that this part of them stays below. */
  quantile(part: number): number;
};

export function createWindow(length: number): SortedWindow {
  const arrived: number[] = [];
  const sorted: number[] = [];
  /** The first place whose value is not below. */
  const placeOf = (value: number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.max(0, rank))]!;
  return {
    get size() {
      return sorted.length;
    },
    push(value) {
      arrived.push(value);
      sorted.splice(placeOf(value), 0, value);
      if (arrived.length > length) sorted.splice(placeOf(arrived.shift()!), 1);
    },
    at,
    quantile: (part) => at(Math.floor(part * sorted.length)),
  };
}
