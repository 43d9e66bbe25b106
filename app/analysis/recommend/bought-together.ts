import { byNeighbours } from "./by-neighbours.ts";

/** What stands in the same orders. */
export const boughtTogether = byNeighbours(
  "bought-together",
  ({ together }) => together,
  ({ llr }) => llr,
);
