import { describe, expect, test } from "vitest";
import { watch } from "../../../app/analysis/forecast/change.ts";
import { createWindow } from "../../../app/analysis/forecast/sorted-window.ts";
import { createRandom } from "../../platform/random.ts";
import { generatedDays, hasDaily, retailDays } from "./daily.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

if (!hasDaily) process.stderr.write("\nSKIPPED: alerts on online-retail, no data\n\n");

describe.skipIf(!hasDaily)("online-retail", () => {
  test("at most 3 % of ordinary days are flagged, of revenue and of orders", () => {
    for (const column of ["revenue", "orders"] as const) {
      const series = retailDays(column);
      const { looks, smallest } = watch({ kind: "total", ...series }, "down");
      // A day on which the store was shut is none of its ordinary ones.
      const ordinary = looks.filter(({ at }) => series.values[at]! > 0);
      expect(ordinary.length).toBeGreaterThan(140);
      const flagged = ordinary.filter(({ isFlagged }) => isFlagged).length;
      say(`${column}: ${flagged} of ${ordinary.length} ordinary days flagged`);
      expect(flagged / ordinary.length, column).toBeLessThanOrEqual(0.03);
      // So noisy a store would not show a loss of a fifth within three days, and says so.
      expect(smallest).toBeGreaterThan(0.2);
    }
  });
});

/** Seeds in which a fifth less was told within three days, and days before it that told something. */
function planted(perDay: number) {
  const days = 395;
  const seeds = 200;
  let found = 0;
  let ordinary = 0;
  let told = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const series = generatedDays(seed, { days, perDay, cut: 0.2 });
    const { looks } = watch({ kind: "total", ...series }, "down");
    const cut = looks.filter(({ at }) => at >= days - 3);
    if (cut.some(({ isFlagged, side }) => isFlagged && side === "down")) found += 1;
    ordinary += looks.length - cut.length;
    told += looks.filter(({ at, isNews }) => at < days - 3 && isNews).length;
  }
  const rates = { found: found / seeds, told: told / ordinary };
  say(`${perDay} a day at least: found ${rates.found}, told on other days ${rates.told}`);
  return rates;
}

test("in the generated store a fifth less is told within three days in four of five seeds", () => {
  const { found, told } = planted(100);
  expect(found).toBeGreaterThanOrEqual(0.8);
  // Its months begin with steps of up to a third, which are told too.
  expect(told).toBeLessThanOrEqual(0.03);
});

test("a change is told once, the way back as well", () => {
  const random = createRandom(3);
  const calm = Array.from({ length: 200 }, () => 100 + random.whole(-5, 5));
  const values = calm.map((value, at) => (at >= 150 && at < 170 ? value / 2 : value));
  const { looks } = watch({ kind: "total", from: "2026-01-05", values }, "down");
  const news = looks.filter(({ isNews, at }) => isNews && at >= 150 && at < 175);
  expect(news.map(({ at, side }) => `${at} ${side}`)).toEqual(["150 down", "170 up"]);
  expect(news[0]).toMatchObject({ days: 1, isFlagged: true });
  expect(news[0]!.expected).toBeGreaterThan(95);
  expect(news[0]!.came).toBeLessThan(news[0]!.low);
});

test("what is watched as a ratio follows its denominator, not the days", () => {
  const random = createRandom(4);
  const bottoms = Array.from({ length: 160 }, (_, at) => (at % 7 === 5 ? 0 : random.whole(40, 60)));
  const tops = bottoms
    .map((all, at) =>
      Array.from({ length: all }, () => random.next() < (at < 150 ? 0.9 : 0.6)).filter(Boolean),
    )
    .map((hits) => hits.length);
  const { looks, smallest } = watch({ kind: "ratio", tops, bottoms }, "down");
  const first = looks.find(({ at, isNews }) => at >= 150 && isNews)!;
  expect(first.at).toBeLessThanOrEqual(151);
  expect(first).toMatchObject({ side: "down" });
  expect(first.expected).toBeCloseTo(0.9, 1);
  expect(smallest).toBeLessThan(0.3);
});

test("what is missing on a shut weekday is no news, a day without anything on an open one is", () => {
  const random = createRandom(5);
  const values = Array.from({ length: 150 }, (_, at) =>
    at % 7 === 5 ? 0 : 50 + random.whole(-4, 4),
  );
  // 5 January 2026 is a Monday: every sixth day of its week is a Saturday.
  const quiet = watch({ kind: "total", from: "2026-01-05", values }, "down");
  expect(quiet.looks.filter(({ at, isFlagged }) => at % 7 === 5 && isFlagged)).toEqual([]);
  const closed = values.with(147, 0);
  const { looks } = watch({ kind: "total", from: "2026-01-05", values: closed }, "down");
  expect(looks.find(({ at }) => at === 147)).toMatchObject({ came: 0, isNews: true, side: "down" });
});

test("what was never below 0 is not expected below it, nor a share above 1", () => {
  const random = createRandom(6);
  const values = Array.from({ length: 200 }, () => random.whole(0, 6));
  const { looks } = watch({ kind: "total", from: "2026-01-05", values }, "down");
  expect(looks.length).toBeGreaterThan(100);
  expect(Math.min(...looks.map(({ low }) => low))).toBe(0);
  // One day on which more went back than was sold is none of two or three days.
  const once = watch({ kind: "total", from: "2026-01-05", values: values.with(40, -1) }, "down");
  const ofMore = once.looks.filter(({ days }) => days > 1);
  expect(Math.min(...ofMore.map(({ low }) => low))).toBe(0);
  const bottoms = values.map(() => 20);
  const tops = values.map((value) => 20 - (value > 4 ? 1 : 0));
  const shares = watch({ kind: "ratio", tops, bottoms }, "down").looks;
  expect(Math.max(...shares.map(({ high }) => high))).toBe(1);
});

test("too short a past tells nothing", () => {
  const values = Array.from({ length: 60 }, (_, at) => 100 + (at % 3));
  const { looks } = watch({ kind: "total", from: "2026-01-05", values }, "down");
  expect(looks).toEqual([]);
  expect(watch({ kind: "total", from: "2026-01-05", values: [] }, "up").smallest).toBeNull();
});

test("a window forgets what is oldest and keeps the rest in order", () => {
  const window = createWindow(3);
  for (const value of [5, 1, 4, 2]) window.push(value);
  expect([0, 1, 2].map((rank) => window.at(rank))).toEqual([1, 2, 4]);
  expect(window.quantile(0.5)).toBe(2);
  expect(window.size).toBe(3);
});
