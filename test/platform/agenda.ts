// Things that will happen, in the order of their instants.
type Entry = { at: number; turn: number; run: (at: Date) => void };

export type Agenda = {
  plan(at: Date | number, run: (at: Date) => void): void;
  /** Lets everything happen that is due; what is planned meanwhile, too. */
  runUntil(until: Date): void;
};

export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let turns = 0;
  // Planned first, done first, where instants are equal: the same seed gives the same store.
  const isBefore = (a: Entry, b: Entry) => (a.at === b.at ? a.turn < b.turn : a.at < b.at);

  function sink(): void {
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }

  function take(): Entry {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      sink();
    }
    return first;
  }

  return {
    plan(at, run) {
      heap.push({ at: at instanceof Date ? at.getTime() : at, turn: turns++, run });
      for (let child = heap.length - 1; child > 0;) {
        const parent = (child - 1) >> 1;
        if (!isBefore(heap[child]!, heap[parent]!)) return;
        [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
        child = parent;
      }
    },
    runUntil(until) {
      while (heap[0] && heap[0].at <= until.getTime()) {
        const { at, run } = take();
        run(new Date(at));
      }
    },
  };
}
