// What happened while a number took its course.
import type { Day } from "../ledger/day.ts";

/** A product of which nothing was left anywhere from some day on. */
export type Mark = { day: Day; product: string };
