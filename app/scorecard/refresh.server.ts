// The worker's part in snapshots: it renews those that somebody looks at, and asks tomorrow's questions
// before anybody does.
import { inShop, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { tellVersion } from "../ledger/tell-version.server.ts";
import type { When } from "../kpis/formula.ts";
import { kpis } from "../kpis/index.ts";
import { chosenPeriod, periodChoices } from "./chosen-period.ts";
import { placeQuestions } from "./kept-places.server.ts";
import { placeOf, questionsOf, type Question } from "./questions.server.ts";
import { rankQuestions } from "./ranked-customers.server.ts";
import { begunOf } from "./scorecard.server.ts";
import { quickMs, readKept, renew } from "./snapshots.server.ts";

/** An open panel asks again whenever a number changes; one that has not for so long is closed. */
const openMs = 2 * 60_000;
/** What nobody looked at for a week is not asked any more. */
const lookedDays = 7;
/** So long before a shop's midnight the next day's questions are asked. */
const aheadMs = 3_600_000;

/** Every question that a panel of these periods asks on a day. */
function questionsFor(periods: readonly Period[], at: Omit<When, "period">): Question[] {
  const wishes = periods.flatMap((period) => {
    const when: When = { ...at, period };
    return kpis.flatMap(({ formula }) => formula.wishes(when));
  });
  return questionsOf(wishes, at.today);
}

type Wanted = { name: string; from: Day; to: Day; askedAt: Date };

async function readWanted(db: Db, shop: ShopContext, since: Date): Promise<Wanted[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Wanted>(
      `select name, from_day as from, to_day as to, asked_at as "askedAt" from snapshot
       where shop_id = $1 and asked_at >= $2 and took_ms >= $3 order by took_ms`,
      [shop.id, since, quickMs],
    ),
  );
  return rows;
}

/**
 * Renews what open panels show and days inside its reach made stale, and nothing else; then tells the
 * panels.
 * @returns how many snapshots were asked anew
 */
export async function refreshSnapshots(
  db: Db,
  shop: ShopContext,
  { now }: { now: () => Date },
): Promise<number> {
  const asOf = now();
  const today = dayIn(asOf, shop.timeZone);
  const wanted = await readWanted(db, shop, new Date(asOf.getTime() - openMs));
  const places = new Set(wanted.map(({ name, from, to }) => placeOf({ name, days: { from, to } })));
  const periods = wanted.map(({ from, to }): Period => ({ from, to }));
  const begun = await inShop(db, shop.id, (client) => begunOf(client, shop));
  const asked = questionsFor(periods, { asOf, today, ...begun });
  const ranked = wanted.flatMap(({ name, from, to }) => rankQuestions([name], { from, to }, today));
  const questions = [...asked.filter((each) => places.has(placeOf(each))), ...ranked];
  const renewed = await renew(db, shop, { questions, now });
  if (renewed > 0) await inShop(db, shop.id, (client) => tellVersion(client, shop.id));
  return renewed;
}

/** What each choice of the period picker means on a day, with what it is compared with. */
function choicesOn(today: Day): Period[][] {
  return periodChoices
    .filter((choice) => choice !== "custom")
    .map((choice) => chosenPeriod(new URLSearchParams({ period: choice }), today))
    .map(({ period, against }) => [period, against]);
}

const isSame = (a: Period, b: Period) => a.from === b.from && a.to === b.to;

/**
 * A period such as the last 30 days is another one each day. Asks the questions of the day, and in its
 * last hour those of the next, for the choices that were looked at the day before.
 * @returns how many snapshots were asked
 */
export async function prepareSnapshots(
  db: Db,
  shop: ShopContext,
  { now }: { now: () => Date },
): Promise<number> {
  const asOf = now();
  const oldest = new Date(asOf.getTime() - lookedDays * 86_400_000);
  const wanted = await readWanted(db, shop, oldest);
  const days = [asOf, new Date(asOf.getTime() + aheadMs)].map((at) => dayIn(at, shop.timeZone));
  const begun = await inShop(db, shop.id, (client) => begunOf(client, shop));
  let asked = 0;
  for (const today of new Set(days)) {
    const before = choicesOn(addDays(today, -1));
    for (const [at, periods] of choicesOn(today).entries()) {
      const [last] = before[at]!;
      const lookedAt = wanted.filter((each) => isSame(each, last!));
      if (lookedAt.length === 0 || periodDays(periods[0]!) < 1) continue;
      const askedAt = new Date(Math.max(...lookedAt.map((each) => Number(each.askedAt))));
      const names = lookedAt.map(({ name }) => name);
      const questions = [
        ...questionsFor(periods, { asOf, today, ...begun }),
        ...rankQuestions(names, periods[0]!, today),
        ...periods.flatMap((period) => placeQuestions(period, today, names)),
      ];
      asked += await ask(db, shop, { questions, now, askedAt });
    }
  }
  return asked;
}

/** Asks what is not kept at all; what is stale waits until somebody looks. */
async function ask(
  db: Db,
  shop: ShopContext,
  { questions, now, askedAt }: { questions: readonly Question[]; now: () => Date; askedAt: Date },
): Promise<number> {
  const missing = await inShop(db, shop.id, async (client) => {
    const kept = await readKept(client, shop, questions);
    return questions.filter((_, at) => kept[at]!.kept === null);
  });
  return renew(db, shop, { questions: missing, now, askedAt });
}
