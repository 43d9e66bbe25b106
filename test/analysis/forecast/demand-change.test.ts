import { expect, test } from "vitest";
import {
  demandChanges,
  pastWeeks,
  recentWeeks,
  type WeeklyDemand,
} from "../../../app/analysis/forecast/demand-change.ts";
import { createRandom, type Random } from "../../platform/random.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const weeks = pastWeeks + recentWeeks;

/** Knuth 1969. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product >= limit; product *= random.next()) count += 1;
  return count;
}

/** A hundred things at rates from one to sixty a week that are lumpier than chance; the first by `factor`. */
function shopOf(seed: number, factor: number): WeeklyDemand<number>[] {
  const random = createRandom(seed);
  return Array.from({ length: 100 }, (_, key) => {
    const rate = key === 0 ? 30 : 1 + 59 * random.next() ** 3;
    return {
      key,
      weeks: Array.from({ length: weeks }, (__, week) => {
        const isNow = key === 0 && week >= pastWeeks;
        return poisson(random, rate * (isNow ? factor : 1) * random.around(1, 0.2));
      }),
    };
  });
}

const flat = (before: number, now: number): (number | null)[] => [
  ...Array.from({ length: pastWeeks }, () => before),
  ...Array.from({ length: recentWeeks }, () => now),
];

test("what doubles or halves is told, what goes on is not", () => {
  expect(
    demandChanges([
      { key: "steady", weeks: flat(20, 21) },
      { key: "twice", weeks: flat(20, 40) },
      { key: "half", weeks: flat(60, 30) },
      { key: "gone", weeks: flat(15, 0) },
    ]),
  ).toEqual([
    { key: "half", before: 60, now: 30 },
    { key: "twice", before: 20, now: 40 },
    { key: "gone", before: 15, now: 0 },
  ]);
});

test("weeks out of stock are no fall, and a thing of few weeks is not judged", () => {
  const out = flat(20, 0).with(-1, null);
  const young = flat(20, 60).map((units, week) => (week < 8 ? null : units));
  expect(demandChanges([{ key: "out", weeks: out }])).toEqual([]);
  expect(demandChanges([{ key: "young", weeks: young }])).toEqual([]);
  expect(demandChanges([{ key: "none", weeks: flat(0, 0) }])).toEqual([]);
  expect(demandChanges([])).toEqual([]);
});

test("in shops where nothing changed something is told of at most one in ten, and a tripling in four of five", () => {
  const seeds = Array.from({ length: 200 }, (_, at) => at + 1);
  const calm = seeds.filter((seed) => demandChanges(shopOf(seed, 1)).length > 0).length;
  const of = (factor: number) => seeds.map((seed) => demandChanges(shopOf(seed, factor)));
  const tripled = of(3).filter((told) => told.some(({ key }) => key === 0)).length;
  const all = of(3).flat();
  const wrong = all.filter(({ key }) => key !== 0).length;
  say(`calm ${calm}, found ${tripled} of ${seeds.length}, wrong ${wrong} of ${all.length}`);
  expect(calm / seeds.length).toBeLessThanOrEqual(0.1);
  expect(tripled / seeds.length).toBeGreaterThanOrEqual(0.8);
  expect(wrong / all.length).toBeLessThanOrEqual(0.1);
});
