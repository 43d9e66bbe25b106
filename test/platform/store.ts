// The stand-in's memory: one shop, as Shopify would hold it.
import { demoShop } from "./catalogue.ts";
import type {
  Answer,
  CustomerPayload,
  FulfillmentEventPayload,
  InventoryItemPayload,
  Level,
  LocationPayload,
  MoneySet,
  OrderPayload,
  ProductPayload,
  Promised,
  ReturnPayload,
  TimelineEvent,
} from "./payloads.ts";

export type Store = {
  shop: typeof demoShop;
  locations: Map<number, LocationPayload>;
  products: Map<number, ProductPayload>;
  inventoryItems: Map<number, InventoryItemPayload>;
  /** By `levelKey`. */
  levels: Map<string, Level>;
  customers: Map<number, CustomerPayload>;
  /** Who forbade that their data is sold or shared; no webhook tells it. */
  saleOptOuts: Set<number>;
  orders: Map<number, OrderPayload>;
  /** Events of a parcel, by fulfillment. */
  deliveries: Map<number, FulfillmentEventPayload[]>;
  /** By order. */
  timeline: Map<number, TimelineEvent[]>;
  /** By order; one without an entry gets the shop's usual promise. */
  promises: Map<number, Promised>;
  /** By order. */
  returns: Map<number, ReturnPayload[]>;
  /** Orders that were edited. */
  edited: Set<number>;
  answers: Answer[];
  /** By owner's gid, namespace and key. */
  metafields: Map<string, Metafield>;
};

export type Metafield = {
  ownerId: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
};

export function emptyStore(shop: typeof demoShop = demoShop): Store {
  return {
    shop,
    locations: new Map(),
    products: new Map(),
    inventoryItems: new Map(),
    customers: new Map(),
    saleOptOuts: new Set(),
    orders: new Map(),
    deliveries: new Map(),
    timeline: new Map(),
    levels: new Map(),
    promises: new Map(),
    returns: new Map(),
    edited: new Set(),
    answers: [],
    metafields: new Map(),
  };
}

export const gid = (type: string, id: number | string) => `gid://shopify/${type}/${id}`;

/** The variant of an order line; every line of this store has one. */
export const variantOf = (store: Store, line: { product_id: number; variant_id: number }) =>
  store.products.get(line.product_id)!.variants.find(({ id }) => id === line.variant_id)!;

export const levelKey = (itemId: number, locationId: number) => `${itemId}/${locationId}`;

export const decimals = (cents: number) => (cents / 100).toFixed(2);

export function moneySet(cents: number, currency: string = demoShop.currency): MoneySet {
  const money = { amount: decimals(cents), currency_code: currency };
  return { shop_money: money, presentment_money: money };
}

/** ISO-8601 with the shop's offset, to the second, as webhook bodies tell time. */
export function shopTime(at: Date, timeZone: string = demoShop.timeZone): string {
  const seconds = Math.floor(at.getTime() / 1000) * 1000;
  const local = new Date(seconds + offsetMs(seconds, timeZone));
  const minutes = (local.getTime() - seconds) / 60_000;
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  return `${local.toISOString().slice(0, 19)}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number | null>();

/** Asking the clock is slow, so days without a change of clocks are remembered whole. */
function offsetMs(instant: number, timeZone: string): number {
  const day = Math.floor(instant / 86_400_000);
  const key = `${timeZone} ${day}`;
  let known = offsets.get(key);
  if (known === undefined) {
    const first = readOffset(day * 86_400_000, timeZone);
    known = first === readOffset((day + 1) * 86_400_000, timeZone) ? first : null;
    offsets.set(key, known);
  }
  return known ?? readOffset(instant, timeZone);
}

function readOffset(instant: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    clocks.set(timeZone, clock);
  }
  const name = clock.formatToParts(instant).find((part) => part.type === "timeZoneName")!.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
