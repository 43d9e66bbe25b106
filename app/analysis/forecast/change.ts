// Whether the last days differ from what the days before them let expect: a real change, or a store's
// ordinary ups and downs.
//
// look     once a finished day, at the last one, two and three days together, each against a forecast made
//          before them
// surprise how far off, in units of how far off such looks usually were (a robust scale: the value that 68 %
//          of the last half year's stayed below, which one change cannot move)
// limit    the surprise that only 2.5 % of past looks passed on the side that is worse, 0.5 % on the better:
//          3 % in all, spent where it is needed most; the store's own ranks, no law of errors (split conformal prediction, Vovk et al. 2005). Looking each
//          day at three spans is in it, because the past was looked at in the same way
// run      flagged days that belong to one change: told once. Its days neither set limits nor, from its
//          second week on, share a level with what was before it
import { leastDays, levelBefore, weekBefore, type DaySeries } from "./daily-sales.ts";
import { createWindow, type SortedWindow } from "./sorted-window.ts";
import { weekdayOf } from "../../ledger/day.ts";

/** What is watched: an amount a day, or one amount over another. */
export type Watched =
  | ({ kind: "total" } & DaySeries)
  | { kind: "ratio"; tops: readonly number[]; bottoms: readonly number[] };

export type Side = "down" | "up";

export type Look = {
  /** Place of the last finished day it looks at. */
  at: number;
  /** Days it looks at together. */
  days: number;
  side: Side;
  /** Of those days; of a ratio both are ratios. */
  came: number;
  expected: number;
  /** Ordinary is between. */
  low: number;
  high: number;
  isFlagged: boolean;
  /** The first day of its run: the one to tell. */
  isNews: boolean;
};

export type Watch = {
  /** One a day, since there is enough to compare with. */
  looks: Look[];
  /**
   * The smallest change to the worse, as a fraction, that three days would show four times in five; null
   * while there is too little to tell.
   */
  smallest: number | null;
};

const spans = [1, 2, 3] as const;
/** It must follow the store: two weeks, each weekday twice. */
const memoryDays = 14;
const levelDays = 28;
/** Half a year. */
const rememberedLooks = 182;
/** Looks that a scale needs. */
const leastLooks = 28;
/** The part of ordinary looks that may be flagged, by how the KPI would like the change. */
const allowed = { worse: 0.025, better: 0.005 };
/** Less is no surprise, however calm the past: about one look in twenty-five of a normal law. */
const leastSurprise = 2;
/** Quiet days after which a run is over. */
const quietDays = 7;
const oneSigma = 0.6827;
/** Four times in five above its mean, by a normal law. */
const z80 = 0.8416;

type Day = { amount: number; weight: number };
type Found = {
  days: number;
  surprise: number;
  scale: number;
  came: number;
  expected: number;
  spread: number;
  weight: number;
  start: number;
};

const lengthOf = (watched: Watched) =>
  watched.kind === "total" ? watched.values.length : watched.tops.length;

/** What a day amounts to and weighs, as it is known before `end`; null where it teaches nothing. */
function daysBefore(watched: Watched, end: number): (at: number) => Day | null {
  if (watched.kind === "ratio") {
    const { tops, bottoms } = watched;
    return (at) => (bottoms[at]! > 0 ? { amount: tops[at]!, weight: bottoms[at]! } : null);
  }
  const { weights, isTaught } = weekBefore(watched, end);
  const first = weekdayOf(watched.from);
  return (at) =>
    isTaught(at) ? { amount: watched.values[at]!, weight: weights[(first + at) % 7]! } : null;
}

/** Today's day counts even where nothing came: that is what a look is for. */
function lastDay(watched: Watched, at: number, end: number): Day | null {
  if (watched.kind === "ratio") return daysBefore(watched, end)(at);
  const { weights } = weekBefore(watched, end);
  const weight = weights[(weekdayOf(watched.from) + at) % 7]!;
  return weight > 0 ? { amount: watched.values[at]!, weight } : null;
}

/** The look at `days` up to `at`, in units that are not yet scaled; null where nothing is expected. */
function lookAt(
  watched: Watched,
  { at, days, since }: { at: number; days: number; since: number },
): Omit<Found, "surprise" | "scale"> | null {
  const end = at - days + 1;
  if (end < leastDays) return null;
  const day = daysBefore(watched, end);
  const isSettled = end - since >= quietDays;
  const start = Math.max(0, end - levelDays, isSettled ? since : 0);
  const known = levelBefore(day, { start, end, memoryDays });
  const last = lastDay(watched, at, end);
  if (!known || !last || known.level === 0) return null;
  let { amount: came, weight } = last;
  for (let each = end; each < at; each += 1) {
    const found = day(each);
    came += found?.amount ?? 0;
    weight += found?.weight ?? 0;
  }
  const size = watched.kind === "total" ? Math.abs(known.level) * weight : weight;
  const spread = Math.sqrt(size * (1 + days / known.days));
  return { days, came, expected: known.level * weight, spread, weight, start: end };
}

/** The surprise that only the allowed part of past looks passed on a side; between ranks, in proportion. */
function limitOf(past: SortedWindow, side: Side, worse: Side): number {
  const rank = allowed[side === worse ? "worse" : "better"] * (past.size + 1);
  const passed = (place: number) =>
    side === "up" ? past.at(past.size - place) : -past.at(place - 1);
  const whole = Math.floor(rank);
  // Of a past too short for its rank the largest, and as much more as the rank is short of one.
  if (whole < 1) return Math.max(0, passed(1)) * (1 + (1 - rank) / 2);
  return passed(whole) - (rank - whole) * (passed(whole) - passed(whole + 1));
}

/** Looks at every day of the past as it was then. @param worse the side that the KPI would not like */
export function watch(watched: Watched, worse: Side): Watch {
  const past = createWindow(rememberedLooks);
  const misses = new Map(spans.map((days) => [days, createWindow(rememberedLooks)]));
  const looks: Look[] = [];
  const isShare =
    watched.kind === "ratio" && watched.tops.every((top, each) => top <= watched.bottoms[each]!);
  /** The least that so many days came to: what was never below 0 is not expected there. */
  const least = new Map<number, number>(spans.map((days) => [days, 0]));
  let since = 0;
  const lastFlag = { down: -Infinity, up: -Infinity };
  let smallest: number | null = null;
  for (let at = leastDays; at < lengthOf(watched); at += 1) {
    const found = spans.flatMap((days): Found[] => {
      const look = lookAt(watched, { at, days, since });
      if (!look) return [];
      least.set(days, Math.min(least.get(days)!, look.came));
      const miss = (look.came - look.expected) / look.spread;
      const window = misses.get(days)!;
      const scale = window.size < leastLooks ? 0 : window.quantile(oneSigma);
      window.push(Math.abs(miss));
      return scale > 0 ? [{ ...look, scale, surprise: miss / scale }] : [];
    });
    const [most] = found.toSorted((a, b) => Math.abs(b.surprise) - Math.abs(a.surprise));
    if (!most) continue;
    const limits = (["down", "up"] as const).map((side) =>
      past.size < leastLooks ? Infinity : Math.max(leastSurprise, limitOf(past, side, worse)),
    );
    const [down, up] = limits as [number, number];
    const isFlagged = most.surprise < -down || most.surprise > up;
    const side: Side = most.surprise < 0 ? "down" : "up";
    const isInRun = at - Math.max(lastFlag.down, lastFlag.up) <= quietDays;
    const isNews = isFlagged && at - lastFlag[side] > quietDays;
    const per = watched.kind === "total" ? 1 : most.weight;
    const unit = most.scale * most.spread;
    if (Number.isFinite(down)) {
      const low = Math.max(most.expected - down * unit, least.get(most.days)! < 0 ? -Infinity : 0);
      const high = (most.expected + up * unit) / per;
      looks.push({
        ...{ at, days: most.days, side },
        came: most.came / per,
        expected: most.expected / per,
        low: low / per,
        high: isShare ? Math.min(1, high) : high,
        isFlagged,
        isNews,
      });
    }
    if (isNews) since = most.start;
    if (isFlagged) lastFlag[side] = at;
    if (!isInRun) past.push(most.surprise);
    const longest = found.find(({ days }) => days === spans.at(-1));
    if (longest && longest.expected !== 0) {
      const limit = worse === "down" ? down : up;
      const share = ((limit + z80) * longest.scale * longest.spread) / Math.abs(longest.expected);
      smallest = Number.isFinite(share) ? share : null;
    }
  }
  return { looks, smallest };
}
