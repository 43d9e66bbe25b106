// The trade of the demo store: who buys what, when, and what becomes of it. All chance comes from one
// seeded source, so the same seed, size and start give the same store.
import { cancel, fulfill, refund, track } from "./after-sale.ts";
import { articles, destinations, firstNames, lastNames, places } from "./catalogue.ts";
import { marketplaceApp, orderPayload, type Bought } from "./order.ts";
import type { Address, CustomerPayload, OrderPayload, ProductPayload } from "./payloads.ts";
import { createRandom, type Random } from "./random.ts";
import { fillShelves } from "./shelves.ts";
import { emptyStore, gid, shopTime, type Store } from "./store.ts";

const hour = 3_600_000;
const day = 24 * hour;
const historyDays = 395;
/** Rules of a shipping app do this share of the parcels by themselves. */
const shippedByApp = 0.6;
const answerShare = 0.12;

export type Trade = {
  store: Store;
  random: Random;
  /** A new order at that instant, put in the store. */
  sell(at: Date): OrderPayload;
  /** Everything that became of the order until `until`. */
  follow(order: OrderPayload, at: Date, until: Date): void;
};

/** A store with `orders` orders of the last thirteen months, up to `now`. */
export function generateStore(options: { orders: number; seed: number; now: Date }): Trade {
  const store = emptyStore();
  const random = createRandom(options.seed);
  const start = options.now.getTime() - historyDays * day;
  fillShelves(store, new Date(start - day));
  const trade = createTrade(store, random);
  const instants = Array.from({ length: options.orders }, () => drawInstant(random, start)).sort(
    (a, b) => a - b,
  );
  for (const instant of instants) {
    const at = new Date(Math.min(instant, options.now.getTime() - 60_000));
    trade.follow(trade.sell(at), at, options.now);
  }
  return trade;
}

/** Growth of a half over the year, weekends and nights quiet, December busy. */
function drawInstant(random: Random, start: number): number {
  for (;;) {
    const share = random.next();
    const at = new Date(start + share * historyDays * day);
    const weekday = [0.7, 1.1, 1, 1, 1.1, 1.2, 0.9][at.getUTCDay()]!;
    const season = at.getUTCMonth() === 11 ? 1.4 : at.getUTCMonth() === 6 ? 0.8 : 1;
    const clock = at.getUTCHours() < 5 ? 0.15 : 1;
    if (random.chance(((0.67 + 0.33 * share) * weekday * season * clock) / 1.7)) {
      return at.getTime();
    }
  }
}

export function createTrade(store: Store, random: Random): Trade {
  /** Each customer and how eagerly they come back; the eager ones are drawn more often. */
  const regulars: [CustomerPayload, Address, number, number][] = [];

  function meet(at: Date): [CustomerPayload, Address, number] {
    if (regulars.length > 20 && random.chance(0.44)) {
      const seat = Math.floor(random.next() ** 1.6 * regulars.length);
      const known = regulars[seat]!;
      return [known[0], known[1], known[2]];
    }
    const id = 7_000_000 + store.customers.size;
    const [country, province, city, zip, vat] = random.weighted(
      destinations.map((place) => [place, place[5]] as const),
    );
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
    // A random seat keeps loyalty independent of who came first.
    regulars.splice(random.whole(0, regulars.length), 0, [customer, address, vat, 0]);
    return [customer, address, vat];
  }

  const products = [...store.products.values()];
  const shelf = products.map((product, i) => [product, articles[i]![4]] as const);

  function basket(): Bought[] {
    const chosen = new Map<ProductPayload, number>();
    const size = random.weighted([
      [1, 46],
      [2, 30],
      [3, 16],
      [4, 8],
    ]);
    while (chosen.size < size) {
      chosen.set(
        random.weighted(shelf),
        random.weighted([
          [1, 80],
          [2, 15],
          [3, 5],
        ]),
      );
    }
    return [...chosen].map(([product, quantity]) => ({
      product,
      variant: product.variants[0]!,
      quantity,
    }));
  }

  function sell(at: Date): OrderPayload {
    const source = random.weighted([
      ["web", 68],
      ["pos", 18],
      ["shopify_draft_order", 5],
      [String(marketplaceApp), 9],
    ]);
    const walkIn = source === "pos" && random.chance(0.55);
    const [customer, address, vat] = walkIn ? ([null, null, 0.19] as const) : meet(at);
    const order = orderPayload({
      number: 1001 + store.orders.size,
      at,
      items: basket(),
      customer,
      address,
      sourceName: source,
      locationId: source === "pos" ? random.pick(places.slice(1)).id : null,
      discountRate: random.chance(0.17) ? random.pick([0.1, 0.1, 0.15, 0.2]) : 0,
      vatRate: source === "pos" ? 0.19 : vat,
      financialStatus: random.weighted([
        ["paid", 965],
        ["pending", 25],
        ["voided", 10],
      ]),
      test: random.chance(0.004),
    });
    store.orders.set(order.id, order);
    return order;
  }

  function follow(order: OrderPayload, at: Date, until: Date): void {
    const happens = (instant: number) => instant <= until.getTime();
    if (order.source_name === "pos") {
      fulfill(store, order, at, false);
      return;
    }
    if (order.financial_status === "voided") return;
    if (random.chance(0.018)) {
      const left = new Date(at.getTime() + random.around(3, 0.6) * hour);
      if (happens(left.getTime())) {
        refund(store, order, 0, order.line_items[0]!.quantity, left, "cancel");
        cancel(store, order, left);
      }
      return;
    }
    const shipped = new Date(at.getTime() + random.around(25, 0.55) * hour);
    if (!happens(shipped.getTime())) return;
    fulfill(store, order, shipped, random.chance(shippedByApp));
    const moving = new Date(shipped.getTime() + 5 * hour);
    if (happens(moving.getTime())) track(store, order, "in_transit", moving);
    const arrived = new Date(shipped.getTime() + random.around(46, 0.4) * hour);
    if (happens(arrived.getTime()) && !random.chance(0.06)) {
      track(store, order, "delivered", arrived);
      answer(order, new Date(arrived.getTime() + random.around(20, 0.8) * hour), until);
    }
    if (random.chance(0.045)) {
      const back = new Date(arrived.getTime() + random.around(9, 0.6) * day);
      if (happens(back.getTime())) {
        refund(store, order, 0, 1, back, random.chance(0.75) ? "return" : "no_restock");
      }
    }
  }

  function answer(order: OrderPayload, at: Date, until: Date): void {
    if (!random.chance(answerShare) || at > until) return;
    const late = at.getTime() - Date.parse(order.processed_at) > 6 * day;
    const score = random.weighted(
      late
        ? [
            [3, 2],
            [5, 3],
            [6, 3],
            [7, 3],
            [8, 3],
            [9, 2],
            [10, 2],
          ]
        : [
            [4, 1],
            [6, 2],
            [7, 3],
            [8, 6],
            [9, 7],
            [10, 8],
          ],
    );
    const answered = { order: order.name, answered_at: shopTime(at), touchpoint: "after-delivery" };
    store.answers.push({ ...answered, question: "nps", score });
    if (random.chance(0.7)) {
      store.answers.push({
        ...answered,
        question: "csat",
        score: Math.max(1, Math.ceil(score / 2)),
      });
    }
  }

  return { store, random, sell, follow };
}
