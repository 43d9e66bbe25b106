// The trade of the demo store: who buys what, when, and what becomes of it. All chance comes from one
// seeded source, so the same seed, size and start give the same store.
import { createAgenda } from "./agenda.ts";
import { createBaskets } from "./baskets.ts";
import { places } from "./catalogue.ts";
import { createLife, promise, type Life, type Tell } from "./life.ts";
import { marketplaceApp, orderPayload, warehouse } from "./order.ts";
import type { OrderPayload } from "./payloads.ts";
import { drawPeople, drawPerson, welcome, type Person } from "./people.ts";
import { createRandom, type Random } from "./random.ts";
import { createSeason } from "./season.ts";
import { fillShelves } from "./shelves.ts";
import { createStockroom, type Outage, type ShelfDay } from "./stockroom.ts";
import { emptyStore, type Store } from "./store.ts";

const day = 86_400_000;
/** Thirteen months, so that a month can be compared with the same one of last year. */
export const historyDays = 395;

/** Planted shares. */
export const odds = {
  walkIn: 0.08,
  /** Of people with a home: buy online instead of at their counter, or the other way. */
  stray: 0.1,
  discounted: 0.17,
  pending: 0.025,
  voided: 0.01,
  test: 0.004,
};

export type Trade = {
  store: Store;
  random: Random;
  life: Life;
  people: Person[];
  outages: Outage[];
  shelfDays(): ShelfDay[];
  /** A new order at that instant, put in the store; what becomes of it is planned. */
  sell(at: Date): OrderPayload;
  /** Lets everything happen that was due until then. */
  advance(until: Date): void;
  /** Hears of everything from now on. */
  listen(tell: Tell): void;
  seed: number;
  from: Date;
  to: Date;
};

/** A store with `orders` orders of the last thirteen months, up to `now`. */
export function generateStore(options: { orders: number; seed: number; now: Date }): Trade {
  const { now, seed } = options;
  const store = emptyStore();
  const random = createRandom(seed);
  // The last minute before now holds no order, so that nothing lies in the future.
  const from = new Date(now.getTime() - historyDays * day - 60_000);
  fillShelves(store, new Date(from.getTime() - day));
  const agenda = createAgenda();
  const ordersADay = Math.max(0.2, options.orders / historyDays);
  const stockroom = createStockroom(store, random, { start: from, ordersADay });
  const baskets = createBaskets(store, random);
  let tell: Tell = () => {};
  const progress = (at: Date) => (at.getTime() - from.getTime()) / (historyDays * day);
  const life = createLife({
    ...{ store, random, agenda, stockroom, progress },
    tell: (topic, body, at) => tell(topic, body, at),
  });

  function order(at: Date, person: Person | null): OrderPayload {
    const { source, locationId } = placeOfSale(person, random);
    const customer = person && welcome(store, person, at, random);
    stockroom.until(at);
    const body = orderPayload({
      number: 1001 + store.orders.size,
      at,
      items: baskets.fill(person?.taste ?? "any", source === "shopify_draft_order", (variant) =>
        stockroom.available(variant, locationId ?? warehouse),
      ),
      customer,
      address: person?.address ?? null,
      sourceName: source,
      locationId,
      discountRate: random.chance(odds.discounted) ? random.pick([0.1, 0.1, 0.15, 0.2]) : 0,
      vatRate: source === "pos" || !person ? 0.19 : person.vat,
      financialStatus: random.weighted([
        ["paid", 1 - odds.pending - odds.voided],
        ["pending", source === "pos" ? 0 : odds.pending],
        ["voided", odds.voided],
      ]),
      test: random.chance(odds.test),
    });
    store.orders.set(body.id, body);
    if (source !== "pos") promise(store, body, random);
    life.begin(body, at);
    return body;
  }

  const season = createSeason(from, historyDays);
  const walkIns = Math.round(options.orders * odds.walkIn);
  const people = drawPeople(random, season, options.orders - walkIns);
  const purchases: { at: number; person: Person | null }[] = [
    ...people.flatMap((person) => person.purchases.map((at) => ({ at, person }))),
    ...Array.from({ length: walkIns }, () => ({ at: random.next() * historyDays, person: null })),
  ];
  for (const { at, person } of purchases.toSorted((a, b) => a.at - b.at)) {
    agenda.plan(season.instant(at), (instant) => void order(instant, person));
  }
  agenda.runUntil(now);

  return {
    ...{ store, random, life, people, seed, from, to: now },
    outages: stockroom.outages,
    shelfDays: () => stockroom.days(),
    sell(at) {
      const known = people.length > 0 && random.chance(0.45) ? random.pick(people) : null;
      const person = known ?? (random.chance(odds.walkIn * 2) ? null : drawPerson(random));
      if (person && !known) people.push(person);
      return order(at, person);
    },
    advance: (until) => agenda.runUntil(until),
    listen: (listener) => (tell = listener),
  };
}

function placeOfSale(
  person: Person | null,
  random: Random,
): { source: string; locationId: number | null } {
  const counters = places.slice(1).map((place) => place.id);
  const atCounter = (id: number) => ({ source: "pos", locationId: id });
  if (!person) return atCounter(random.pick(counters));
  const strays = random.chance(odds.stray);
  if (person.home === "marketplace") return { source: String(marketplaceApp), locationId: null };
  if (person.home === "wholesale") return { source: "shopify_draft_order", locationId: null };
  if (person.home === "online") {
    return strays ? atCounter(random.pick(counters)) : { source: "web", locationId: null };
  }
  return strays ? { source: "web", locationId: null } : atCounter(person.home);
}
