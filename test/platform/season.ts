// business time  time stretched where the shop is busy: an hour of a December Friday is longer in it
//                than one of a July night; on the whole it runs as fast as the calendar
//
// People buy at random in business time, so that the model of who comes back stays exact while weeks
// and seasons show in the sales.

const hour = 3_600_000;
const hoursADay = 24;

/** Planted weights, by UTC month, weekday (Sunday first) and hour. */
export const monthWeights = [0.95, 0.95, 1, 1, 0.95, 0.9, 0.78, 0.82, 1, 1.08, 1.3, 1.55];
export const weekdayWeights = [0.7, 1.1, 1, 1, 1.1, 1.2, 0.9];
export const hourWeights = [
  ...[0.1, 0.08, 0.06, 0.06, 0.1, 0.3, 0.7, 1, 1.2, 1.3, 1.3, 1.4],
  ...[1.4, 1.2, 1.2, 1.2, 1.4, 1.6, 1.8, 1.9, 1.7, 1.3, 0.8, 0.4],
];

export type Season = {
  /** Business days from the start to the end: as many as calendar days. */
  days: number;
  /** The instant at that many business days, within 0 and `days`. */
  instant(businessDay: number): Date;
};

export function createSeason(start: Date, days: number): Season {
  const first = start.getTime();
  const hours = Math.round(days * hoursADay);
  const sums = new Float64Array(hours + 1);
  for (let i = 0; i < hours; i += 1) {
    const at = new Date(first + i * hour);
    const weight =
      monthWeights[at.getUTCMonth()]! *
      weekdayWeights[at.getUTCDay()]! *
      hourWeights[at.getUTCHours()]!;
    sums[i + 1] = sums[i]! + weight;
  }
  const total = sums[hours]!;
  return {
    days,
    instant(businessDay) {
      const wanted = (Math.min(Math.max(businessDay, 0), days) / days) * total;
      let low = 0;
      let high = hours;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (sums[middle]! <= wanted) low = middle;
        else high = middle;
      }
      const share = (wanted - sums[low]!) / (sums[high]! - sums[low]!);
      return new Date(Math.floor(first + (low + share) * hour));
    },
  };
}
