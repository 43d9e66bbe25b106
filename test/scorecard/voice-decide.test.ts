import { expect, test } from "vitest";
import { exact } from "../../app/kpis/formula.ts";
import { usualTouchpoint } from "../../app/kpis/formulas/survey.ts";
import { unitsToDecide } from "../../app/scorecard/status.ts";
import { answersToDecide, outcomeOf, scoreOf } from "../../app/scorecard/voice.ts";

const answers = (scores: number[]) => {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  return counts;
};
const times = (n: number, score: number) => new Array<number>(n).fill(score);

test("below ten answers there is no score, and what is missing is counted", () => {
  const nine = answers(times(9, 10));
  expect(scoreOf(outcomeOf("nps", nine))).toEqual({ n: 9, value: null, interval: null });
  expect(answersToDecide("nps", nine, 50)).toBe(1);
  expect(answersToDecide("csat", answers([]), null)).toBe(10);
});

test("as many more answers as said decide, one fewer do not, and the KPI's page says as many", () => {
  // 80 of 100 satisfied, target 85 %: Wilson 71.1–86.7 holds it.
  const counts = answers([...times(80, 5), ...times(20, 1)]);
  const n = 100 + answersToDecide("csat", counts, 0.85)!;
  // Wilson's upper end is 0.85 where (p̂ − 0.85)² = z² · 0.85 · 0.15 ÷ n; the status asks the exact chance
  // of so few of n, too: Σ C(n, i) · 0.85ⁱ · 0.15ⁿ⁻ⁱ up to 0.8 n is at most 2.5 %.
  expect(n).toBeGreaterThan((3.841459 * 0.1275) / 0.0025);
  expect(chanceUpTo(Math.round(0.8 * n), n, 0.85)).toBeLessThanOrEqual(0.025);
  expect(chanceUpTo(Math.round(0.8 * (n - 1)), n - 1, 0.85)).toBeGreaterThan(0.025);
  const outcome = outcomeOf("csat", counts);
  const judged = { outcome, kind: "quotient", direction: "up", isRunning: false } as const;
  expect(100 + unitsToDecide({ ...judged, target: exact(85n, 100n) })!).toBe(n);
});

/** Of at most k of n, term by term. */
function chanceUpTo(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let i = 1; i <= k; i += 1) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

test("a target that the score meets exactly is never decided, one outside is already", () => {
  const half = answers([...times(50, 10), ...times(50, 8)]);
  expect(answersToDecide("nps", half, 50)).toBeNull();
  expect(answersToDecide("nps", half, 90)).toBeNull();
  expect(answersToDecide("nps", half, null)).toBeNull();
});

test("after-delivery answers are taken from ten on, else the checkout's", () => {
  const of = (after: number, checkout: number) =>
    usualTouchpoint((at) => BigInt(at === "after-delivery" ? after : checkout));
  expect(of(10, 500)).toBe("after-delivery");
  expect(of(9, 1)).toBe("checkout");
  expect(of(3, 0)).toBe("after-delivery");
  expect(of(0, 0)).toBe("checkout");
});
