// What sells faster or slower than it did, as it was found in the last night.
import type { Day } from "../ledger/day.ts";

/** variant: units of it · region: orders to it. */
export const demandKinds = ["variant", "region"] as const;
export type DemandKind = (typeof demandKinds)[number];

export type ShownDemandChange = {
  kind: DemandKind;
  /** A variant's id, its SKU where it has none; a region. */
  key: string;
  label: string;
  /** Units, or orders, a week: over the thirteen weeks before the last two, and over these. */
  before: number;
  now: number;
};

export type DemandChanges = {
  /** The two weeks are those before this day; null: nobody has looked yet. */
  to: Day | null;
  /** At most twenty, the largest first. */
  rows: ShownDemandChange[];
  /** All that were found. */
  found: number;
};
