// What people of a made-up shop learnt and looked at, drawn from a seed.
import { addDays, dayIn } from "../../app/ledger/day.ts";
import type { AssignmentFact, VisitFact } from "../../app/ledger/team-facts.ts";
import { createRandom } from "../platform/random.ts";

const hour = 3_600_000;

/** Forty assignments and six weeks of visits before `end`. */
export function randomTeam(seed: number, end: Date): (AssignmentFact | VisitFact)[] {
  const { next } = createRandom(seed + 2000);
  const chance = (p: number) => next() < p;
  const ago = (hours: number) => new Date(end.getTime() - Math.round(hours * hour));
  const assignments = Array.from({ length: 40 }, (_, at): AssignmentFact => {
    const hours = next() * 300 * 24;
    const version = chance(0.15) ? 0 : 1 + Math.floor(next() * 3);
    const isPassed = version === 0 || chance(0.7);
    return {
      kind: "assignment",
      id: `assignment-${at}`,
      person: version === 0 ? "" : `person-${at % 7}`,
      manual: chance(0.5) ? "packing" : "returns",
      version,
      assignedAt: ago(hours),
      dueDay: version === 0 ? null : addDays(dayIn(ago(hours), "UTC"), Math.floor(next() * 20)),
      passedAt: isPassed ? ago(hours * next()) : null,
      withdrawnAt: chance(0.1) ? ago(hours * next()) : null,
      tries: isPassed ? 1 + Math.floor(next() * 3) : 0,
    };
  });
  const days = Array.from({ length: 42 }, (_, at) => dayIn(ago(at * 24), "UTC"));
  const visits = days.flatMap((day): VisitFact[] =>
    chance(0.3) ? [{ kind: "visit", what: "scorecard", who: chance(0.5) ? "1" : "2", day }] : [],
  );
  return [...assignments, ...visits];
}
