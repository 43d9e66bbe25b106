import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { npsInterval } from "../../../app/analysis/stats/nps.ts";
import { wilson } from "../../../app/analysis/stats/wilson.ts";
import { toNumber } from "../../../app/kpis/formula.ts";
import { npsScore } from "../../../app/kpis/formulas/survey.ts";

const survey = new URL("../../../../shared/data/survey-nps/reference.json", import.meta.url);
const hasSurvey = existsSync(survey);
if (!hasSurvey) process.stderr.write("SKIPPED: the survey-nps reference data is not here\n");

test("Wilson intervals equal Newcombe 1998, table of method 3", () => {
  // Statistics in Medicine 17: 81/263, 15/148, 0/20, 1/29, four decimals as printed.
  const printed = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [hits, n, low, high] of printed) {
    const interval = wilson(hits, n) ?? [NaN, NaN];
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  }
});

test("a Wilson interval lies within 0 and 1 and holds the share", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, part) => {
        const hits = Math.round(n * part);
        const [low, high] = wilson(hits, n) ?? [NaN, NaN];
        return 0 <= low && low <= hits / n && hits / n <= high && high <= 1;
      },
    ),
  );
});

test("no observation has no interval", () => {
  expect(wilson(0, 0)).toBeNull();
  expect(npsInterval(0, 0, 0)).toBeNull();
});

test.skipIf(!hasSurvey)("the score of a real survey is the published one", () => {
  const reference = JSON.parse(readFileSync(survey, "utf8"));
  const scoreOf = (promoters: number, detractors: number, n: number) =>
    toNumber(npsScore(BigInt(n), [BigInt(promoters), BigInt(detractors)]).value);
  const { promoters, detractors, n, nps } = reference.computed_responses_1;
  expect(scoreOf(promoters, detractors, n)).toBeCloseTo(nps, 6);
  for (const check of reference.checks) {
    const answers = check.promoters + check.passives + check.detractors;
    expect(scoreOf(check.promoters, check.detractors, answers)).toBeCloseTo(check.nps, 9);
  }
});

test("the adjusted Wald interval of 8 promoters and 22 detractors in 39, by hand", () => {
  // ñ = 42, p̃ = 8.75/42 = .2083333, d̃ = 22.75/42 = .5416667, difference −.3333333,
  // variance (.75 − .1111111)/42 = .01521164, root .1233355, × 1.96 = .2417376.
  const [low, high] = npsInterval(8, 22, 39) ?? [NaN, NaN];
  expect(low).toBeCloseTo(-57.5071, 3);
  expect(high).toBeCloseTo(-9.1596, 3);
});

test("ten promoters of ten are clipped at 100 points", () => {
  // ñ = 13, p̃ = 10.75/13, d̃ = .75/13, difference 10/13, variance (11.5/13 − 100/169)/13 = .0225307.
  const [low, high] = npsInterval(10, 0, 10) ?? [NaN, NaN];
  expect(low).toBeCloseTo(47.5032, 3);
  expect(high).toBe(100);
});
