import { byNeighbours } from "./by-neighbours.ts";

/**
 * What the customers who bought the same bought too, in the same order or in another, by the
 * log-likelihood ratio: recall@10 .088 on online-retail where popularity reaches .032 (algorithms.md).
 */
export const alsoBought = byNeighbours(
  "also-bought",
  ({ alike }) => alike,
  ({ llr }) => llr,
);
