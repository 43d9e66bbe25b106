// The store shows what was planted in it: each figure is held against its parameter, with room for
// chance at this size and seed.
import { expect, test } from "vitest";
import { history } from "./deliveries.ts";
import { drawPeople, bgnbd } from "./people.ts";
import { createRandom } from "./random.ts";
import { createSeason } from "./season.ts";
import { generateStore } from "./trade.ts";
import { truthOf } from "./truth.ts";

const now = new Date("2026-11-22T12:00:00Z");
const trade = generateStore({ orders: 3000, seed: 1, now });
const orders = [...trade.store.orders.values()];
const truth = truthOf(trade);

test("three thousand orders of thirteen months are made in well under two seconds", () => {
  const start = performance.now();
  generateStore({ orders: 3000, seed: 2, now });
  // Two seconds on a quiet machine; tests share theirs.
  expect(performance.now() - start).toBeLessThan(8_000);
  expect(orders.length).toBe(3000);
});

test("customers follow BG/NBD: Fader, Hardie & Lee 2005, equations 8 and 10 at planted values", () => {
  const random = createRandom(11);
  const days = 395;
  const season = createSeason(new Date("2025-10-01T00:00:00Z"), days);
  const people = drawPeople(random, season, 60_000);
  const { r, alpha, a, b } = bgnbd;
  // P(no purchase in 90 days after the first) = (alpha / (alpha + 90))^r; nobody leaves before.
  const watched = people.filter((person) => person.purchases[0]! <= days - 90);
  const none = watched.filter(
    ({ purchases: [first, second] }) => second === undefined || second > first! + 90,
  );
  expect(none.length / watched.length).toBeCloseTo((alpha / (alpha + 90)) ** r, 1.7);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(people.map((person) => person.dropout))).toBeCloseTo(a / (a + b), 1.7);
  expect(mean(people.map((person) => person.rate)) * alpha).toBeCloseTo(r, 1.5);
});

test("planted companions lie together far more often than chance would have it", () => {
  for (const { first, second, lift, together } of truth.baskets.affinities) {
    if (together >= 10) expect(lift, `${first} and ${second}`).toBeGreaterThan(1.3);
  }
  const sure = truth.baskets.affinities.find(({ first }) => first === "Pour-over dripper")!;
  expect(sure.lift).toBeGreaterThan(3);
});

test("December is busier than July, Friday than Sunday", () => {
  const count = (matches: (at: Date) => boolean) =>
    orders.filter((order) => matches(new Date(order.processed_at))).length;
  expect(count((at) => at.getUTCDay() === 5)).toBeGreaterThan(
    1.3 * count((at) => at.getUTCDay() === 0),
  );
  const season = createSeason(new Date("2025-10-01T00:00:00Z"), 395);
  const day = (date: string) => {
    for (let n = 0; n < 395; n += 0.25) if (season.instant(n) >= new Date(date)) return n;
    return 395;
  };
  // Weights 1.55 and .78 of months as long as each other.
  const december = day("2026-01-01T00:00:00Z") - day("2025-12-01T00:00:00Z");
  const july = day("2026-08-01T00:00:00Z") - day("2026-07-01T00:00:00Z");
  expect(december / july).toBeCloseTo(1.55 / 0.78, 0.5);
});

test("shelves that are said to have been empty sold nothing then, and stock adds up", () => {
  expect(truth.outages.length).toBeGreaterThan(5);
  const places = new Map(orders.map((order) => [order.id, order.location_id ?? 71001]));
  for (const { sku, locationId, from, to } of truth.outages) {
    for (const order of orders) {
      if (places.get(order.id) !== locationId) continue;
      const at = Date.parse(order.processed_at);
      // The order that emptied the shelf is told to the second.
      if (at <= Date.parse(from) || at >= (to ? Date.parse(to) - 1000 : Infinity)) continue;
      expect(order.line_items.map((line) => line.sku)).not.toContain(sku);
    }
  }
  for (const level of trade.store.levels.values()) {
    expect(level.available).toBeGreaterThanOrEqual(0);
    expect(level.committed).toBeGreaterThanOrEqual(0);
  }
});

test("everything happens somewhere: channels, regions, costs, carriers, refunds, edits, answers", () => {
  expect(Object.keys(truth.sources).toSorted()).toEqual([
    "580111",
    "pos",
    "shopify_draft_order",
    "web",
  ]);
  expect(new Set(orders.map((order) => order.location_id)).size).toBe(3);
  expect(Object.keys(truth.regions).length).toBeGreaterThan(8);
  expect(truth.costs.known.length).toBeGreaterThan(4 * truth.costs.unknown.length);
  expect(truth.costs.unknown.length).toBeGreaterThan(0);
  expect(truth.refunds).toBeGreaterThan(60);
  expect(truth.cancelled).toBeGreaterThan(15);
  expect(truth.edited).toBeGreaterThan(15);
  expect(Object.keys(truth.returns).toSorted()).toEqual(
    expect.arrayContaining(["closed", "declined"]),
  );
  const parcels = orders.flatMap((order) => order.fulfillments);
  expect(new Set(parcels.map((parcel) => parcel.tracking_company)).size).toBe(3);
  expect(orders.some((order) => order.fulfillments.length > 1)).toBe(true);
  expect(truth.events["fulfillment_success by app"]).toBeGreaterThan(400);
  expect(truth.events["fulfillment_success by user"]).toBeGreaterThan(400);
  expect(trade.store.answers.length).toBeGreaterThan(200);
});

test("after the history the store lives on and tells what happens", () => {
  const live = generateStore({ orders: 200, seed: 3, now });
  const told: string[] = [];
  live.listen((topic, _body, at) => {
    expect(at.getTime()).toBeGreaterThan(now.getTime() - 1);
    told.push(topic);
  });
  live.sell(new Date(now.getTime() + 1000));
  live.advance(new Date(now.getTime() + 20 * 86_400_000));
  expect(told).toContain("orders/create");
  expect(told).toContain("fulfillments/create");
  expect(told).toContain("fulfillment_events/create");
  expect(history(live.store).filter(({ topic }) => topic === "orders/create").length).toBe(201);
});
