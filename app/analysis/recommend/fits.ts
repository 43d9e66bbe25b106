import { byNeighbours } from "./by-neighbours.ts";

/** What all that somebody bought foretells together, by the weights that EASE learned (ease.ts). */
export const fits = byNeighbours(
  "fits",
  ({ foretold }) => foretold,
  ({ weight }) => weight,
);
