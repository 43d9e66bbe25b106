// A few at a time, in each turn of the event loop. Everything in a process shares the loop: where a flood
// is worked off as it comes nothing but the flood is served, because what else goes on (drains, pages)
// asks the database step by step, and each step waits for a turn.

/** Puts work in line; what it throws is its own. */
export type InTurn = (run: () => unknown) => void;

/** A turn does one in so many of those that wait: few leave room, a long line moves all the faster. */
const oneIn = 32;

export function createTurns(): InTurn {
  const waiting: (() => unknown)[] = [];
  let isComing = false;

  function come(): void {
    isComing = true;
    setImmediate(() => {
      isComing = false;
      const some = waiting.splice(0, Math.ceil(waiting.length / oneIn));
      if (waiting.length > 0) come();
      for (const run of some) run();
    });
  }

  return (run) => {
    waiting.push(run);
    if (!isComing) come();
  };
}
