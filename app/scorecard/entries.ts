// What stands behind a KPI: the sales, refunds, answers and steps it was counted from.
import type { Effect } from "../analysis/causes/chain.ts";
import type { Split } from "../kpis/query.ts";
import type { Day } from "../ledger/day.ts";
import type { Margin } from "./margins.ts";
import type { Shown } from "./types.ts";

export type EntryKind = "sale" | "refund" | "answer" | "step";

export type Entry = {
  kind: EntryKind;
  /** Unique among entries of its kind. */
  key: string;
  day: Day;
  /** UTC instant. */
  at: string;
  /** Null when the order behind it is not known. */
  order: {
    name: string;
    /** Path below the store's admin; null for orders that came from a file. */
    adminPath: string | null;
    channel: string;
    customerKind: string;
    /** From sale to first parcel and to the last delivery. */
    shipHours: number | null;
    deliverHours: number | null;
    /** Against what was promised; null without a promise or as long as it is not due. */
    isShippedLate: boolean | null;
    isDeliveredLate: boolean | null;
    isCancelled: boolean;
    returnedUnits: number;
  } | null;
  /** Net of discounts, or money back below zero; null where no money moves. */
  amount: Shown | null;
  /** Of a sale: what the order left, returns of any day taken off. Default the KPI is not about that. */
  margin?: Margin | null;
  /** Of an answer. */
  score: number | null;
  /** Of a step: who did it. */
  by: "app" | "user" | null;
};

/** Where a page ended: the next one begins after it. */
export type EntryPage = { entries: Entry[]; next: string | null };

/** Entries on a page. */
export const entriesAPage = 25;

/** Entries behind one cause: those of a key of a split, those an effect is about, or both. */
export type Narrowed = { by: Split; part: string | null; effect: Effect | null };
