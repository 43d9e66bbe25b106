// What happened while a number took its course.
import type { Day } from "../ledger/day.ts";

/** From that day on nothing of a product was left anywhere, or a variant of it had another price (major units). */
export type Mark = { day: Day; product: string } & (
  { what: "sold-out" } | { what: "price"; before: string; after: string }
);
