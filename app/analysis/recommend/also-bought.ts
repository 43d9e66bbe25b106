import { byNeighbours } from "./by-neighbours.ts";

/** What the customers who bought the same bought too, in the same order or in another. */
export const alsoBought = byNeighbours("also-bought", ({ alike }) => alike);
