// Whether values rise or fall apart from a season: the seasonal Kendall test (Hirsch, Slack & Smith 1982,
// Water Resources Research 18) with the covariance between seasons (Hirsch & Slack 1984, WRR 20: 7 weekdays
// of one good week are no seven proofs), and the seasonal slope with its interval (Gilbert 1987, Statistical
// Methods for Environmental Pollution Monitoring, ch. 17). By ranks: no law of errors, few outliers matter.
// Assumed: rounds (weeks) do not hang on each other, and one trend in all seasons.

export type SeasonalTrend = {
  /** Beyond chance at 95 %, or not. */
  verdict: "rising" | "falling" | "none";
  /** Standardized statistic. */
  z: number;
  /** Median change from one round to the next, in the values' unit. */
  slope: number;
  /** 95 %, in the same unit. */
  interval: readonly [low: number, high: number];
  /** Values that were there. */
  n: number;
  rounds: number;
};

/** Two-sided 95 %. */
const z95 = 1.959964;
/** Below ten values a season the covariances are too unsure (Hirsch & Slack 1984). */
export const leastRounds = 10;

/** A season's values by round; null where there is none. */
export type Season = readonly (number | null)[];

/**
 * @param seasons equally long, a value per round
 * @returns null with fewer than ten rounds, or where no two values of a season differ
 */
export function seasonalTrend(seasons: readonly Season[]): SeasonalTrend | null {
  const rounds = seasons[0]?.length ?? 0;
  const n = seasons.flat().filter((value) => value !== null).length;
  if (rounds < leastRounds || n < leastRounds) return null;
  const signs = seasons.map(signsOf);
  const ranks = seasons.map((season, at) => ranksOf(season, signs[at]!));
  const score = signs.reduce((sum, own) => sum + total(own), 0);
  let variance = 0;
  for (let g = 0; g < seasons.length; g += 1) {
    for (let h = 0; h < seasons.length; h += 1) {
      variance += covariance([signs[g]!, signs[h]!], [ranks[g]!, ranks[h]!]);
    }
  }
  const slopes = seasons.flatMap(slopesOf).sort((a, b) => a - b);
  if (!(variance > 0) || slopes.length === 0) return null;
  const sd = Math.sqrt(variance);
  // One less, because a score moves in steps of two.
  const z = score === 0 ? 0 : (score - Math.sign(score)) / sd;
  const reach = z95 * sd;
  const at = (place: number) =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(place)))]!;
  const interval = [at((slopes.length - reach) / 2 - 1), at((slopes.length + reach) / 2)] as const;
  const isBeyond = Math.abs(z) > z95;
  const verdict = !isBeyond ? "none" : z > 0 ? "rising" : "falling";
  return { verdict, z, slope: middle(slopes), interval, n, rounds };
}

/** Signs of later − earlier, by earlier round, then later; 0 where either is missing. */
function signsOf(season: Season): number[][] {
  return season.map((early, at) =>
    season
      .slice(at + 1)
      .map((late) => (early === null || late === null ? 0 : Math.sign(late - early))),
  );
}

const total = (signs: readonly (readonly number[])[]) =>
  signs.flat().reduce((sum, sign) => sum + sign, 0);

/** Ranks with ties in their middle; of a missing value the middle of all. */
function ranksOf(season: Season, signs: readonly (readonly number[])[]): number[] {
  const known = season.filter((value) => value !== null).length;
  return season.map((_, at) => {
    const over = signs.slice(0, at).reduce((sum, row, from) => sum + row[at - from - 1]!, 0);
    const under = signs[at]!.reduce((sum, sign) => sum - sign, 0);
    return (known + 1 + over + under) / 2;
  });
}

/** Of two seasons' scores (of one: its variance, ties and gaps taken into account). */
function covariance(
  [first, second]: readonly [readonly (readonly number[])[], readonly (readonly number[])[]],
  [left, right]: readonly [readonly number[], readonly number[]],
): number {
  const concordance = first.reduce(
    (sum, row, at) => sum + row.reduce((own, sign, to) => own + sign * second[at]![to]!, 0),
    0,
  );
  const products = left.reduce((sum, rank, at) => sum + rank * right[at]!, 0);
  // The ranks of n rounds sum to n × (known + 1) ÷ 2, with the middle in the gaps.
  const sums = left.reduce((a, b) => a + b, 0) * right.reduce((a, b) => a + b, 0);
  return (concordance + 4 * products - (4 * sums) / left.length) / 3;
}

function slopesOf(season: Season): number[] {
  return season.flatMap((early, at) =>
    season
      .slice(at + 1)
      .flatMap((late, gap) =>
        early === null || late === null ? [] : [(late - early) / (gap + 1)],
      ),
  );
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
