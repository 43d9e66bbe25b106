// What questions over customers of a long period come to, by where their first order in it was made and
// whether it was their first ever: a year's orders take a moment to follow one another, of these rows every
// split adds up. Sums alone, nobody's id. Of shorter periods the orders themselves are asked, always now.
import { inShop, type Client, type Db } from "../db.server.ts";
import { dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { tellVersion } from "../ledger/tell-version.server.ts";
import { customersOfPeriod } from "../kpis/queries/customers.ts";
import { retention90 } from "../kpis/queries/retention.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { byPlace, keepOrders, keyOfs, keptRows, type KeptRows } from "./kept-orders.server.ts";
import type { KeyOf, Place, Row } from "./order-chains.ts";
import { nameBy, questionBy, type Answer, type Question } from "./questions.server.ts";
import { isNothing, readKept, renew } from "./snapshots.server.ts";

/** A quarter and the one before it take a tenth of a second. */
const leastDays = 100;

/** So long that its answers are not always of now. */
export const isLong = (period: Period) => periodDays(period) >= leastDays;

const queries = [customersOfPeriod, retention90];

function questionOf({ query, days }: Asked, today: Day): Question {
  const answerOf = (rows: readonly Record<string, unknown>[]): Answer =>
    Object.fromEntries(rows.map(({ key, ...columns }) => [String(key), written(columns)]));
  return {
    ...questionBy(query, { days, today, key: byPlace, answerOf }),
    query: null,
    measures: [],
  };
}

const written = (columns: Record<string, unknown>) =>
  JSON.stringify(columns, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );

/** Of a long period: those that some names of kept answers are of, default all. */
export function placeQuestions(days: Period, today: Day, names?: readonly string[]): Question[] {
  const isNamed = (query: PeriodQuery) =>
    names?.some((name) => name.startsWith(nameBy(query, byPlace))) ?? true;
  return queries
    .filter((query) => isLong(days) && isNamed(query))
    .map((query) => questionOf({ query, days }, today));
}

/** Rows by another key, which follows from a place. */
function addedUp(answer: Answer, keyOf: KeyOf): Row[] {
  const found = new Map<string, Record<string, bigint>>();
  for (const [text, columns] of Object.entries(answer)) {
    const [channel, region, kind] = JSON.parse(text) as [...Place, string];
    const key = keyOf({ place: [channel, region], isNew: kind === "new" });
    const sums = found.get(key) ?? {};
    found.set(key, sums);
    for (const [name, digits] of Object.entries(JSON.parse(columns) as Record<string, string>)) {
      sums[name] = (sums[name] ?? 0n) + BigInt(digits);
    }
  }
  return [...found].map(([key, sums]) => ({ key, ...sums }));
}

type Asked = { query: PeriodQuery; days: Period };

/** Allows answers that were right a moment ago where new ones take long, and is told since when. */
export type MayBeStale = (since: Date) => void;

/** Rows of questions by the SQL of a key; those of long periods from what is kept of them. */
export async function rowsBy(
  client: Client,
  shop: ShopContext,
  all: readonly Asked[],
  { key, today, mayBeStale }: { key: string; today: Day; mayBeStale?: MayBeStale | undefined },
): Promise<KeptRows> {
  const keyOf = keyOfs.get(key);
  const long = keyOf
    ? all.filter(({ query, days }) => queries.includes(query) && isLong(days))
    : [];
  const questions = long.map((each) => questionOf(each, today));
  const answers = new Map<Asked, Answer>();
  for (const { at, ...kept } of questions.length > 0
    ? await readKept(client, shop, questions)
    : []) {
    const { value, trueAt } = kept;
    const isNow = kept.kept === kept.state;
    if (value === null || !trueAt || !(isNow || mayBeStale)) continue;
    const answer = JSON.parse(value) as Answer;
    if (!isNow && isNothing(answer)) continue;
    if (!isNow) mayBeStale?.(trueAt);
    answers.set(long[at - 1]!, answer);
  }
  const unanswered = all.filter((each) => !answers.has(each));
  const rest = await keptRows(client, shop, unanswered);
  return (wanted) => {
    const own = long.find(({ query, days }) => query === wanted.query && days === wanted.days);
    const answer = own && answers.get(own);
    return answer ? addedUp(answer, keyOf!) : rest(wanted);
  };
}

/**
 * Keeps the orders of a period (keepOrders) and, of a long one, what they come to; open panels are told.
 * @returns how many
 */
export async function keepCustomers(
  db: Db,
  shop: ShopContext,
  { period, now }: { period: Period; now: () => Date },
): Promise<number> {
  const days = await keepOrders(db, shop, { period, now });
  const questions = placeQuestions(period, dayIn(now(), shop.timeZone));
  const renewed = await renew(db, shop, { questions, now });
  if (renewed > 0) await inShop(db, shop.id, (client) => tellVersion(client, shop.id));
  return days + renewed;
}
