import fc from "fast-check";
import { expect, test } from "vitest";
import { exact } from "../../app/kpis/formula.ts";
import { meanScore, scoreOf } from "../../app/scorecard/scores.ts";

const at = (n: number) => exact(BigInt(Math.round(n * 1000)), 1000n);

test("the goal is 6.6, the red line 3.3, linear between and beyond, within 0 and 10", () => {
  const up = { target: at(50), direction: "up", red: 10 } as const;
  expect(scoreOf(50, up)).toBeCloseTo(6.6, 9);
  expect(scoreOf(40, up)).toBeCloseTo(3.3, 9);
  expect(scoreOf(45, up)).toBeCloseTo(4.95, 9);
  expect(scoreOf(55, up)).toBeCloseTo(8.25, 9);
  expect(scoreOf(20, up)).toBe(0);
  expect(scoreOf(90, up)).toBe(10);
});

test("where less is better it is mirrored; without a red line it lies a fifth of the goal behind", () => {
  const down = { target: at(20), direction: "down" } as const;
  expect(scoreOf(20, down)).toBeCloseTo(6.6, 9);
  expect(scoreOf(24, down)).toBeCloseTo(3.3, 9);
  expect(scoreOf(18, down)).toBeCloseTo(8.25, 9);
  expect(scoreOf(-1, { target: at(0), direction: "up" })).toBeCloseTo(3.3, 9);
});

test("a band has a goal and a red line on both sides", () => {
  const band = { target: { low: at(40), high: at(60) }, direction: "up", red: 10 } as const;
  expect([40, 60].map((value) => scoreOf(value, band))).toEqual([6.6, 6.6]);
  expect(scoreOf(30, band)).toBeCloseTo(3.3, 9);
  expect(scoreOf(70, band)).toBeCloseTo(3.3, 9);
  expect(scoreOf(50, band)).toBeCloseTo(9.9, 9);
});

test("a perspective is the weighted mean of those that have a score, and says which", () => {
  const scores = [
    { id: "a", score: 9, weight: 2 },
    { id: "b", score: 3 },
    { id: "c", score: null, weight: 5 },
  ];
  expect(meanScore(scores)).toEqual({ score: 7, from: ["a", "b"] });
  expect(meanScore([{ id: "c", score: null }])).toEqual({ score: null, from: [] });
  expect(meanScore([])).toEqual({ score: null, from: [] });
});

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const goal = fc.double({ min: -1e5, max: 1e5, noNaN: true });

test("a better value never lowers a score, and a better score never a mean", () => {
  fc.assert(
    fc.property(goal, number, number, fc.constantFrom("up", "down"), (target, a, b, direction) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const judge = (value: number) => scoreOf(value, { target: at(target), direction });
      const [worse, better] = direction === "up" ? [low, high] : [high, low];
      expect(judge(better)).toBeGreaterThanOrEqual(judge(worse));
      expect(judge(worse)).toBeGreaterThanOrEqual(0);
      expect(judge(better)).toBeLessThanOrEqual(10);
    }),
  );
  const score = fc.option(fc.double({ min: 0, max: 10, noNaN: true }));
  const weight = fc.double({ min: 0, max: 9, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.record({ score, weight }), { minLength: 1 }),
      fc.nat(),
      fc.double({ min: 0, max: 10, noNaN: true }),
      (given, place, gain) => {
        const all = given.map((each, at) => ({ id: String(at), ...each }));
        const chosen = all[place % all.length]!;
        if (chosen.score === null) return;
        const better = Math.min(10, chosen.score + gain);
        const raised = all.map((each) => (each === chosen ? { ...each, score: better } : each));
        const before = meanScore(all).score;
        if (before === null) return;
        expect(meanScore(raised).score).toBeGreaterThanOrEqual(before - 1e-9);
      },
    ),
  );
});

test("inside a band it is better the further from its edges, outside the nearer to them", () => {
  fc.assert(
    fc.property(
      goal,
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      number,
      number,
      (low, width, a, b) => {
        const target = { low: at(low), high: at(low + width) };
        const inside = (value: number) => Math.min(value - low, low + width - value);
        const [worse, better] = inside(a) < inside(b) ? [a, b] : [b, a];
        const judge = (value: number) => scoreOf(value, { target, direction: "up" });
        expect(judge(better)).toBeGreaterThanOrEqual(judge(worse) - 1e-6);
      },
    ),
  );
});
