import { blended } from "../../../app/analysis/recommend/blend.ts";
import { expect, test } from "vitest";
import { countTogether, easeWeights } from "../../../app/analysis/recommend/ease.ts";
import { groupBuilder } from "../../../app/analysis/recommend/groups.ts";
import { measureLists } from "../../../app/analysis/recommend/measure.ts";
import {
  firstBasketsAfter,
  historiesBefore,
  type Purchases,
} from "../../../app/analysis/recommend/purchases.ts";
import { byCounts, byFrequency, inTurn } from "../../../app/analysis/recommend/rankers.ts";
import { dueScore, everyDays, rhythmsOf } from "../../../app/analysis/recommend/replenishment.ts";
import { paddedSize, sweepInverse } from "../../../app/analysis/recommend/spd-inverse.ts";
import { measureSubstitutes, substitutesOf } from "../../../app/analysis/recommend/substitutes.ts";
import { pairedBootstrap } from "../../../app/analysis/stats/bootstrap.ts";
import { uniform } from "../../../app/analysis/stats/random.ts";

type Sale = readonly [customer: number, day: number, ...items: number[]];

function purchasesOf(sales: readonly Sale[], itemCount: number): Purchases {
  const builder = groupBuilder();
  for (const [, , ...items] of sales) builder.add(items);
  return {
    orders: { ...builder.build(), itemCount },
    customers: Int32Array.from(sales, ([customer]) => customer),
    days: Int32Array.from(sales, ([, day]) => day),
    customerCount: 1 + Math.max(...sales.map(([customer]) => customer)),
  };
}

test("the sweep inverts: 2, 1, 1, 2 gives thirds, and a larger one times itself gives 1", () => {
  const size = paddedSize(2);
  const small = new Float64Array(size * size);
  for (let at = 0; at < size; at += 1) small[at * size + at] = 1;
  small[0] = small[size + 1] = 2;
  small[size] = 1;
  sweepInverse(small, size);
  expect([small[0], small[size], small[size + 1]].map((one) => -one!)).toEqual([
    expect.closeTo(2 / 3, 12),
    expect.closeTo(-1 / 3, 12),
    expect.closeTo(2 / 3, 12),
  ]);

  const n = 96;
  const next = uniform(7);
  const whole = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) whole[i * n + j] = next() - 0.5;
    whole[i * n + i] = n;
  }
  const kept = whole.slice();
  sweepInverse(whole, n);
  const at = (matrix: Float64Array, i: number, j: number) =>
    matrix[Math.max(i, j) * n + Math.min(i, j)]!;
  for (const [i, j] of [
    [0, 0],
    [40, 40],
    [95, 3],
    [3, 70],
  ] as const) {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum -= at(kept, i, k) * at(whole, k, j);
    expect(sum).toBeCloseTo(i === j ? 1 : 0, 10);
  }
  expect(() => sweepInverse(new Float64Array(size * size), size)).toThrow(/pivot of 0/);
});

test("EASE of two things is their ridge regression on each other", () => {
  // 0 by six customers, 1 by four, both by three: weight of 0 for 1 = 3 ÷ (6 + λ), of 1 for 0 = 3 ÷ (4 + λ).
  const held = [[0, 1], [0, 1], [0, 1], [0], [0], [0], [1]];
  const purchases = purchasesOf(
    held.map((items, customer) => [customer, 1, ...items] as Sale),
    2,
  );
  const weights = easeWeights(countTogether(historiesBefore(purchases, 2), 10), 2);
  expect(weights.get(0)!.items).toEqual(Int32Array.of(1));
  expect(weights.get(0)!.weights[0]).toBeCloseTo(3 / 8, 12);
  expect(weights.get(1)!.weights[0]).toBeCloseTo(3 / 6, 12);
});

test("the mean of two kinds of weights gives each half of what speaks for anything", () => {
  const row = (items: number[], weights: number[]) => ({
    ...{ items: Int32Array.from(items), weights: Float64Array.from(weights) },
  });
  // What speaks for anything sums to 4 and to 200: eighths and four-hundredths.
  const ease = new Map([[0, row([1, 2], [3, -1])], [1, row([0], [1])]]); // prettier-ignore
  const near = new Map([[0, row([2], [150])], [3, row([0], [50])]]); // prettier-ignore
  const both = blended(ease, near);
  expect([...both.keys()].sort()).toEqual([0, 1, 3]);
  expect([...both.get(0)!.items]).toEqual([1, 2]);
  expect(both.get(0)!.weights[0]).toBeCloseTo(3 / 8, 12);
  expect(both.get(0)!.weights[1]).toBeCloseTo(-1 / 8 + 150 / 400, 12);
  expect(both.get(1)!.weights[0]).toBeCloseTo(1 / 8, 12);
  expect(both.get(3)!.weights[0]).toBeCloseTo(50 / 400, 12);
  // The strongest alone, for or against.
  expect([...blended(ease, new Map(), 1).get(0)!.items]).toEqual([1]);
});

test("histories know what came before the cut, truth is the first order after it that can be foretold", () => {
  const purchases = purchasesOf(
    [
      [0, 10, 0, 1],
      [1, 20, 1],
      [0, 41, 0, 2],
      [0, 50, 3],
      [0, 51, 1, 2],
      [2, 52, 1],
      [1, 60, 0],
    ],
    4,
  );
  const histories = historiesBefore(purchases, 50);
  expect(histories.users).toBe(2);
  expect([...histories.sold]).toEqual([2, 2, 1, 0]);
  expect([...histories.recent]).toEqual([1, 1, 1, 0]);
  expect([...histories.times.subarray(0, 4)]).toEqual([2, 1, 1, 1]);
  // Customer 0 first bought what nobody had, then 1 and 2; customer 2 is new; customer 1 came too late.
  expect(firstBasketsAfter(purchases, histories, { from: 50, until: 60 })).toEqual([
    { customer: 0, items: [1, 2] },
  ]);
});

test("recall, NDCG and coverage by hand, with and without what was bought before", () => {
  const purchases = purchasesOf(
    [
      [0, 1, 0],
      [1, 1, 0],
      [1, 2, 1],
      [0, 10, 0, 2],
      [1, 10, 0],
      [2, 1, 2],
    ].sort((a, b) => a[1]! - b[1]!) as unknown as Sale[],
    3,
  );
  const histories = historiesBefore(purchases, 5);
  const truths = firstBasketsAfter(purchases, histories, { from: 5, until: 20 });
  const popular = byCounts(histories.sold);
  // Everybody's list is 0, 1, 2. Customer 0 wants 0 and 2: recall 1, gains 1 + 1/2 of an ideal
  // 1 + 1/log2(3); customer 1 wants 0: recall 1, NDCG 1.
  const all = measureLists(histories, truths, { ranker: popular, kind: "all" });
  expect(all).toMatchObject({ recall10: 1, n: 2, coverage: 1, listed: 1 });
  expect(all.ndcg10).toBeCloseTo((1.5 / (1 + 1 / Math.log2(3)) + 1) / 2, 12);
  // Without 0, customer 0 wants 2 of the list 1, 2; nothing new is left of what customer 1 wants.
  const found = measureLists(histories, truths, { ranker: popular, kind: "discovery" });
  expect(found).toMatchObject({ recall10: 1, n: 1, coverage: 2 / 3 });
  expect(found.ndcg10).toBeCloseTo(1 / Math.log2(3), 12);
  // Of what they had, customer 0 wants 0 of 0, customer 1 wants 0 of 0 and 2.
  const again = measureLists(histories, truths, { ranker: popular, kind: "again" });
  expect(again).toMatchObject({ recall10: 1, ndcg10: 1, n: 2, coverage: 2 / 3, listed: 1 });
  const own = inTurn(byFrequency(histories), popular);
  expect(own(1, 10, () => false)).toEqual([0, 1, 2]);
  expect(own(0, 2, (item) => item === 0)).toEqual([1, 2]);
});

test("what is due: own and shared intervals by weight, nothing before its time, less when long gone", () => {
  // Bought on days 0, 20, 40: every 20 days; the shop's rhythm of 30 counts as two intervals more.
  const bought = { times: 3, first: 0, last: 40 };
  expect(everyDays(bought, null)).toBe(20);
  expect(everyDays(bought, { days: 30, customers: 9 })).toBe((40 + 2 * 30) / 4);
  expect(everyDays({ times: 1, first: 5, last: 5 }, null)).toBeNull();
  expect(everyDays({ times: 1, first: 5, last: 5 }, { days: 30, customers: 9 })).toBe(30);
  expect([50, 60, 80, 120].map((today) => dueScore(bought, null, today))).toEqual([1.5, 3, 3, 1.5]);
  expect(dueScore({ times: 2, first: 5, last: 5 }, null, 90)).toBe(2);

  // Five customers with intervals 10, 10, 20, 30, 30 days: the median is 20. Item 1 has four: too few.
  const every = [10, 10, 20, 30, 30];
  const sales = every.flatMap((days, customer): Sale[] => [
    [customer, 0, 0, 1],
    [customer, days, ...(customer < 4 ? [0, 1] : [0])],
  ]);
  const ordered = sales.toSorted((a, b) => a[1] - b[1]);
  expect([...rhythmsOf(historiesBefore(purchasesOf(ordered, 2), 99))]).toEqual([
    [0, { days: 20, customers: 5 }],
  ]);
});

test("a paired bootstrap agrees with the normal interval, the same each time, none for nine people", () => {
  const next = uniform(3);
  const differences = Float64Array.from({ length: 400 }, () => next() - 0.4);
  const [low, high] = pairedBootstrap(differences, 1)!;
  // Uniform on (−.4, .6): mean .1, standard error √(1/12 ÷ 400) = .0144.
  const mean = differences.reduce((sum, one) => sum + one, 0) / 400;
  expect(low).toBeCloseTo(mean - 1.96 * 0.0144, 2);
  expect(high).toBeCloseTo(mean + 1.96 * 0.0144, 2);
  expect(pairedBootstrap(differences, 1)).toEqual([low, high]);
  expect(pairedBootstrap(differences.subarray(0, 9), 1)).toBeNull();
});

test("a substitute is of the same category, closest by name, price and customers", () => {
  const described = [
    { category: "Tea", title: "Green tea Sencha", price: 1000 },
    { category: "Tea", title: "Green tea Bancha", price: 800 },
    { category: "Tea", title: "Earl Grey", price: 500 },
    { category: "Mug", title: "Green tea mug", price: 1000 },
    null,
  ];
  // Sold to customers: 0 with 1 once of two and one; the rest alone.
  const sales: Sale[] = [
    [0, 1, 0, 1],
    [1, 1, 0],
    [2, 1, 2],
    [3, 1, 3, 4],
    [1, 9, 1],
  ];
  const builder = groupBuilder();
  for (const items of [[0, 1], [0], [2], [3, 4]]) builder.add(items);
  const found = substitutesOf(builder.build(), described);
  expect([...found.keys()]).toEqual([0, 1, 2]);
  const [first, second] = found.get(0)!;
  // Two of four words, 800 ÷ 1000, one common customer ÷ √(2 · 1).
  expect(first).toEqual({ item: 1, score: expect.closeTo((0.5 + 0.8 + Math.SQRT1_2) / 3, 12) });
  expect(second).toEqual({ item: 2, score: expect.closeTo((0 + 0.5 + 0) / 3, 12) });

  const purchases = purchasesOf(sales, 5);
  const histories = historiesBefore(purchases, 5);
  const truths = firstBasketsAfter(purchases, histories, { from: 5, until: 20 });
  expect(measureSubstitutes(histories, truths, { described, substitutes: found, seed: 1 })).toEqual(
    { n: 1, hit: 1, random: 1, interval: null },
  );
});
