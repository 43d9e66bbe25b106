// What the people of the made-up shop learnt in the last weeks. Names and addresses are invented, under a
// domain that can belong to nobody (RFC 2606).
import { inShop, type Db } from "../db.server.ts";
import { tellWeek } from "../digest.server.ts";
import { addDays, dayIn, startOfDay } from "../ledger/day.ts";
import { addReader } from "../ledger/digests.server.ts";
import { findShop } from "../ledger/shop.server.ts";
import type { AssignmentFact, VisitFact } from "../ledger/team-facts.ts";
import { saveManual } from "../ledger/training/manuals.server.ts";
import { ensurePerson, listStaff } from "../ledger/training/staff.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { digestTime } from "../scorecard/digest.ts";

const names = ["Demo Alma", "Demo Ben", "Demo Chiara", "Demo Dario", "Demo Esra", "Demo Finn"];

/**
 * Manual, days ago it was assigned, days given, hours until each of the people passed, in their order;
 * null: not yet.
 */
const learnt: readonly [manual: string, ago: number, given: number, hours: (number | null)[]][] = [
  ["packing", 27, 7, [26, 49, 30, 72, 95, 51]],
  ["returns", 22, 7, [50, 28, 140, 76, 210, 52]],
  ["reply-tone", 16, 7, [25, 47, 31, 100, null, 74]],
  ["stock-count", 12, 10, [73, null, 52, 27, 120, 96]],
  ["fraud-check", 6, 7, [null, 30, null, null, 48, null]],
];
/** Days that it took people to pack alone before there was a manual. */
const daysBefore = [9, 12, 7.5, 14, 8, 11, 10];

const giftWrap = {
  title: "Gift wrap in our store",
  text: "A present is wrapped before the price tag is forgotten.\n\n## Steps\n1. Take **price and tag** off and put the receipt in the bag.\n2. Cut paper two fingers wider than the box.\n3. Fold the short sides first, then the long ones; three strips of tape.\n4. Ribbon, then the card with the name the buyer tells.\n5. Show it to the buyer before it goes into the bag.",
  questions:
    "? What comes first?\n- The ribbon\n+ Price and tag off\n- The card\n= Once it is wrapped, nobody sees the tag any more.",
};

/** Last week's digest, as the worker made it on Monday, or the one before; no letter leaves. */
export async function furnishDigest(db: Db, domain: string, now: Date): Promise<void> {
  const shop = await findShop(db, domain);
  if (!shop) return;
  await inShop(db, shop.id, async (client) => {
    const [first] = await listStaff(client, shop);
    if (first) await addReader(client, shop, first.id, now);
  });
  const { isDue } = digestTime(now, shop.timeZone);
  // Early on a Monday the latest is that of the Monday before, as it stood on its Tuesday.
  const at = isDue ? now : new Date(now.getTime() - 6 * 86_400_000);
  await tellWeek(db, shop, { now: () => at, sending: null });
}

/** Training and visits of the four weeks before `now`; nothing when there is no such shop. */
export async function furnishTeam(db: Db, domain: string, now: Date): Promise<void> {
  const shop = await findShop(db, domain);
  if (!shop) return;
  const today = dayIn(now, shop.timeZone);
  const ago = (days: number) => startOfDay(addDays(today, -days), shop.timeZone);
  const later = (at: Date, hours: number) => new Date(at.getTime() + hours * 3_600_000);
  await inShop(db, shop.id, async (client) => {
    const ids: string[] = [];
    for (const name of names) {
      const email = `${name.replace("Demo ", "").toLowerCase()}@demo.example`;
      const person = await ensurePerson(client, shop, { name, email }, now);
      if (person) ids.push(person.id);
    }
    await saveManual(client, shop, { ...giftWrap, id: null, now });
    const assignments = learnt.flatMap(([manual, days, given, hours]) =>
      ids.map((person, at): AssignmentFact => {
        const assignedAt = later(ago(days), 9);
        const passed = hours[at] ?? null;
        return {
          kind: "assignment",
          id: `demo-${manual}-${at}`,
          ...{ person, manual, version: 1, assignedAt },
          dueDay: addDays(today, given - days),
          passedAt: passed === null ? null : later(assignedAt, passed),
          withdrawnAt: null,
          tries: passed === null ? 0 : 1 + (at % 2),
        };
      }),
    );
    const before = daysBefore.map((days, at): AssignmentFact => {
      const passedAt = ago(60 + at * 20);
      return {
        kind: "assignment",
        id: `demo-before-${at}`,
        ...{ person: "", manual: "packing", version: 0, dueDay: null, passedAt },
        assignedAt: later(passedAt, -24 * days),
        ...{ withdrawnAt: null, tries: 0 },
      };
    });
    const visits = [27, 20, 15, 13, 8, 6, 3, 1].map((days): VisitFact => {
      return { kind: "visit", what: "scorecard", who: "demo", day: addDays(today, -days) };
    });
    await writeFacts(client, shop, [...assignments, ...before, ...visits]);
  });
  await recompute(db, shop, { asOf: now });
}
