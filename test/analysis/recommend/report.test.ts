// Planted stores: the report card says what was planted.
import { expect, test } from "vitest";
import { neighbourWeights, type Choice } from "../../../app/analysis/recommend/choose.ts";
import { blended } from "../../../app/analysis/recommend/blend.ts";
import { rankersOf } from "../../../app/analysis/recommend/choose.ts";
import { bestSold, countTogether, easeWeights } from "../../../app/analysis/recommend/ease.ts";
import { candidates, forCustomer } from "../../../app/analysis/recommend/index.ts";
import { historiesBefore } from "../../../app/analysis/recommend/purchases.ts";
import { nothingKnown, type About } from "../../../app/analysis/recommend/recommender.ts";
import { rhythmsOf } from "../../../app/analysis/recommend/replenishment.ts";
import { groupBuilder } from "../../../app/analysis/recommend/groups.ts";
import type { Purchases } from "../../../app/analysis/recommend/purchases.ts";
import { reportOn } from "../../../app/analysis/recommend/report.ts";
import { uniform } from "../../../app/analysis/stats/random.ts";

/** Each of `customers` orders three times in 120 days; `pick` draws what an order holds. */
function store(
  customers: number,
  pick: (customer: number, turn: number, next: () => number) => number[],
): Purchases {
  const next = uniform(11);
  const sales = Array.from({ length: customers * 3 }, (_, n) => {
    const [customer, turn] = [n % customers, Math.floor(n / customers)];
    const items = [...new Set(pick(customer, turn, next))].sort((a, b) => a - b);
    return { customer, day: turn * 40 + Math.floor(next() * 40), items };
  }).sort((a, b) => a.day - b.day);
  const builder = groupBuilder();
  for (const { items } of sales) builder.add(items);
  return {
    orders: { ...builder.build(), itemCount: 100 },
    customers: Int32Array.from(sales, ({ customer }) => customer),
    days: Int32Array.from(sales, ({ day }) => day),
    customerCount: customers,
  };
}
const wish = { cut: 80, until: 120, seed: 1 };

test("where everybody buys what is popular, a plain list is served", () => {
  // Item i with a chance that falls with i, whoever asks.
  const purchases = store(400, (_customer, _turn, next) =>
    [0, 0, 0, 0].map(() => Math.floor(100 * next() ** 3)),
  );
  const report = reportOn(purchases, wish)!;
  expect(report).toMatchObject({ users: 400, testUsers: 400 });
  expect(["popularity", "recent-popularity"]).toContain(report.choice.discovery);
  const { popularity, ease } = report.lists.discovery;
  expect(popularity!.recall10).toBeGreaterThan(ease!.recall10! - 0.02);
  // A plain one is served: the difference is to the best of all others.
  expect(report.differences.discovery).not.toBeNull();
});

test("where tastes differ, a learned model beats popularity by more than chance", () => {
  // Ten tastes of ten things each; an order holds four of its customer's taste.
  const purchases = store(400, (customer, _turn, next) =>
    [0, 0, 0, 0].map(() => (customer % 10) * 10 + Math.floor(10 * next())),
  );
  const report = reportOn(purchases, wish)!;
  expect(["also-bought", "ease-also-bought"]).toContain(report.choice.discovery);
  const { vs, value, interval } = report.differences.discovery!;
  expect(["popularity", "recent-popularity", "personal-frequency"]).toContain(vs);
  // All ten things of the taste fit in the list of ten: nothing new is missed.
  expect(report.lists.discovery[report.served]!.recall10).toBeGreaterThan(0.95);
  expect(value).toBeGreaterThan(0.7);
  expect(interval![0]).toBeGreaterThan(0.6);
  expect(report.served in report.lists.all && report.served in report.lists.discovery).toBe(true);
  expect(reportOn(purchases, wish)).toEqual(report);
});

test("a store of three customers is measured without a choice; one where nobody came back is not", () => {
  const few = reportOn(
    store(3, (customer) => [customer, 9]),
    wish,
  )!;
  expect(few).toMatchObject({ users: 3, testUsers: 3, served: "personal-frequency+also-bought" });
  expect(few.lists.all).not.toHaveProperty("ease");
  expect(few.differences.all).toMatchObject({ interval: null });
  // They buy the same again: nothing new can be foretold, which is no recall of 0.
  expect(few.lists.discovery[few.served]).toMatchObject({ n: 0, recall10: null, coverage: null });
  expect(
    reportOn(
      store(3, (customer) => [customer]),
      { ...wish, cut: 119, until: 120 },
    ),
  ).toBeNull();
});

test("what is served is what was measured", () => {
  const purchases = store(400, (customer, _turn, next) => [
    ...[0, 0].map(() => (customer % 10) * 10 + Math.floor(10 * next() ** 2)),
    Math.floor(100 * next() ** 2),
  ]);
  const histories = historiesBefore(purchases, 100);
  const ease = easeWeights(countTogether(histories, 100), 50);
  const near = neighbourWeights(histories);
  const { discovery, again } = rankersOf(histories, ease);
  const orders = (item: number) => histories.sold[item]!;
  const everything = [...bestSold(histories.sold)].map((item) => ({ item, orders: orders(item) }));
  for (const customer of [0, 17, 33, 101, 399]) {
    const places = histories.items.subarray(
      histories.starts[customer],
      histories.starts[customer + 1],
    );
    const of = (from: Int32Array) => [...from.subarray(...range(histories.starts, customer))];
    const [times, first, last] = [of(histories.times), of(histories.first), of(histories.last)];
    const spoken = <One>(weights: typeof ease, made: (item: number, weight: number) => One) =>
      new Map(
        [...places].map((item) => {
          const row = weights.get(item);
          return [item, [...(row?.items ?? [])].map((to, at) => made(to, row!.weights[at]!))];
        }),
      );
    const about: About = {
      ...nothingKnown,
      history: new Map([...places].map((item, at) => [item, times[at]!])),
      bought: new Map(
        [...places].map((item, at) => [
          item,
          { times: times[at]!, first: first[at]!, last: last[at]! },
        ]),
      ),
      orders: histories.orders[customer]!,
      popularity: new Map([...places].map((item) => [item, orders(item)])),
      alike: spoken(near, (item, llr) => ({ item, both: 3, llr })),
      foretold: spoken(blended(ease, near), (item, weight) => ({ item, weight })),
      rhythms: rhythmsOf(histories),
      today: 100,
      ever: { region: null, from: "2026-01-01", to: "2026-02-01", orders: 9, items: everything },
    };
    const listed = (choice: Omit<Choice, "lambda">) =>
      [...candidates(forCustomer(choice), about)].map(({ item }) => item);
    const isOld = (item: number) => about.history.has(item);
    for (const model of ["ease-also-bought", "also-bought", "popularity"] as const) {
      const list = listed({ discovery: model, again: "personal-frequency" });
      expect(list.filter((item) => !isOld(item)).slice(0, 10), model).toEqual(
        discovery[model]!(customer, 10, isOld),
      );
    }
    for (const model of ["personal-frequency", "when-due"] as const) {
      const list = listed({ discovery: "also-bought", again: model });
      expect(list.filter(isOld), model).toEqual(again[model](customer, 100, () => false));
    }
  }
});

const range = (starts: Int32Array, customer: number) =>
  [starts[customer]!, starts[customer + 1]!] as const;
