// False alarms and power of the engine, by simulation from a seed.
import { expect, test } from "vitest";
import {
  fewestInArm,
  peopleNeeded,
  type Sums,
} from "../../../app/analysis/experiments/always-valid.ts";
import { judge } from "../../../app/analysis/experiments/judge.ts";
import { uniform } from "../../../app/analysis/stats/random.ts";

/** Part of people who buy at all. */
const buys = 0.1;
const metrics = { main: "cm1", guardrails: { ordered: "up", returns: "down" } } as const;

/** One in ten buys; what they leave is log-normal with sigma 1 and the mean given. */
function buyer(next: () => number, mean: number): number {
  if (next() >= buys) return 0;
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return mean * Math.exp(normal - 0.5);
}
/** Of 0.1 · mean² · e − (0.1 · mean)²: what one person does, when buyers leave `mean`. */
const varianceAt = (mean: number) => buys * mean ** 2 * Math.E - (buys * mean) ** 2;

type Run = { share: number; people: number; every: number; lift?: number; seed: number };

/** When the engine first told, by number of people; null: never. */
function told({ share, people, every, lift = 0, seed }: Run) {
  const next = uniform(seed);
  const names = ["held-out", "shown"] as const;
  const arms = [share, 1 - share].map((weight, at) => ({ name: names[at]!, weight }));
  const empty = (): Sums => ({ n: 0, total: 0, squares: 0 });
  const sums = Object.fromEntries(
    names.map((name) => [name, { exposed: 0, metrics: { cm1: empty(), ordered: empty() } }]),
  );
  const first: { at: number; told: string }[] = [];
  let broken = false;
  for (let n = 1; n <= people; n += 1) {
    const isHeld = next() < share;
    const arm = sums[isHeld ? "held-out" : "shown"]!;
    const y = buyer(next, 40 + (isHeld ? 0 : lift / buys));
    const add = (metric: Sums, value: number) => {
      metric.n += 1;
      metric.total += value;
      metric.squares += value * value;
    };
    arm.exposed += 1;
    add(arm.metrics.cm1, y);
    add(arm.metrics.ordered, y > 0 ? 1 : 0);
    if (n % every !== 0) continue;
    const verdict = judge({ arms, sums, metrics, leastEffect: null });
    broken ||= verdict.guardrails.some(({ isBroken }) => isBroken);
    const side = verdict.compared[0]!.told;
    if (side) {
      first.push({ at: n, told: side });
      break;
    }
  }
  return { first: first[0] ?? null, broken };
}

const seeds = (n: number, from: number) => Array.from({ length: n }, (_, at) => from + at);

test.each([0.5, 0.1])(
  "A/A with %f held out, looked at after every 50 of 10,000 people: false alarms in 1 of 20 at most",
  (share) => {
    const runs = seeds(300, 1000).map((seed) => told({ share, people: 10_000, every: 50, seed }));
    expect(runs.filter(({ first }) => first !== null).length / runs.length).toBeLessThanOrEqual(
      0.05,
    );
    expect(runs.filter(({ broken }) => broken).length / runs.length).toBeLessThanOrEqual(0.05);
  },
);

// Were it 80 %, 150 runs would give less than 70 % once in a thousand: 0.8 − 3.1 · √(0.8 · 0.2 ÷ 150).
test.each([0.5, 0.1])("with %f held out, the stated number of people tells in 4 of 5", (share) => {
  const lift = 1;
  const variances = [varianceAt(40), varianceAt(50)] as const;
  const people = peopleNeeded({ effect: lift, variances, share })!;
  expect(people).toBeGreaterThan(fewestInArm);
  const runs = seeds(150, 5000).map((seed) =>
    told({ share, people, every: Math.ceil(people / 40), lift, seed }),
  );
  const found = runs.filter(({ first }) => first?.told === "better").length / runs.length;
  expect(found).toBeGreaterThan(0.7);
  expect(runs.filter(({ first }) => first?.told === "worse")).toEqual([]);
});
