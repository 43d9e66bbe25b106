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

/**
 * open  all of it waits
 * part  a parcel left, the rest waits
 * held  what waits is on hold: nobody may send it until that is released
 */
export const sendStates = ["open", "part", "held"] as const;
export type SendState = (typeof sendStates)[number];

/** In place of a location's id: orders that Shopify assigned to none. */
export const noLocation = "none";

export type OpenOrder = {
  id: string;
  name: string;
  /** Path below the store's admin; null for an order that came from a file. */
  adminPath: string | null;
  day: Day;
  age: AgeClass;
  state: SendState;
  /** The name of the location that is to send it; null where none is assigned. */
  location: string | null;
  /** Who carries the parcel that left; null while none did or nobody said. */
  carrier: string | null;
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
  /** What all pages hold together; null on the later ones, which add nothing up. */
  sums: OpenSums | null;
};

/** Orders by what they have in common; the most orders first. */
export type OpenPart = { key: string; name: string | null; orders: number };

/** Sale days that tell how long orders take to leave: four weeks, each weekday as often. */
export const typicalDays = 28;

/** How long orders of the last days take from the sale to their first parcel, hours. */
export type OpenTypical = {
  days: number;
  /** Orders that left, and those that wait wholly. */
  left: number;
  waiting: number;
  /** Of those that left alone; null without any. */
  medianLeft: number | null;
  /** Those that still wait among them; null where half have not left yet. */
  medianAll: number | null;
};

export type OpenSums = {
  /** Of what is looked at. */
  found: number;
  /** Of all classes, in their order; of all open orders, whatever is looked at. */
  totals: AgeTotal[];
  states: { state: SendState; orders: number }[];
  /** `key` the location's id, also its name where nobody told one; or `noLocation`, without a name. */
  locations: OpenPart[];
  /** Of parcels that left of orders sent in part. */
  carriers: OpenPart[];
  typical: OpenTypical;
};

/** Null for all. */
export type OpenOrdersFilter = {
  age: AgeClass | null;
  state: SendState | null;
  /** A location's id, or `noLocation`. */
  location: string | null;
  carrier: string | null;
};

export type OpenOrdersWish = OpenOrdersFilter & {
  after: Place | null;
  /** Rows on the page. */
  size: number;
  asOf: Date;
};

/** So long after it was due, or was sold where nothing was promised, an order is looked for. */
export const lookBackDays = 90;
