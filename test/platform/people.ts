// Who buys, and when. Customers follow BG/NBD (Fader, Hardie & Lee 2005): each buys at a rate of its
// own, drawn from a gamma distribution, and after each repeated purchase stays away for good with a
// probability of its own, drawn from a beta distribution. Time is business time (season.ts).
import { destinations, firstNames, lastNames, places, type Taste } from "./catalogue.ts";
import type { Address, CustomerPayload } from "./payloads.ts";
import type { Random } from "./random.ts";
import type { Season } from "./season.ts";
import { gid, shopTime, type Store } from "./store.ts";

/** Planted. A mean customer buys every 200 business days and leaves after a quarter of purchases. */
export const bgnbd = { r: 0.6, alpha: 120, a: 0.8, b: 2.4 };

/** Where somebody usually buys; a counter is the id of its location. */
export type Home = "online" | "marketplace" | "wholesale" | (typeof places)[number]["id"];

export type Person = {
  /** Null until the first order: ids follow the order in which people come. */
  customer: CustomerPayload | null;
  address: Address | null;
  vat: number;
  home: Home;
  taste: Taste;
  /** Purchases a business day. */
  rate: number;
  dropout: number;
  /** Business days of the purchases that the store's history holds. */
  purchases: number[];
  /** Whether more purchases would follow after the history's end. */
  alive: boolean;
};

/** Planted shares of homes. */
export const homes: readonly (readonly [Home, number])[] = [
  ["online", 70],
  [places[1].id, 9],
  [places[2].id, 7],
  ["marketplace", 10],
  ["wholesale", 4],
];

/** People who buy `count` times in all within the season, latest comers more than earliest. */
export function drawPeople(random: Random, season: Season, count: number): Person[] {
  const people: Person[] = [];
  let purchases = 0;
  while (purchases < count) {
    const person = drawPerson(random);
    // Density rising by half over the season: more people find the shop.
    let share = random.next();
    while (!random.chance((1 + 0.5 * share) / 1.5)) share = random.next();
    buy(person, share * season.days, season.days, random);
    person.purchases.length = Math.min(person.purchases.length, count - purchases);
    purchases += person.purchases.length;
    people.push(person);
  }
  return people;
}

export function drawPerson(random: Random): Person {
  return {
    customer: null,
    address: null,
    vat: 0,
    home: random.weighted(homes),
    taste: random.weighted([
      ["espresso", 45],
      ["filter", 35],
      ["any", 20],
    ]),
    rate: random.gamma(bgnbd.r) / bgnbd.alpha,
    dropout: random.beta(bgnbd.a, bgnbd.b),
    purchases: [],
    alive: true,
  };
}

function buy(person: Person, first: number, end: number, random: Random): void {
  for (let at = first; at < end;) {
    person.purchases.push(at);
    // The first purchase is the trial: nobody leaves right after it.
    if (person.purchases.length > 1 && random.chance(person.dropout)) {
      person.alive = false;
      return;
    }
    at += random.wait(person.rate);
  }
}

/** Gives a person a name and an address at their first order. */
export function welcome(store: Store, person: Person, at: Date, random: Random): CustomerPayload {
  if (person.customer) return person.customer;
  const id = 7_000_000 + store.customers.size;
  const counter = places.find((place) => place.id === person.home);
  const [country, province, city, zip, vat] = counter
    ? (["DE", counter.province, counter.city, counter.zip, 0.19] as const)
    : random.weighted(destinations.map((place) => [place, place[5]] as const));
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const address: Address = {
    city,
    zip,
    country_code: country,
    province_code: province,
    first_name: first,
    last_name: last,
  };
  const customer: CustomerPayload = {
    id,
    admin_graphql_api_id: gid("Customer", id),
    email: `${first}.${last}.${id}@example.com`.toLowerCase(),
    phone: null,
    first_name: first,
    last_name: last,
    state: "enabled",
    note: "Demo data",
    currency: "EUR",
    created_at: shopTime(at),
    updated_at: shopTime(at),
    default_address: address,
  };
  store.customers.set(id, customer);
  Object.assign(person, { customer, address, vat });
  return customer;
}
