// The Team panel: who is to learn what by when, how long it takes, and what of the app is in use.
import { inShop, type Client, type Db } from "../db.server.ts";
import { medianInterval, quantile, rankedValues } from "../analysis/stats/ranked.ts";
import { dayIn, daysBetween } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { listHeld, listOpen } from "../ledger/training/assignments.server.ts";
import {
  listManuals,
  listVersions,
  readManual,
  type Manual,
  type Version,
} from "../ledger/training/manuals.server.ts";
import { countSteps, readMarkdown } from "../ledger/training/markdown.ts";
import { readQuestions } from "../ledger/training/questions.ts";
import { listStaff, type Person } from "../ledger/training/staff.server.ts";
import type { AssignmentFact } from "../ledger/team-facts.ts";
import { kpiById } from "../kpis/index.ts";
import { lastDays, possibilities } from "../kpis/learning/possibilities.ts";
import type { When } from "../kpis/formula.ts";
import { outcomesOf, rowsOf, whenOf } from "./scorecard.server.ts";
import { resolvedTargets } from "./targets.server.ts";
import { verdictOf } from "./team.ts";
import type {
  HoursTold,
  ReadableManual,
  Team,
  TeamAssignment,
  TeamManual,
  TeamPerson,
  TeamPossibility,
} from "./team.ts";
import { readWhole } from "./whole.server.ts";

const shownKpis = ["training-completion", "time-to-competence", "technology-adoption"];

type Learnt = { manual: string; isBefore: boolean; hours: number[] };

/** Hours of everybody who passed in the last two years, by manual; version 0 apart. */
async function readLearnt(client: Client, shop: ShopContext): Promise<Learnt[]> {
  const { rows } = await client.query<Learnt>(
    `select manual, version = 0 as "isBefore",
       array_agg(greatest(extract(epoch from passed_at - assigned_at)::float8 / 3600, 0)) as hours
     from assignment
     where shop_id = $1 and passed_day > (now() - interval '2 years')::date
     group by manual, version = 0`,
    [shop.id],
  );
  return rows;
}

function toldOf(hours: readonly number[] | undefined): HoursTold | null {
  if (!hours) return null;
  const ranked = rankedValues(hours);
  const median = quantile(ranked, 0.5);
  return median === null ? null : { median, n: ranked.n, interval: medianInterval(ranked) };
}

const questionsOf = ({ questions }: Manual) => {
  const read = readQuestions(questions);
  return "questions" in read ? read.questions : [];
};

function manualsOf(
  manuals: readonly Manual[],
  held: readonly AssignmentFact[],
  learnt: readonly Learnt[],
): TeamManual[] {
  return manuals.map((manual) => {
    const { id, version, title, isLibrary, isRetired, minutes, text } = manual;
    const own = held.filter((each) => each.manual === id);
    const hoursOf = (isBefore: boolean) =>
      toldOf(learnt.find((each) => each.manual === id && each.isBefore === isBefore)?.hours);
    const hours = hoursOf(false);
    const before = hoursOf(true);
    return {
      ...{ id, version, title, isLibrary, isRetired, minutes },
      steps: countSteps(readMarkdown(text)),
      questions: questionsOf(manual).length,
      open: own.filter(({ passedAt }) => passedAt === null).length,
      passed: own.filter(({ passedAt }) => passedAt !== null).length,
      behind: own.filter((each) => each.version < version).length,
      ...{ hours, before, verdict: verdictOf(hours, before) },
    };
  });
}

type Asked = { period: Period; against: Period; asOf: Date };

async function readPossibilities(
  client: Client,
  shop: ShopContext,
  when: When,
): Promise<TeamPossibility[]> {
  const days = lastDays(when);
  const { reading } = await readWhole(client, shop, {
    wishes: possibilities.flatMap((each) => each.wishes(days)),
    asOf: when.asOf,
    today: when.today,
  });
  return possibilities.map((each) => {
    const { isInUse, evidence } = each.use(reading, days);
    const whole = evidence.whole === null ? null : Number(evidence.whole);
    return { id: each.id, isInUse, part: Number(evidence.part), whole };
  });
}

/** Everything the panel shows; open assignments the soonest due first. */
export function team(db: Db, shop: ShopContext, { period, against, asOf }: Asked): Promise<Team> {
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const kpis = shownKpis.flatMap((id) => kpiById(id) ?? []);
    const outcomes = await outcomesOf(client, shop, { kpis, when, against });
    const targets = await resolvedTargets(client, shop, { kpis, when });
    const manuals = await listManuals(client, shop);
    const staff = await listStaff(client, shop);
    const known = new Set(staff.map(({ id }) => id));
    const held = (await listHeld(client, shop)).filter(({ person }) => known.has(person));
    const open = openOf(await listOpen(client, shop), {
      staff,
      manuals,
      today: dayIn(asOf, shop.timeZone),
    });
    return {
      kpis: rowsOf(shop, { outcomes, when, targets }),
      open,
      manuals: manualsOf(manuals, held, await readLearnt(client, shop)),
      people: peopleOf(staff, held, open),
      possibilities: await readPossibilities(client, shop, when),
    };
  });
}

type Around = { staff: readonly Person[]; manuals: readonly Manual[]; today: string };

function openOf(
  open: readonly AssignmentFact[],
  { staff, manuals, today }: Around,
): TeamAssignment[] {
  return open.map(({ id, person, manual, dueDay, tries }) => ({
    id,
    person: staff.find((each) => each.id === person)?.name ?? null,
    manual: { id: manual, title: manuals.find((each) => each.id === manual)?.title ?? manual },
    dueDay: dueDay ?? today,
    daysLate: daysBetween(dueDay ?? today, today),
    tries,
  }));
}

function peopleOf(
  staff: readonly Person[],
  held: readonly AssignmentFact[],
  open: readonly TeamAssignment[],
): TeamPerson[] {
  const late = new Set(open.filter(({ daysLate }) => daysLate > 0).map(({ id }) => id));
  return staff.map(({ id, name, email }) => {
    const own = held.filter(({ person }) => person === id);
    return {
      ...{ id, name, email },
      open: own.filter(({ passedAt }) => passedAt === null).length,
      passed: own.filter(({ passedAt }) => passedAt !== null).length,
      late: own.filter((each) => late.has(each.id)).length,
    };
  });
}

function readable(manual: Manual): ReadableManual {
  const { id, version, title, isLibrary, isRetired, minutes, text } = manual;
  const blocks = readMarkdown(text);
  return {
    ...{ id, version, title, isLibrary, isRetired, minutes, blocks },
    steps: countSteps(blocks),
    // Which answer is right stays here.
    questions: questionsOf(manual).map(({ ask, answers }) => ({ ask, answers })),
  };
}

export type ManualRead = {
  manual: ReadableManual;
  versions: Version[];
  people: { id: string; name: string }[];
  /** People who hold an earlier version. */
  behind: number;
};

/** A manual to read and to assign; null when there is none. */
export function readManualPage(
  db: Db,
  shop: ShopContext,
  { id, version }: { id: string; version: number | null },
): Promise<ManualRead | null> {
  return inShop(db, shop.id, async (client) => {
    const latest = await readManual(client, shop, id);
    const manual = version === null ? latest : await readManual(client, shop, id, version);
    if (!manual || !latest) return null;
    const staff = await listStaff(client, shop);
    const known = new Set(staff.map((person) => person.id));
    const held = await listHeld(client, shop, id);
    return {
      manual: readable(manual),
      versions: await listVersions(client, shop, id),
      people: staff.map((person) => ({ id: person.id, name: person.name })),
      behind: held.filter((each) => each.version < latest.version && known.has(each.person)).length,
    };
  });
}

export type AssignmentRead = {
  manual: ReadableManual;
  assignment: { id: string; person: string | null; dueDay: string | null; tries: number };
  state: "open" | "passed" | "withdrawn";
};

/** An assignment with the version of the manual that it is of; null when there is none. */
export function readAssignmentPage(
  db: Db,
  shop: ShopContext,
  fact: AssignmentFact,
): Promise<AssignmentRead | null> {
  return inShop(db, shop.id, async (client) => {
    const manual = await readManual(client, shop, fact.manual, fact.version);
    if (!manual) return null;
    const person = (await listStaff(client, shop)).find(({ id }) => id === fact.person);
    const { id, dueDay, tries } = fact;
    return {
      manual: readable(manual),
      assignment: { id, person: person?.name ?? null, dueDay, tries },
      state: fact.passedAt ? "passed" : fact.withdrawnAt ? "withdrawn" : "open",
    };
  });
}
