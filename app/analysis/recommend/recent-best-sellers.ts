import { bySellers } from "./by-sellers.ts";

/** Days that count as recent: beats popularity of all time, .051 against .032 (algorithms.md). */
export const recentDays = 30;
/** Fewer orders of a thing make no seller of it. */
const leastOrders = 3;

/** What the region orders most at present. */
export const recentBestSellers = bySellers(
  "recent-best-sellers",
  ({ recent }) => recent,
  leastOrders,
);
