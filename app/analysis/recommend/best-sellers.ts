import { bySellers } from "./by-sellers.ts";

/** What the shop has sold most, ever: the last resort, so one order is enough. */
export const bestSellers = bySellers("best-sellers", ({ ever }) => ever);
