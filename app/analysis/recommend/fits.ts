import { byNeighbours } from "./by-neighbours.ts";

/** What all that somebody bought foretells together, by weights that were learned (blend.ts). */
export const fits = byNeighbours(
  "fits",
  ({ foretold }) => foretold,
  ({ weight }) => weight,
);
