// Which process a storm kills at which of its deliveries, and whether it came so: kills that fall together
// are one kill, and those at the end meet nobody at work.
import type { Random } from "../platform/random.ts";
import { unless } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const kinds = ["web", "worker", "postgres"] as const;
export type Blow = {
  /** Deliveries told before it. */
  at: number;
  /** Of Postgres now and then only a session: it throws out all others and recovers. */
  what: (typeof kinds)[number] | "session";
  /** How many of its kind there were before. */
  round: number;
};

/** Between two kills; less than any process takes to be there again. */
export const apartMs = 1_000;

/** In rounds of all kinds, each in the first half of a stretch: half a stretch lies between two at least. */
export function planBlows(
  random: Random,
  { deliveries, kills }: { deliveries: number; kills: number },
): Blow[] {
  const rounds = Array.from({ length: kills }, (_, round) =>
    shuffled(kinds, random).map((what) => {
      const isSession = what === "postgres" && kills > 1 && random.chance(0.3);
      return { what: isSession ? ("session" as const) : what, round };
    }),
  );
  const planned = rounds.flat();
  const stretch = deliveries / planned.length;
  return planned.map((blow, n) => ({
    ...blow,
    at: Math.ceil(stretch * (n + random.next() / 2)),
  }));
}

/** After each delivery, so that half a stretch lasts twice as long as two kills have to lie apart. */
export const pauseMsFor = ({ deliveries, kills }: { deliveries: number; kills: number }) =>
  (4 * apartMs * kinds.length * kills) / deliveries;

/** Resolves when what was killed is back. */
export async function strike({ what, round }: Blow, stage: Stage, random: Random): Promise<void> {
  const { postgres, webs, workers } = stage;
  if (what === "session") return void (await postgres.killSession());
  const pauseMs = random.next() * 1_000;
  if (what === "web") return webs[round % webs.length]!.kill(pauseMs);
  if (what === "worker") return workers[round % workers.length]!.kill(pauseMs);
  await postgres.kill();
  return postgres.start();
}

/** Sentences of what makes kills fewer than they were planned, from their instants. */
export function wrongKills(instants: readonly number[], planned: number): string[] {
  const sorted = instants.toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, n) => at - sorted[n]!);
  return [
    ...unless(sorted.length === planned, `${sorted.length} kills, planned were ${planned}`),
    ...gaps
      .filter((ms) => ms < apartMs)
      .map((ms) => `two kills came within ${ms} ms, expected ${apartMs} at least`),
  ];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.whole(0, left.length - 1), 1)[0]!);
}
