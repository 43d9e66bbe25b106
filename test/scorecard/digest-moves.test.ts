import { expect, test } from "vitest";
import { npsInterval } from "../../app/analysis/stats/nps.ts";
import { wilson } from "../../app/analysis/stats/wilson.ts";
import { movesOf } from "../../app/scorecard/digest-moves.ts";
import type { ScorecardKpi } from "../../app/scorecard/types.ts";

type Week = Pick<ScorecardKpi, "value"> & Partial<ScorecardKpi>;
const share = (hits: number, n: number): Week => ({ value: hits / n, interval: wilson(hits, n) });

/** Rows of two weeks of a KPI. */
function weeks(id: string, was: Week, now: Week, more: Partial<ScorecardKpi> = {}) {
  const [from, to] = [Number(was.value), Number(now.value)];
  const isKnown = was.value !== null && now.value !== null;
  const common = { id, unit: "ratio", direction: "up", interval: null, ...more };
  return {
    before: { ...common, ...was } as ScorecardKpi,
    now: {
      ...common,
      previous: was.value,
      change: {
        absolute: isKnown ? to - from : null,
        relative: isKnown && from > 0 ? to / from - 1 : null,
      },
      ...now,
    } as unknown as ScorecardKpi,
  };
}

function found(
  all: readonly ReturnType<typeof weeks>[],
  past: Readonly<Record<string, (number | null)[]>> = {},
) {
  const { up, down } = movesOf(
    all.map(({ now }) => now),
    { before: all.map(({ before }) => before), weeks: new Map(Object.entries(past)) },
  );
  return { up: up.map(({ id }) => id), down: down.map(({ id }) => id) };
}

/** Twenty weeks of nineteen steps, each between 10 and 11: a twenty-first of its size. */
const steady = Array.from({ length: 20 }, (_, at) => (at % 2 ? 11 : 10));
const sure = { value: 1, interval: [0.99, 1.01] as const };
const grown = (value: number): Week => ({ value, interval: [value - 0.01, value + 0.01] });

test("shares of few are no news though last week's lies outside of this week's range", () => {
  // 3 of 64 after 1 of 79 is 0.0469 after 0.0127, below this week's range from 0.0161; Fisher's exact
  // test has p = 0.33. 27 of 35 after 32 of 54 has p = 0.11: 0.5926 lies below 0.6098.
  expect(found([weeks("repeat-rate", share(1, 79), share(3, 64))])).toEqual({ up: [], down: [] });
  expect(found([weeks("on-time", share(32, 54), share(27, 35))])).toEqual({ up: [], down: [] });
  // Ten times as many: z = 5.4.
  const many = weeks("on-time", share(320, 540), share(270, 350));
  expect(found([many])).toEqual({ up: ["on-time"], down: [] });
  expect(found([{ ...many, now: { ...many.now, direction: "down" } }]).down).toEqual(["on-time"]);
});

test("one chance in a hundred is asked for, since some twenty numbers are looked at", () => {
  // 60 of 100 after 45 of 100: z = 0.15 ÷ √(0.525 · 0.475 · 2 ÷ 100) = 2.12, p = 0.034.
  expect(found([weeks("a", share(45, 100), share(60, 100))]).up).toEqual([]);
  // 65 after 45: z = 0.20 ÷ √(0.55 · 0.45 · 2 ÷ 100) = 2.84, p = 0.0045.
  expect(found([weeks("a", share(45, 100), share(65, 100))]).up).toEqual(["a"]);
});

test("scores are held against both weeks' answers", () => {
  const nps = (promoters: number, detractors: number, n: number): Week => ({
    value: (100 * (promoters - detractors)) / n,
    interval: npsInterval(promoters, detractors, n),
  });
  const points = { unit: "points" } as const;
  expect(found([weeks("nps", nps(10, 5, 20), nps(14, 3, 20), points)]).up).toEqual([]);
  expect(found([weeks("nps", nps(100, 50, 200), nps(140, 30, 200), points)]).up).toEqual(["nps"]);
});

test("what has no range is told where its own weeks seldom went as far, and else left out", () => {
  const money = { unit: "money" } as const;
  const sales = (to: number) => weeks("net-sales", { value: 10 }, { value: to }, money);
  expect(found([sales(12)], { "net-sales": steady }).up).toEqual(["net-sales"]);
  expect(found([sales(8)], { "net-sales": steady }).down).toEqual(["net-sales"]);
  // A week like the others, a history of eighteen steps, one without any, weeks that had no value.
  expect(found([sales(11)], { "net-sales": steady }).up).toEqual([]);
  expect(found([sales(12)], { "net-sales": steady.slice(1) }).up).toEqual([]);
  expect(found([sales(12)])).toEqual({ up: [], down: [] });
  expect(found([sales(12)], { "net-sales": [null, ...steady.slice(1)] }).up).toEqual([]);
  // It halved once before: −10 ÷ 30 is as far as 20 from 10.
  expect(found([sales(20)], { "net-sales": [20, ...steady] }).up).toEqual([]);
  expect(found([sales(21)], { "net-sales": [20, ...steady] }).up).toEqual(["net-sales"]);
  // Of three people there is no range of a median, and no weeks are kept.
  const three = weeks("time-to-competence", { value: 96 }, { value: 48 }, { direction: "down" });
  expect(found([three])).toEqual({ up: [], down: [] });
});

test("a range of one week alone is none of the difference", () => {
  expect(found([weeks("a", { value: 1 }, grown(2))]).up).toEqual([]);
  const elsewhere = weeks("nps", sure, grown(2));
  // Last week stood on another touchpoint, so this week is compared with another number.
  expect(found([{ ...elsewhere, before: { ...elsewhere.before, value: 0.7 } }]).up).toEqual([]);
});

test("at most three better and three worse, by how much", () => {
  const down = { direction: "down" } as const;
  expect(
    found([
      weeks("a", sure, grown(1.1)),
      weeks("b", sure, grown(1.4)),
      weeks("c", sure, grown(1.2)),
      weeks("d", sure, grown(1.3)),
      weeks("down-is-better", sure, grown(0.5), down),
      weeks("worse", sure, grown(0.8)),
      weeks("same", sure, grown(1)),
      weeks("no-before", { value: null }, grown(2)),
      weeks("none", sure, { value: null }),
    ]),
  ).toEqual({ up: ["down-is-better", "b", "d"], down: ["worse"] });
  // What was not above 0 has no percentage, and is told all the same; points are of a hundred.
  const points = { unit: "points" } as const;
  const money = { unit: "money" } as const;
  expect(
    found([
      weeks("twelve-points", grown(2), grown(14), points),
      weeks("out-of-the-red", grown(-10), grown(30), money),
      weeks("a-quarter", grown(1), grown(1.25)),
      weeks("into-the-red", grown(30), grown(-10), money),
      weeks("from-nothing", grown(0), grown(-0.1)),
    ]),
  ).toEqual({
    up: ["out-of-the-red", "a-quarter", "twelve-points"],
    down: ["into-the-red", "from-nothing"],
  });
});
