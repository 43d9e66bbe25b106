// Whoever tries keys gets few tries. A key holds 256 random bits, so that nobody will guess one; what is
// kept from harm is the database, which a try may ask. Known keys go on while tries are refused.

const windowMs = 60_000;
/** Keys of programs that asked lately; emptied before it grows. */
const mostKnown = 10_000;

export type KeyGuesses = {
  /** 0 when the key may be looked up, else the seconds to wait. */
  wait(key: string, now: Date): number;
  /** Notes what the look-up found. */
  note(key: string, isGood: boolean, now: Date): void;
};

/** @param perMinute wrong keys of anybody, in this process */
export function createKeyGuesses(perMinute: number): KeyGuesses {
  const known = new Set<string>();
  let wrong = 0;
  let until = 0;
  const turn = (now: Date) => {
    const left = until - now.getTime();
    // A clock that was set back must not make anybody wait for longer than a window.
    if (left > 0 && left <= windowMs) return;
    wrong = 0;
    until = now.getTime() + windowMs;
  };
  return {
    wait(key, now) {
      turn(now);
      if (wrong < perMinute || known.has(key)) return 0;
      return Math.max(1, Math.ceil((until - now.getTime()) / 1000));
    },
    note(key, isGood, now) {
      turn(now);
      if (!isGood) {
        wrong += 1;
        known.delete(key);
        return;
      }
      if (known.size >= mostKnown) known.clear();
      known.add(key);
    },
  };
}
