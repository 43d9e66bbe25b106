import { expect, test } from "vitest";
import { discoveryBelow, judgeGroups } from "../../../app/analysis/groups/lift.ts";

const cell = (n: number, bought: number, all: number, allBought: number) => ({
  ...{ kind: "region", group: "DE", productType: "Tea", n, bought, all, allBought },
});

// Physicians' Health Study, placebo 189 of 11,034 against aspirin 104 of 11,037: risk ratio 1.818, 95 %
// 1.433 to 2.306 (Agresti 2002, Categorical Data Analysis, 3.1.4). As a lift against all 22,071 with a
// weight of 0.49993: 1.818 ÷ (0.49993 · 1.818 + 0.50007) = 1.290; 1.433 and 2.306 alike 1.178 and 1.395.
test("lift and its interval are those of the published risk ratio, carried over", () => {
  const [judged] = judgeGroups([cell(11_034, 189, 22_071, 293)]);
  expect(judged!.lift).toBeCloseTo(1.29, 3);
  expect(judged!.interval![0]).toBeCloseTo(1.178, 3);
  expect(judged!.interval![1]).toBeCloseTo(1.395, 3);
  expect(judged!.told).toBe("more");
});

// The fifteen p-values of Benjamini & Hochberg 1995, section 3.2: four are found at 5 %.
test("what stands out among many is found as Benjamini & Hochberg do", () => {
  const values = [
    ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459],
    ...[0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
  ];
  expect(discoveryBelow(values)).toBe(0.0095);
  expect(discoveryBelow([0.2, 0.9])).toBe(-1);
  expect(discoveryBelow([])).toBe(-1);
});

test("too few customers, too few expected to buy, or all of them in one group tell nothing", () => {
  const told = (...given: Parameters<typeof cell>) => judgeGroups([cell(...given)])[0]!;
  // 29 customers; 30 of 1,000 with 150 buyers expect 4.5; 990 of 1,000 leave ten others.
  for (const few of [told(29, 20, 1000, 200), told(30, 9, 1000, 150), told(990, 99, 1000, 100)]) {
    expect(few).toMatchObject({ told: "few", interval: null });
  }
  expect(told(0, 0, 0, 0)).toMatchObject({ lift: null, share: 0, told: "few" });
});

test("nobody of the group bought: the lift is 0, its interval is not, and it says less often", () => {
  const [none] = judgeGroups([cell(100, 0, 1000, 200)]);
  expect(none).toMatchObject({ lift: 0, share: 0, allShare: 0.2, told: "less" });
  expect(none!.interval![0]).toBeGreaterThan(0);
  expect(none!.interval![1]).toBeLessThan(0.5);
  const [all] = judgeGroups([cell(500, 500, 1000, 1000)]);
  expect(all).toMatchObject({ lift: 1, told: "alike" });
});
