// With the true value at the target a single reading must not say on or off more often than chance may:
// each in at most 3.5 % of 10,000 periods, whatever the KPI is of, from 30 orders or answers on.
import { describe, expect, test } from "vitest";
import { ratioInterval, meanInterval } from "../../app/analysis/stats/delta.ts";
import { medianInterval, rankedValues, quantile } from "../../app/analysis/stats/ranked.ts";
import { exact, type Exact, type Outcome } from "../../app/kpis/formula.ts";
import { shareOf } from "../../app/kpis/formulas/share.ts";
import { npsScore } from "../../app/kpis/formulas/survey.ts";
import { statusOf, unitsToDecide } from "../../app/scorecard/status.ts";
import { createRandom } from "../platform/random.ts";

const periods = 10_000;
const most = 0.035;
const plain = { n: 0n, coverage: null, beside: {}, weight: 1n };

/** Part of the periods that say on, and off, where more is better. */
function told(draw: () => Outcome, target: Exact, kind: "quotient" | "median" = "quotient") {
  let on = 0;
  let off = 0;
  for (let period = 0; period < periods; period += 1) {
    const status = statusOf({ outcome: draw(), kind, direction: "up", target, isRunning: false });
    if (status === "on") on += 1;
    else if (status === "off") off += 1;
  }
  return { on: on / periods, off: off / periods };
}

describe.each([30, 60, 200])("%i orders or answers", (n) => {
  const random = createRandom(20_261_122 + n);
  const times = <T>(make: () => T) => Array.from({ length: n }, make);

  test.each([2, 5, 20, 50, 80, 95, 98])("a share of %i %", (percent) => {
    const hits = () => times(() => random.chance(percent / 100)).filter(Boolean).length;
    const rest = { beside: {}, coverage: null };
    const { on, off } = told(
      () => shareOf(BigInt(hits()), BigInt(n), rest),
      exact(BigInt(percent), 100n),
    );
    expect(on).toBeLessThanOrEqual(most);
    expect(off).toBeLessThanOrEqual(most);
  });

  test.each([
    [70, 10],
    [50, 20],
    [80, 5],
    [20, 60],
    [90, 2],
  ])("a net promoter score of %i − %i", (promoters, detractors) => {
    const draw = () => {
      let [p, d] = [0n, 0n];
      for (let answer = 0; answer < n; answer += 1) {
        const place = random.next() * 100;
        if (place < promoters) p += 1n;
        else if (place < promoters + detractors) d += 1n;
      }
      return { ...plain, n: BigInt(n), ...npsScore(BigInt(n), [p, d]) };
    };
    const { on, off } = told(draw, exact(BigInt(promoters - detractors)));
    expect(on).toBeLessThanOrEqual(most);
    expect(off).toBeLessThanOrEqual(most);
  });

  test.each([0.3, 0.7, 1])("order values, log-normal with sigma %f", (sigma) => {
    // A mean of 100.00.
    const middle = 10_000 * Math.exp(-(sigma ** 2) / 2);
    const draw = (): Outcome => {
      const values = times(() => BigInt(Math.round(random.around(middle, sigma))));
      const y = values.reduce((sum, value) => sum + value, 0n);
      const yy = values.reduce((sum, value) => sum + value * value, 0n);
      const interval = meanInterval(BigInt(n), y, yy);
      return { ...plain, n: BigInt(n), value: exact(y, BigInt(n)), interval, sampling: "amounts" };
    };
    const { on, off } = told(draw, exact(10_000n));
    expect(on).toBeLessThanOrEqual(most);
    expect(off).toBeLessThanOrEqual(most);
  });

  test("a rate of discount: a third of skewed orders with a fifth off", () => {
    const draw = (): Outcome => {
      const sums = { n: BigInt(n), x: 0n, y: 0n, xx: 0n, yy: 0n, xy: 0n };
      for (let order = 0; order < n; order += 1) {
        const gross = Math.round(random.around(5000, 0.7));
        const x = BigInt(gross);
        const y = random.chance(1 / 3) ? BigInt(Math.round(gross / 5)) : 0n;
        sums.x += x;
        sums.y += y;
        sums.xx += x * x;
        sums.yy += y * y;
        sums.xy += x * y;
      }
      const interval = ratioInterval(sums);
      return {
        ...plain,
        n: BigInt(n),
        value: exact(sums.y, sums.x),
        interval,
        sampling: "amounts",
      };
    };
    const { on, off } = told(draw, exact(1n, 15n));
    expect(on).toBeLessThanOrEqual(most);
    expect(off).toBeLessThanOrEqual(most);
  });

  test("a median of hours, exponential", () => {
    const draw = (): Outcome => {
      const ranked = rankedValues(times(() => random.wait(1)));
      const value = quantile(ranked, 0.5)!;
      return { ...plain, n: BigInt(n), value, interval: medianInterval(ranked) };
    };
    const { on, off } = told(draw, exact(BigInt(Math.round(Math.LN2 * 1e9)), 10n ** 9n), "median");
    expect(on).toBeLessThanOrEqual(most);
    expect(off).toBeLessThanOrEqual(most);
  });
});

test("as many more as it says do tell, and one fewer does not", () => {
  const rest = { beside: {}, coverage: null };
  const judged = (hits: number, n: number) => ({
    outcome: shareOf(BigInt(hits), BigInt(n), rest),
    kind: "quotient" as const,
    direction: "up" as const,
    target: exact(9n, 10n),
    isRunning: false,
  });
  // 80 of 100 are below 90 %, 17 of 20 cannot be told from it.
  expect(statusOf(judged(80, 100))).toBe("off");
  expect(unitsToDecide(judged(80, 100))).toBeNull();
  expect(statusOf(judged(16, 20))).toBe("cannot-tell");
  const more = unitsToDecide(judged(16, 20))!;
  expect(more).toBeGreaterThan(10);
  expect(more).toBeLessThan(80);
  const grown = 20 + more;
  expect(statusOf(judged(Math.round(grown * 0.8), grown))).toBe("off");
  // At the very target nothing tells; half as far takes about four times as many.
  expect(unitsToDecide(judged(18, 20))).toBeNull();
  const near = unitsToDecide(judged(17, 20))!;
  expect((near + 20) / grown).toBeGreaterThan(2.5);
  expect((near + 20) / grown).toBeLessThan(6);
});
