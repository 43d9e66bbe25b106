// How often somebody may do something: counts by key in windows of a minute, in this process alone.
// Several web processes therefore let through as many times as much, which is still a limit.

const windowMs = 60_000;
/** Memory is bounded: past this many keys in a minute new ones are refused. */
const mostKeys = 100_000;

export type Limit = {
  /** 0 when the key may, else the seconds to wait. */
  take(key: string, now: Date): number;
};

export function createLimit(perMinute: number): Limit {
  const counts = new Map<string, number>();
  let until = 0;
  return {
    take(key, now) {
      const at = now.getTime();
      // A clock that was set back must not make anybody wait for longer than a window.
      if (at >= until || until - at > windowMs) {
        counts.clear();
        until = at + windowMs;
      }
      const count = counts.get(key) ?? 0;
      const isFull = count >= perMinute || (count === 0 && counts.size >= mostKeys);
      if (isFull) return Math.max(1, Math.ceil((until - at) / 1000));
      counts.set(key, count + 1);
      return 0;
    },
  };
}
