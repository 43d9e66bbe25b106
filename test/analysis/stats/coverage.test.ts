// How often the 95 % intervals of survey scores hold the truth: not drawn but summed over every
// outcome of n answers, each with its multinomial probability, so there is no chance in the test.
// Cells: even and one-sided shops, from the fewest answers a panel meets to many.
import { expect, test } from "vitest";
import { npsInterval } from "../../../app/analysis/stats/nps.ts";
import { wilson } from "../../../app/analysis/stats/wilson.ts";

const sizes = [30, 100, 300, 1000];
const logFactorial = [0];
for (let n = 1; n <= 1000; n += 1) logFactorial.push(logFactorial[n - 1]! + Math.log(n));
const ways = (n: number, ...parts: number[]) =>
  parts.reduce((sum, part) => sum - logFactorial[part]!, logFactorial[n]!);

type NpsInterval = (promoters: number, detractors: number, n: number) => readonly [number, number];

function npsCoverage(interval: NpsInterval, [p, d]: readonly [number, number], n: number): number {
  const truth = 100 * (p - d);
  let held = 0;
  for (let promoters = 0; promoters <= n; promoters += 1) {
    for (let detractors = 0; detractors <= n - promoters; detractors += 1) {
      const [low, high] = interval(promoters, detractors, n);
      if (truth < low - 1e-9 || truth > high + 1e-9) continue;
      const rest = n - promoters - detractors;
      const chance =
        promoters * Math.log(p) + detractors * Math.log(d) + rest * Math.log(1 - p - d);
      held += Math.exp(ways(n, promoters, detractors, rest) + chance);
    }
  }
  return held;
}

const mixes = [
  [0.3, 0.3],
  [0.5, 0.2],
  [0.8, 0.05],
  [0.9, 0.03],
] as const;

test("the NPS interval holds the truth in 93–97 % of shops, in every cell", () => {
  for (const mix of mixes) {
    for (const n of sizes) {
      const held = npsCoverage((...counts) => npsInterval(...counts)!, mix, n);
      expect(held, `${mix} n=${n}`).toBeGreaterThan(0.93);
      expect(held, `${mix} n=${n}`).toBeLessThan(0.97);
    }
  }
});

test("plain Wald falls below 86 % in the worst of these cells: the test can fail", () => {
  const wald: NpsInterval = (promoters, detractors, n) => {
    const [p, d] = [promoters / n, detractors / n];
    const reach = 1.96 * Math.sqrt((p + d - (p - d) ** 2) / n);
    return [100 * (p - d - reach), 100 * (p - d + reach)];
  };
  expect(npsCoverage(wald, [0.9, 0.03], 30)).toBeLessThan(0.86);
});

test("the CSAT interval holds the truth in 93–97 % of shops on average, in 92 % of the worst", () => {
  // Single shares jump about 95 %, because hits come whole (Brown, Cai & DasGupta 2001).
  const shares = Array.from({ length: 46 }, (_, at) => 0.5 + at / 100);
  for (const n of sizes) {
    const held = shares.map((share) => {
      let sum = 0;
      for (let hits = 0; hits <= n; hits += 1) {
        const [low, high] = wilson(hits, n)!;
        if (share < low || share > high) continue;
        const chance = hits * Math.log(share) + (n - hits) * Math.log(1 - share);
        sum += Math.exp(ways(n, hits, n - hits) + chance);
      }
      return sum;
    });
    const mean = held.reduce((sum, each) => sum + each, 0) / held.length;
    expect(mean, `n=${n}`).toBeGreaterThan(0.93);
    expect(mean, `n=${n}`).toBeLessThan(0.97);
    expect(Math.min(...held), `n=${n}`).toBeGreaterThan(0.92);
  }
});
