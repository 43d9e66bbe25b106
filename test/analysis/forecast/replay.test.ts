// Weeks played again, by hand.
import { expect, test } from "vitest";
import { addHeld, pastOf } from "../../../app/analysis/forecast/gather-past.ts";
import { noReplay, replay, type Level } from "../../../app/analysis/forecast/replay.ts";

/** 12 weeks of one level, held and sold the same each week. */
function pastWith({ opening, held, sold }: { opening: number; held: number; sold: number[] }) {
  const weeks = sold.length;
  return {
    ...{ weeks, sold: Float32Array.from(sold), held: new Float32Array(weeks).fill(held) },
    ...{ days: new Uint8Array(weeks).fill(7), opening: Float32Array.of(opening) },
  };
}
const level = (series: number[], more: Partial<Level> = {}): Level => ({
  ...{ series, method: "ses", leadDays: 7, reviewDays: 7, coverDays: 7, price: 1000, cost: 520 },
  ...more,
});
const played = (one: Level, past: ReturnType<typeof pastWith>) => {
  const sums = noReplay(past.weeks);
  replay(one, 0, past, sums);
  return sums;
};
const weeks = (count: number, units: number) => Array.from({ length: count }, () => units);

test("nothing is wanted: nothing is ordered, and what lies there costs the same both ways", () => {
  const past = pastWith({ opening: 10, held: 10, sold: weeks(12, 0) });
  const { was, policy, wanted } = played(level(weeks(40, 0)), past);
  // Ten weeks after lead and review: 10 × 520 × .25 ÷ 52 = 25 a week.
  expect(was).toEqual({ carrying: 250, missed: 0, unitsMissed: 0 });
  expect(policy).toEqual(was);
  expect(wanted).toBe(0);
});

test("two a week from an empty shelf: ordered up to 11 whenever 8 or fewer are there", () => {
  // qnbinom(.95, mu = 4, size = 52) = 8 for two weeks, qnbinom(.95, mu = 6, size = 52) = 11 for three. The
  // first 11 come in week 1; from week 2 on 9, 7, 9, 7 … at the start of a week, 8 or 6 on average.
  const past = pastWith({ opening: 0, held: 3, sold: weeks(12, 2).with(4, 1).with(5, 1) });
  const { was, policy, wanted, levels } = played(level(weeks(40, 2)), past);
  expect(levels).toBe(1);
  expect(wanted).toBe(20);
  expect(policy.carrying).toBeCloseTo((70 * 520 * 0.25) / 52, 9);
  expect(policy.unitsMissed).toBe(0);
  // A unit each of two weeks was wanted and not there: 2 × (10.00 − 5.20).
  expect(was).toEqual({ carrying: 75, missed: 960, unitsMissed: 2 });
});

test("a week that tells nothing wants what was expected of it", () => {
  const past = pastWith({ opening: 0, held: 0, sold: weeks(12, 2).with(6, 0) });
  const { was } = played(level(weeks(40, 2).with(34, Number.NaN)), past);
  expect(was.unitsMissed).toBe(2);
});

test("a price below cost misses nothing by not selling", () => {
  const past = pastWith({ opening: 0, held: 0, sold: weeks(12, 0) });
  const { was } = played(level(weeks(40, 2), { price: 100 }), past);
  expect(was).toEqual({ carrying: 0, missed: 0, unitsMissed: 20 });
});

test("a level of unknown cost, price, past or of too few weeks is left out and counted", () => {
  const past = () => pastWith({ opening: 5, held: 5, sold: weeks(12, 2) });
  const gap = past();
  gap.days[3] = 6;
  for (const [one, known] of [
    [level(weeks(40, 2), { cost: Number.NaN }), past()],
    [level(weeks(40, 2), { price: Number.NaN }), past()],
    [level(weeks(40, 2)), gap],
    // Seven weeks before the twelve: one too few for a level.
    [level(weeks(19, 2)), past()],
    // Nine weeks of lead and review leave three.
    [level(weeks(40, 2), { leadDays: 56 }), past()],
  ] as const) {
    expect(played(one, known)).toMatchObject({ levels: 0, leftOut: 1, wanted: 0 });
  }
  expect(played(level(weeks(20, 2)), past()).levels).toBe(1);
});

test("levels that change within a week count by their days, below 0 as none", () => {
  const sold = {
    net: 0,
    firstDay: "2026-05-18",
    lastDay: "2026-05-30",
    back: [0, 1, 2],
    units: [4, 3, 9],
  };
  const past = pastOf([{ at: 1, ...sold }], { count: 2, weeks: 2 });
  expect([...past.sold]).toEqual([0, 0, 3, 4]);
  const cut = "2026-06-01";
  addHeld(past, { at: 1, from: "2026-05-18", to: "2026-05-22", available: 7 }, cut);
  addHeld(past, { at: 1, from: "2026-05-22", to: "2026-05-27", available: -2 }, cut);
  addHeld(past, { at: 1, from: "2026-05-27", to: "2026-06-01", available: 14 }, cut);
  expect([...past.held]).toEqual([0, 0, 4, 10]);
  expect([...past.days]).toEqual([0, 0, 7, 7]);
  expect([...past.opening]).toEqual([0, 7]);
});
