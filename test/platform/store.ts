// The stand-in's memory: one shop, as Shopify would hold it.
import { demoShop } from "./catalogue.ts";
import type {
  Answer,
  CustomerPayload,
  FulfillmentEventPayload,
  InventoryItemPayload,
  LocationPayload,
  MoneySet,
  OrderPayload,
  ProductPayload,
  TimelineEvent,
} from "./payloads.ts";

export type Store = {
  shop: typeof demoShop;
  locations: Map<number, LocationPayload>;
  products: Map<number, ProductPayload>;
  inventoryItems: Map<number, InventoryItemPayload>;
  customers: Map<number, CustomerPayload>;
  orders: Map<number, OrderPayload>;
  /** Events of a parcel, by fulfillment. */
  deliveries: Map<number, FulfillmentEventPayload[]>;
  /** By order. */
  timeline: Map<number, TimelineEvent[]>;
  answers: Answer[];
};

export function emptyStore(shop: typeof demoShop = demoShop): Store {
  return {
    shop,
    locations: new Map(),
    products: new Map(),
    inventoryItems: new Map(),
    customers: new Map(),
    orders: new Map(),
    deliveries: new Map(),
    timeline: new Map(),
    answers: [],
  };
}

export const gid = (type: string, id: number | string) => `gid://shopify/${type}/${id}`;

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

function offsetMs(instant: number, timeZone: string): number {
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
