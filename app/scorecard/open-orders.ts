// Orders that wait to be shipped, by how long: what hours to ship and on-time shipping will be made of.
import type { Day } from "../ledger/day.ts";
import type { Place } from "./lists.ts";
import type { Shown } from "./types.ts";

/**
 * By the instant an order was to leave the store: more than 3 days ago, 1 to 3 days, under a day, not yet
 * over; or nothing was promised. The most overdue first.
 */
export const ageClasses = ["late-more", "late-3", "late-1", "within", "no-promise"] as const;
export type AgeClass = (typeof ageClasses)[number];

export type OpenOrder = {
  id: string;
  name: string;
  /** Path below the store's admin; null for an order that came from a file. */
  adminPath: string | null;
  day: Day;
  age: AgeClass;
  /** Since the sale. */
  waitHours: number;
  /** Since it was to leave; below 0: so long it has still. Null without a promise. */
  lateHours: number | null;
  /** When it is to leave and to arrive; UTC instants. */
  dueAt: string | null;
  promisedAt: string | null;
  channel: string;
  /** Key of the region, and what it is called. */
  region: string;
  regionName: string;
  /** Merchandise − discounts, as on the sale day. */
  net: Shown;
};

export type AgeTotal = { age: AgeClass; orders: number; net: Shown };

export type OpenOrders = {
  rows: OpenOrder[];
  next: string | null;
  /** Of the class that is looked at, on all pages. */
  found: number;
  /** Of all classes, in their order. */
  totals: AgeTotal[];
};

export type OpenOrdersWish = {
  /** Null for all. */
  age: AgeClass | null;
  after: Place | null;
  /** Rows on the page. */
  size: number;
  asOf: Date;
};

/** So long after it was due, or was sold where nothing was promised, an order is looked for. */
export const lookBackDays = 90;
