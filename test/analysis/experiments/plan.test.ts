import { expect, test } from "vitest";
import { planOf } from "../../../app/analysis/experiments/plan.ts";

// Of 200 customers 20 left 50.00 in 28 days, the others nothing: Σ = 100,000 and Σ² = 20 · 5,000².
const past = { n: 200, total: 100_000, squares: 5e8, days: 28 };
const wish = { share: 0.5, windowDays: 14, leastEffect: null };

test("half the days leave half the mean and half the variance; people by the variance of all", () => {
  const plan = planOf(past, wish)!;
  // 500 in 28 days; (5e8 − 1e10 ÷ 200) ÷ 199 = 2,261,306.53, half of it 1,130,653.27.
  expect([plan.n, plan.mean]).toEqual([200, 250]);
  expect(plan.deviation).toBeCloseTo(1063.32, 2);
  expect(plan.rows.map(({ effect, part }) => [effect, part])).toEqual([
    ...[[25, 0.1], [62.5, 0.25], [125, 0.5]], // prettier-ignore
  ]);
  // Fixed beforehand 4σ²(1.96 + 0.8416)² ÷ 125² = 2,272 people; always valid takes more, not twice as many.
  const people = plan.rows[2]!.people!;
  expect(people).toBeGreaterThan(2272);
  expect(people).toBeLessThan(2 * 2272);
});

test("fewer held out, and a smaller difference, take more; the difference asked for stands first", () => {
  const most = (changes: Partial<typeof wish>) =>
    planOf(past, { ...wish, ...changes })!.rows.at(-1)!.people!;
  expect(most({ share: 0.1 })).toBeGreaterThan(2 * most({}));
  const { rows } = planOf(past, { ...wish, leastEffect: 50 })!;
  expect(rows[0]).toMatchObject({ effect: 50, part: 0.2 });
  expect(rows.map(({ people }) => people!).slice(1)).toEqual(
    rows.map(({ people }) => people!).slice(1).toSorted((a, b) => b - a), // prettier-ignore
  );
});

test("too few customers, or all alike, say nothing; a loss on average has no parts", () => {
  expect(planOf({ ...past, n: 99 }, wish)).toBeNull();
  expect(planOf({ n: 100, total: 100, squares: 100, days: 28 }, wish)).toBeNull();
  const loss = { ...past, total: -100_000 };
  expect(planOf(loss, wish)!.rows).toEqual([]);
  expect(planOf(loss, { ...wish, leastEffect: 50 })!.rows).toHaveLength(1);
});
