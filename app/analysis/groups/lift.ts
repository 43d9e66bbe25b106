// Which groups of customers buy which kinds of product more often than customers do in all. The unit is a
// customer, not an order, because one who comes often would count many times and make every group look
// sure. Lift = share of the group that bought ÷ share of all customers that did. Its interval comes from
// the risk ratio of the group against the others on the log scale (Katz et al. 1978, with ½ added to each
// cell where one is 0: Walter 1975), carried over to the lift, of which it is a rising function.
// With hundreds of cells some stand out by chance: only those that pass Benjamini & Hochberg (1995) at a
// false discovery rate of 5 % are called so. Assumes that customers buy independently of each other.
import { z95, type Interval } from "../stats/interval.ts";
import { chiSquareTail } from "../stats/chi-square.ts";

/** Customers in a group, and those of them that would have bought were they like all; fewer tell nothing. */
export const fewestCustomers = 30;
export const fewestExpected = 5;
const discoveryRate = 0.05;

export type GroupCell = {
  /** new-or-returning, region, … and the group in it. */
  kind: string;
  group: string;
  productType: string;
  /** Customers of the group, and those of them who bought. */
  n: number;
  bought: number;
  /** All customers, and those of them who bought. */
  all: number;
  allBought: number;
};

export type JudgedCell = GroupCell & {
  /** Fractions of the group and of all customers. */
  share: number;
  allShare: number;
  lift: number | null;
  /** 95 %; null for too few. */
  interval: Interval | null;
  /** more · less: stands out; alike: does not; few: too few to tell */
  told: "more" | "less" | "alike" | "few";
};

type Ratio = { interval: Interval; p: number };

/** The group against the other customers, as a lift against all. */
function ratioOf({ n, bought, all, allBought }: GroupCell): Ratio {
  const [others, othersBought] = [all - n, allBought - bought];
  const isEdge = bought === 0 || othersBought === 0;
  const half = isEdge ? 0.5 : 0;
  const [a, b] = [bought + half, othersBought + half];
  const [groupOf, othersOf] = [n + half, others + half];
  const log = Math.log(a / groupOf / (b / othersOf));
  const error = Math.sqrt(Math.max(0, 1 / a - 1 / groupOf + 1 / b - 1 / othersOf));
  const weight = n / all;
  const lift = (ratio: number) => ratio / (weight * ratio + 1 - weight);
  const ends: Interval = [lift(Math.exp(log - z95 * error)), lift(Math.exp(log + z95 * error))];
  // The square of a standard normal is chi-square with one degree of freedom.
  return { interval: ends, p: error === 0 ? 1 : chiSquareTail((log / error) ** 2, 1) };
}

const isFew = ({ n, all, allBought }: GroupCell) =>
  n < fewestCustomers || all - n < fewestCustomers || (n * allBought) / all < fewestExpected;

/** The largest p-value that still counts as found; −1 for none. */
export function discoveryBelow(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted.findLastIndex((p, at) => p <= (discoveryRate * (at + 1)) / sorted.length);
  return sorted[found] ?? -1;
}

/** In the order given. */
export function judgeGroups(cells: readonly GroupCell[]): JudgedCell[] {
  const ratios = cells.map((cell) => (isFew(cell) ? null : ratioOf(cell)));
  const below = discoveryBelow(ratios.flatMap((ratio) => (ratio ? [ratio.p] : [])));
  return cells.map((cell, at): JudgedCell => {
    const { n, bought, all, allBought } = cell;
    const [share, allShare] = [n > 0 ? bought / n : 0, all > 0 ? allBought / all : 0];
    const lift = allShare > 0 ? share / allShare : null;
    const ratio = ratios[at];
    const judged = { ...cell, share, allShare, lift };
    if (!ratio || lift === null) return { ...judged, interval: null, told: "few" };
    const told = ratio.p > below ? "alike" : lift > 1 ? "more" : "less";
    return { ...judged, interval: ratio.interval, told };
  });
}
