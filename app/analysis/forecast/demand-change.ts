// Which of many things sell faster or slower than they did: the last two weeks against the thirteen before.
//
// surprise  2·(√came − √expected) ÷ √(spread · (1 + 2 ÷ weeks before)), roots because a count's root has
//           the same variance whatever it is (Anscombe 1948, with his 3/8); the spread is the variance of the
//           weeks before over their mean, never below that of a Poisson count
// limit     of t with as many weeks less one, since the spread is estimated, and by Benjamini & Hochberg 1995:
//           of what is told about one in twenty may be chance, however many things are looked at
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

export const recentWeeks = 2;
export const pastWeeks = 13;
/** Of fewer known weeks nobody knows how the weeks differ. */
const leastPast = 6;
const falseShare = 0.05;
/** Less is no news to who orders stock: a quarter more, or a fifth less. */
const leastFactor = 1.25;

/** The oldest week first, `pastWeeks` and `recentWeeks` of them; null: out of stock, or not sold yet. */
export type WeeklyDemand<Key> = { key: Key; weeks: readonly (number | null)[] };

/** Units a week. */
export type DemandChange<Key> = { key: Key; before: number; now: number };

type Judged<Key> = DemandChange<Key> & { surprise: number; past: number };

function judged<Key>({ key, weeks }: WeeklyDemand<Key>): Judged<Key> | null {
  const recent = weeks.slice(-recentWeeks).filter((units) => units !== null);
  const past = weeks.slice(0, -recentWeeks).filter((units) => units !== null);
  if (recent.length < recentWeeks || past.length < leastPast) return null;
  const came = recent.reduce((sum, units) => sum + units, 0);
  const mean = past.reduce((sum, units) => sum + units, 0) / past.length;
  if (came === 0 && mean === 0) return null;
  const squares = past.reduce((sum, units) => sum + (units - mean) ** 2, 0);
  const spread = mean > 0 ? Math.max(1, squares / (past.length - 1) / mean) : 1;
  const root = (units: number) => 2 * Math.sqrt(Math.max(0, units) + 3 / 8);
  const error = Math.sqrt(spread * (1 + recentWeeks / past.length));
  const surprise = (root(came) - root(mean * recentWeeks)) / error;
  return { key, before: mean, now: came / recentWeeks, surprise, past: past.length };
}

const isLarge = ({ before, now }: DemandChange<unknown>) =>
  now >= before * leastFactor || now * leastFactor <= before;

/** What changed beyond chance, the largest change in units first. */
export function demandChanges<Key>(all: readonly WeeklyDemand<Key>[]): DemandChange<Key>[] {
  const looked = all
    .flatMap((each) => judged(each) ?? [])
    .sort((a, b) => Math.abs(b.surprise) - Math.abs(a.surprise));
  const told = looked.findLastIndex(({ surprise, past }, at) => {
    const chance = (falseShare * (at + 1)) / looked.length;
    return Math.abs(surprise) >= tQuantile(1 - chance / 2, past - 1);
  });
  return looked
    .slice(0, told + 1)
    .filter(isLarge)
    .map(({ key, before, now }) => ({ key, before, now }))
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before));
}
