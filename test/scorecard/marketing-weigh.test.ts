// How often channels that are alike are told apart, and how often one that is better is found. Stores
// are drawn here: numbers of orders are Poisson, amounts are log-normal as real baskets are.
import { expect, test } from "vitest";
import { perSpend, roomOf, weigh, type Amounts } from "../../app/scorecard/marketing.ts";
import { createRandom } from "../platform/random.ts";

const random = createRandom(7);

/** Knuth's way; means here are below 200. */
function poisson(mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}

function normal(): number {
  const [u, v] = [1 - random.next(), random.next()];
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** Orders around 30.00 that come to 100 on average. */
function drawn(expected: number): Amounts {
  const amounts = Array.from({ length: poisson(expected) }, () =>
    Math.round(3000 * Math.exp(0.7 * normal())),
  );
  return {
    orders: amounts.length,
    sum: BigInt(amounts.reduce((sum, amount) => sum + amount, 0)),
    squares: amounts.reduce((sum, amount) => sum + amount * amount, 0),
  };
}

const spend = 200_000n;
const storeOf = (expected: readonly number[]) =>
  weigh(expected.map((mean, at) => ({ key: String(at), value: perSpend(drawn(mean), spend) })));

const share = (times: number, isTrue: () => boolean) =>
  Array.from({ length: times }, isTrue).filter(Boolean).length / times;

test("of channels that bring the same, at most one store in twenty is told one is ahead", () => {
  for (const channels of [2, 3, 5]) {
    const tied = Array.from({ length: channels }, () => 60);
    expect(
      share(2000, () => storeOf(tied).kind === "ahead"),
      String(channels),
    ).toBeLessThanOrEqual(0.05);
  }
});

test("a channel that brings more than twice as much is found in nine stores of ten", () => {
  const found = share(1000, () => {
    const evidence = storeOf([50, 120, 50]);
    return evidence.kind === "ahead" && evidence.best === "1";
  });
  expect(found).toBeGreaterThanOrEqual(0.9);
});

test("the interval holds the true return in 19 stores of 20", () => {
  const mean = 60 * 3000 * Math.exp(0.7 ** 2 / 2);
  const holds = share(2000, () => {
    const { interval } = perSpend(drawn(60), spend)!;
    const truth = mean / Number(spend);
    return interval![0] <= truth && truth <= interval![1];
  });
  expect(holds).toBeGreaterThanOrEqual(0.92);
  expect(holds).toBeLessThanOrEqual(0.98);
});

test("fewer than ten orders have no interval, no spend no return", () => {
  expect(perSpend({ orders: 9, sum: 900n, squares: 90_000 }, 300n)).toEqual({
    value: 3,
    interval: null,
  });
  expect(perSpend({ orders: 20, sum: 900n, squares: 90_000 }, 0n)).toBeNull();
  expect(perSpend({ orders: 20, sum: 900n, squares: 90_000 }, -5n)).toBeNull();
});

test("an interval by hand: 25 orders of 2.00, 20.00 spent", () => {
  // √(25 × 200²) = 1000 of 2000 spent is 0.5; t(24) is 2.0639.
  const { value, interval } = perSpend({ orders: 25, sum: 5000n, squares: 1_000_000 }, 2000n)!;
  expect(value).toBe(2.5);
  expect(interval![0]).toBeCloseTo(2.5 - 2.0639 * 0.5, 3);
  expect(interval![1]).toBeCloseTo(2.5 + 2.0639 * 0.5, 3);
});

test("one is ahead of those whose ranges lie below its own, and level with the others", () => {
  const row = (key: string, value: number, reach: number | null) => ({
    key,
    value: { value, interval: reach === null ? null : ([value - reach, value + reach] as const) },
  });
  const rows = [row("a", 1, 0.2), row("b", 3, 0.5), row("c", 2.6, 0.5), row("d", 9, null)].map(
    ({ key, value: { value, interval } }) => ({
      key,
      value: { value, interval: interval && ([...interval] as [number, number]) },
    }),
  );
  expect(weigh(rows)).toEqual({ kind: "ahead", best: "b", behind: ["a"], level: ["c"] });
  expect(weigh(rows.slice(1, 3))).toEqual({ kind: "tied", among: ["b", "c"] });
  expect(weigh(rows.slice(0, 1))).toEqual({ kind: "too-few" });
});

test("there is room up to what was seen, and none beyond", () => {
  expect(roomOf({ now: 1000n, most: 2500n })).toBe(1500n);
  expect(roomOf({ now: 2500n, most: 2500n })).toBe(0n);
  expect(roomOf({ now: 3000n, most: 2500n })).toBe(0n);
});
