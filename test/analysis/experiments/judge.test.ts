import { expect, test } from "vitest";
import {
  differenceOf,
  mixtureFor,
  peopleNeeded,
  reach,
} from "../../../app/analysis/experiments/always-valid.ts";
import { judge } from "../../../app/analysis/experiments/judge.ts";
import { sampleRatio } from "../../../app/analysis/experiments/sample-ratio.ts";
import { chiSquareTail } from "../../../app/analysis/stats/chi-square.ts";

// R prop.test(c(56, 48), c(126, 128)) in data/statistics; R pchisq(q, df, lower.tail = FALSE) else.
test("the chi-square tail is R's", () => {
  expect(chiSquareTail(7.02341137124, 1)).toBeCloseTo(0.0080450813682, 12);
  expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
  expect(chiSquareTail(5.991464547107979, 2)).toBeCloseTo(0.05, 12);
  expect(chiSquareTail(0.5843743741551835, 3)).toBeCloseTo(0.9, 12);
  expect(chiSquareTail(0, 1)).toBe(1);
});

// data/statistics, msprt_normal: with V = σ² ÷ t = 0.0001 and τ² = σ²ρ² = 0.0004, a difference of 0.02
// has L = 2.21506343914, so it is the end of the interval at α = 1 ÷ L.
test("the interval ends where the mixture test of the published formula rejects", () => {
  const [t, variance] = [10_000, 1];
  const half = Math.sqrt(variance) * reach(t, 0.0004 / variance, 1 / 2.21506343914);
  expect(half).toBeCloseTo(0.02, 10);
});

test("rho makes the interval about as tight as can be where it is asked to", () => {
  const at = (factor: number) => reach(5000, mixtureFor(5000, 0.05) * factor, 0.05);
  expect(at(1)).toBeLessThan(at(2));
  expect(at(1)).toBeLessThan(at(0.5));
  // A plain interval has 1.96 ÷ √5000 = 0.0277; looking always costs half as much again.
  expect(at(1)).toBeGreaterThan(0.0277 * 1.3);
  expect(at(1)).toBeLessThan(0.0277 * 1.6);
});

const same = (n: number, yes: number) => ({ n, total: yes, squares: yes });

test("too few people, or people who are all alike, have no interval", () => {
  expect(differenceOf(same(99, 10), same(5000, 400)).interval).toBeNull();
  expect(differenceOf(same(200, 0), same(5000, 0)).interval).toBeNull();
  const { value, interval, n } = differenceOf(same(4000, 480), same(4000, 400));
  expect([value, n]).toEqual([expect.closeTo(0.02, 12), 8000]);
  // s² = 0.10563 and 0.09002: σ = √(2 · 0.19565) = 0.6255; ρ² = (5.99146 + ln 6.99146) ÷ 5000 = 0.0015873,
  // tρ² + 1 = 13.698; √(2 · 13.698 ÷ (8000² · 0.0015873) · ln(√13.698 ÷ 0.05)) = 0.034076.
  expect(interval![0]).toBeCloseTo(0.02 - 0.6255 * 0.034076, 4);
});

const arms = [
  { name: "held-out", weight: 0.1 },
  { name: "shown", weight: 0.9 },
];

// (150 − 100)² ÷ 100 + (850 − 900)² ÷ 900 = 27.78: p below 0.0000002. 115: 2.5, p = 0.114.
test("a split that is off is an alarm, one that chance gives is none, few people tell nothing", () => {
  expect(sampleRatio(arms, [150, 850])).toMatchObject({ isMismatch: true });
  expect(sampleRatio(arms, [115, 885])).toEqual({
    p: expect.closeTo(0.1138, 4),
    isMismatch: false,
  });
  expect(sampleRatio(arms, [0, 40])).toEqual({ p: null, isMismatch: false });
});

const metrics = { main: "cm1", guardrails: { ordered: "up", returns: "down" } } as const;
const arm = (n: number, cm1: number, ordered: number, returns: number) => ({
  exposed: n,
  metrics: {
    cm1: { n, total: n * cm1, squares: n * (cm1 * cm1 + 400) },
    ordered: same(n, n * ordered),
    returns: { n, total: n * returns, squares: n * (returns * returns + 100) },
  },
});

test("better and worse are told, unless the split is off; a guardrail breaks on its bad side alone", () => {
  const held = arm(1000, 4, 0.1, 1);
  const said = (shown: typeof held) =>
    judge({ arms, sums: { "held-out": held, shown }, metrics, leastEffect: 2 });
  expect(said(arm(9000, 9, 0.1, 1)).compared[0]).toMatchObject({
    told: "better",
    mean: 9,
    against: 4,
  });
  expect(said(arm(9000, 4.1, 0.1, 1)).compared[0]!.told).toBeNull();
  expect(said(arm(9000, 1, 0.1, 1)).compared[0]!.told).toBe("worse");
  const off = said(arm(6000, 9, 0.1, 1));
  expect([off.ratio.isMismatch, off.compared[0]!.told]).toEqual([true, null]);

  const broken = (shown: typeof held) =>
    said(shown).guardrails.flatMap(({ metric, isBroken }) => (isBroken ? [metric] : []));
  expect(broken(arm(9000, 9, 0.02, 1))).toEqual(["ordered"]);
  expect(broken(arm(9000, 9, 0.5, 5))).toEqual(["returns"]);
  expect(broken(arm(9000, 9, 0.5, 0))).toEqual([]);
});

test("people needed grow with the variance and fall with the square of the effect; nothing needs nothing", () => {
  const people = (effect: number, variance = 400) =>
    peopleNeeded({ effect, variances: [variance, variance], share: 0.5 });
  // Fixed beforehand, 80 % power needs 4 · 400 · (1.96 + 0.8416)² ÷ 4 = 3,140; always valid costs more.
  expect(people(2)!).toBeGreaterThan(3140);
  expect(people(2)!).toBeLessThan(2 * 3140);
  expect(people(1)!).toBeGreaterThan(3.5 * people(2)!);
  expect([people(0), people(1, 0)]).toEqual([null, null]);
});
