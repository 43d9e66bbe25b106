// Planted stores: the report card says what was planted.
import { expect, test } from "vitest";
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
  expect(["also-bought", "ease"]).toContain(report.choice.discovery);
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
