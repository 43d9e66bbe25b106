// What people do on the Team page, as facts: assign, hand a check in, take back, assign anew. Each is
// counted before it is answered, so the page that follows shows it.
import { randomBytes } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, dayIn, isDay, startOfDay, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { AssignmentFact } from "../ledger/team-facts.ts";
import { listHeld, listOpen, readAssignment } from "../ledger/training/assignments.server.ts";
import { readManual } from "../ledger/training/manuals.server.ts";
import { readPeople } from "../ledger/training/people.ts";
import { markAnswers, readQuestions, type Question } from "../ledger/training/questions.ts";
import {
  ensurePerson,
  listStaff,
  mostStaff,
  removePerson,
} from "../ledger/training/staff.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";

/** A due day further away is a slip of the pen. */
const furthestDays = 366;
const longestBaselineDays = 730;

export type Faults<Field extends string> = { errors: Partial<Record<Field, string>> };

/** In one transaction, then counted. */
async function inTeam<T>(
  db: Db,
  shop: ShopContext,
  now: Date,
  run: (client: Client) => Promise<{ facts: AssignmentFact[]; answer: T }>,
): Promise<T> {
  const answer = await inShop(db, shop.id, async (client) => {
    const { facts, answer } = await run(client);
    await writeFacts(client, shop, facts);
    return answer;
  });
  await recompute(db, shop, { asOf: now });
  return answer;
}

const fresh = (given: Pick<AssignmentFact, "person" | "manual" | "version">, now: Date) => ({
  ...given,
  kind: "assignment" as const,
  id: randomBytes(9).toString("base64url"),
  assignedAt: now,
  dueDay: null,
  passedAt: null,
  withdrawnAt: null,
  tries: 0,
});

function dueFault(due: string, today: Day): string | null {
  if (!isDay(due)) return `got "${due}", expected a day such as ${addDays(today, 7)}`;
  if (due < today) return `got ${due}, which is over: expected ${today} or later`;
  const last = addDays(today, furthestDays);
  return due > last ? `got ${due}, expected ${last} or sooner` : null;
}

export type Assigning = {
  manual: string;
  /** Names and e-mails as they are typed. */
  people: string;
  /** Ids of people the shop knows. */
  chosen: readonly string[];
  due: string;
};
type AssignAnswer = { assigned: number; already: number } | Faults<"manual" | "people" | "due">;

/** Assigns the manual's latest version to everybody named who does not have it open already. */
export async function assignManual(
  db: Db,
  shop: ShopContext,
  given: Assigning,
  now: Date,
): Promise<AssignAnswer> {
  const typed = readPeople(given.people);
  const due = dueFault(given.due, dayIn(now, shop.timeZone));
  return inTeam<AssignAnswer>(db, shop, now, async (client) => {
    const manual = await readManual(client, shop, given.manual);
    const known = new Set((await listStaff(client, shop)).map(({ id }) => id));
    const chosen = given.chosen.filter((id) => known.has(id));
    const people = "people" in typed ? typed.people : [];
    const errors: Faults<"manual" | "people" | "due">["errors"] = {};
    if (!manual || manual.isRetired) errors.manual = "got no manual that is in use: choose one";
    if (due) errors.due = due;
    if ("wrong" in typed) errors.people = typed.wrong;
    else if (people.length + chosen.length === 0) {
      errors.people = "got nobody, expected a name or an e-mail, or somebody of the list";
    } else if (known.size + people.length > mostStaff) {
      errors.people = `got more than ${mostStaff} people: remove somebody first`;
    }
    if (Object.keys(errors).length > 0 || !manual) return { facts: [], answer: { errors } };
    const ids = new Set(chosen);
    for (const one of people) {
      const person = await ensurePerson(client, shop, one, now);
      if (person) ids.add(person.id);
    }
    const open = (await listOpen(client, shop)).filter((each) => each.manual === manual.id);
    const busy = new Set(
      open.filter(({ version }) => version === manual.version).map(({ person }) => person),
    );
    const wanted = [...ids].filter((id) => !busy.has(id));
    const facts = wanted.map((person) => ({
      ...fresh({ person, manual: manual.id, version: manual.version }, now),
      dueDay: given.due,
    }));
    const replaced = open
      .filter(({ person, version }) => wanted.includes(person) && version < manual.version)
      .map((each) => ({ ...each, withdrawnAt: now }));
    return {
      facts: [...facts, ...replaced],
      answer: { assigned: facts.length, already: ids.size - facts.length },
    };
  });
}

/**
 * Gives a manual's latest version to everybody who holds an earlier one, passed or not; what is open of
 * the earlier one is taken back. How many, or what is wrong.
 */
export async function reassign(
  db: Db,
  shop: ShopContext,
  { manual: id, due }: { manual: string; due: string },
  now: Date,
): Promise<{ assigned: number } | Faults<"due">> {
  const fault = dueFault(due, dayIn(now, shop.timeZone));
  if (fault) return { errors: { due: fault } };
  return inTeam(db, shop, now, async (client) => {
    const manual = await readManual(client, shop, id);
    if (!manual) return { facts: [], answer: { assigned: 0 } };
    const staff = new Set((await listStaff(client, shop)).map(({ id: person }) => person));
    const behind = (await listHeld(client, shop, id)).filter(
      ({ version, person }) => version < manual.version && staff.has(person),
    );
    const facts = behind.flatMap((old): AssignmentFact[] => [
      { ...fresh({ person: old.person, manual: id, version: manual.version }, now), dueDay: due },
      ...(old.passedAt === null ? [{ ...old, withdrawnAt: now }] : []),
    ]);
    return { facts, answer: { assigned: behind.length } };
  });
}

export type HandedIn = {
  isPassed: boolean;
  /** By question. */
  right: boolean[];
  questions: Question[];
};

/** Null when there is no such assignment to pass: it was taken back, or passed before. */
export async function handIn(
  db: Db,
  shop: ShopContext,
  { id, answers }: { id: string; answers: readonly (number | null)[] },
  now: Date,
): Promise<HandedIn | null> {
  return inTeam<HandedIn | null>(db, shop, now, async (client) => {
    const held = await readAssignment(client, shop, id);
    const isOpen = held && held.version > 0 && !held.passedAt && !held.withdrawnAt;
    const manual = isOpen && (await readManual(client, shop, held.manual, held.version));
    const read = manual ? readQuestions(manual.questions) : { wrong: "" };
    if (!isOpen || "wrong" in read) return { facts: [], answer: null };
    const right = markAnswers(read.questions, answers);
    const isPassed = right.every(Boolean);
    const told = { ...held, tries: held.tries + 1, passedAt: isPassed ? now : null };
    return { facts: [told], answer: { isPassed, right, questions: read.questions } };
  });
}

/** Takes an open assignment back. False when there is none. */
export function takeBack(db: Db, shop: ShopContext, id: string, now: Date): Promise<boolean> {
  return inTeam(db, shop, now, async (client) => {
    const held = await readAssignment(client, shop, id);
    const isOpen = held !== null && !held.passedAt && !held.withdrawnAt;
    return { facts: isOpen ? [{ ...held, withdrawnAt: now }] : [], answer: isOpen };
  });
}

/** Forgets a person, whose open assignments are taken back. What was passed stays counted. */
export function forgetPerson(db: Db, shop: ShopContext, person: string, now: Date): Promise<void> {
  return inTeam(db, shop, now, async (client) => {
    const open = (await listOpen(client, shop)).filter((each) => each.person === person);
    await removePerson(client, shop, person);
    return { facts: open.map((each) => ({ ...each, withdrawnAt: now })), answer: undefined };
  });
}

export type Baseline = { manual: string; days: string; until: string };
type BaselineAnswer = { entered: true } | Faults<"manual" | "days" | "until">;

/** Somebody learnt this before there was a manual: in how many days, and until when. */
export async function enterBaseline(
  db: Db,
  shop: ShopContext,
  given: Baseline,
  now: Date,
): Promise<BaselineAnswer> {
  const today = dayIn(now, shop.timeZone);
  const days = Number(given.days.trim().replace(",", "."));
  const isNumber = /^\d+([.,]\d+)?$/.test(given.days.trim());
  const errors: Faults<"manual" | "days" | "until">["errors"] = {};
  if (!isNumber || days <= 0 || days > longestBaselineDays) {
    errors.days = `got "${given.days}", expected days such as 12 or 0.5, at most ${longestBaselineDays}`;
  }
  if (!isDay(given.until) || given.until > today) {
    errors.until = `got "${given.until}", expected a day such as ${today}, not after it`;
  }
  return inTeam<BaselineAnswer>(db, shop, now, async (client) => {
    const manual = await readManual(client, shop, given.manual);
    if (!manual) errors.manual = "got no manual: choose one";
    if (!manual || Object.keys(errors).length > 0) return { facts: [], answer: { errors } };
    const passedAt = startOfDay(given.until, shop.timeZone);
    const began = new Date(passedAt.getTime() - days * 86_400_000);
    const fact = fresh({ person: "", manual: manual.id, version: 0 }, now);
    return {
      facts: [{ ...fact, assignedAt: began, passedAt }],
      answer: { entered: true },
    };
  });
}
