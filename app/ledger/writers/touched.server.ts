// What a batch has touched so far, gathered by the writers and settled once at its end.
import type { Day } from "../day.ts";

/** A counted order's place in its customer's history. */
export type Place = { customerId: string; processedAt: Date; id: string };

export type Touched = {
  /** Days whose measures change. */
  days: Set<Day>;
  /** Orders written with their lines: their refunds' shares may have changed. */
  written: Set<string>;
  /** Of those written: orders that no refund, answer or event was there for before this batch. */
  fresh: Set<string>;
  /** Orders of which a refund, fulfillment or promise changed: they are derived anew. */
  attached: Set<string>;
  /** Orders whose lines' costs changed. */
  recosted: Set<string>;
  /** Orders that appeared, vanished or changed channel, region, kind or counting. */
  regrouped: Set<string>;
  /** Orders whose own link to the order before them may be wrong. */
  unlinked: Set<string>;
  /** Places left or taken: the orders after them look back again. */
  places: Place[];
  /** Variants and SKUs whose lines may cost something else now. */
  variants: Set<string>;
  skus: Set<string>;
  /** False while the shop has told no unit cost. */
  hasCosts: boolean;
  /** Facts that changed something. */
  changed: number;
};

export function nothingTouched(hasCosts: boolean): Touched {
  return {
    days: new Set(),
    written: new Set(),
    fresh: new Set(),
    attached: new Set(),
    recosted: new Set(),
    regrouped: new Set(),
    unlinked: new Set(),
    places: [],
    variants: new Set(),
    skus: new Set(),
    hasCosts,
    changed: 0,
  };
}
