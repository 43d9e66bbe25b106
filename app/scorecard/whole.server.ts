// Reads what formulas wish for of the whole shop, over any periods: measures in one statement, answers
// that do not add up from snapshots.
import { together, type Client } from "../db.server.ts";
import { rankedBuckets, rankedValues } from "../analysis/stats/ranked.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Reading, Wish } from "../kpis/formula.ts";
import type { Measure } from "../measures/index.ts";
import { rememberWindows, type WindowMemory } from "../measures/window-memory.server.ts";
import { readWindows } from "../measures/windows.server.ts";
import { monthsIn, readMonths, splitByMonths, type Month, type Months } from "./months.server.ts";
import { placeOf, questionsOf, type Question } from "./questions.server.ts";
import { daysKey, KeyReading } from "./reading.ts";
import { answerAll, type Answered } from "./snapshots.server.ts";

export type WholeWish = {
  wishes: readonly Wish[];
  /** Wishes of which only what their values need is read; the rest is left at 0. */
  values?: readonly Wish[];
  /** As `values`, and neither queries nor measures of whole periods are asked. */
  plain?: readonly Wish[];
  /** Promises due by then; what is kept is kept as of then. */
  asOf: Date;
  today: Day;
  /** Kept months of the periods; default: those there are. */
  months?: Months;
  /** Takes answers that were right a moment ago where new ones take long. Default false. */
  mayBeStale?: boolean;
  /** What this process read before and what is still so is not read again. Default all is read. */
  memory?: WindowMemory | undefined;
};

export type Whole = {
  reading: Reading;
  /** The instant at which all that some wishes name was right; null: now. */
  staleSince(wishes: readonly Wish[]): Date | null;
};

/** Each measure and days once. */
function windowsOf(wishes: readonly Wish[]): { measure: Measure; days: Period }[] {
  const found = wishes.flatMap((wish) =>
    "query" in wish
      ? []
      : wish.measures
          .filter(({ source }) => source.scan.stored)
          .map((measure) => ({ measure, days: wish.days })),
  );
  const key = ({ measure, days }: (typeof found)[number]) => `${daysKey(days)} ${measure.id}`;
  return [...new Map(found.map((window) => [key(window), window])).values()];
}

function noteRead(read: Set<string>, wishes: readonly Wish[]): void {
  for (const wish of wishes) {
    const at = daysKey(wish.days);
    if ("query" in wish) read.add(`${at} ${wish.query.name}`);
    else for (const { id } of wish.measures) read.add(`${at} ${id}`);
  }
}

type Sums = { windows: ReturnType<typeof windowsOf>; months: Months } & Pick<
  WholeWish,
  "asOf" | "memory"
>;

async function readSums(
  client: Client,
  shop: ShopContext,
  reading: KeyReading,
  { windows, months, asOf, memory }: Sums,
): Promise<void> {
  const inside = new Map<string, Month[]>();
  for (const { days } of windows) {
    const kept = () => monthsIn([days]).flatMap((start) => months.get(start) ?? []);
    if (!inside.has(daysKey(days))) inside.set(daysKey(days), months.size > 0 ? kept() : []);
  }
  const split = windows.map(({ measure, days }) => ({
    measure,
    ...splitByMonths(measure, days, inside.get(daysKey(days)) ?? []),
  }));
  const values = memory
    ? await rememberWindows(client, shop, { memory, windows: split, asOf })
    : await readWindows(client, shop, { windows: split, asOf });
  for (const [at, { measure, whole }] of split.entries()) {
    const place = `${daysKey(windows[at]!.days)} ${measure.id}`;
    const { sum, histogram } = values[at]!;
    if (measure.kind === "sum") {
      const kept = whole.reduce((all, month) => all + BigInt(month.sums[measure.id] ?? 0), sum);
      reading.sums.set(place, kept);
      continue;
    }
    const kept = whole.flatMap((month) => month.histograms[measure.id] ?? []);
    const counts = histogram.buckets.map(({ bucket, count }) => [bucket, count] as const);
    const { values: exact } = histogram;
    reading.histograms.set(
      place,
      exact && kept.length === 0 ? rankedValues(exact) : rankedBuckets([...kept, ...counts]),
    );
  }
}

function addAnswer(reading: KeyReading, { query, measures, days }: Question, { answer }: Answered) {
  const at = daysKey(days);
  for (const [name, digits] of Object.entries(answer)) {
    if (query) reading.columns.set(`${at} ${query.name} ${name}`, BigInt(digits));
  }
  for (const { id } of measures) reading.sums.set(`${at} ${id}`, BigInt(answer[id] ?? 0));
}

/** Everything the wishes name. The caller binds the client to the shop. */
export async function readWhole(
  client: Client,
  shop: ShopContext,
  given: WholeWish,
): Promise<Whole> {
  const { wishes, values = [], plain = [], asOf, today, mayBeStale = false, memory } = given;
  const read = new Set<string>();
  for (const some of [wishes, values, plain]) noteRead(read, some);
  const reading = new KeyReading(read);
  const asked = [...wishes, ...values.filter(isNeeded)];
  const windows = windowsOf([...asked, ...plain.filter(isNeeded)]);
  const months =
    given.months ??
    (await readMonths(
      client,
      shop,
      windows.map(({ days }) => days),
    ));
  const questions = questionsOf(asked, today);
  const [answers] = await together([
    answerAll(client, shop, { questions, mayBeStale, now: asOf }),
    readSums(client, shop, reading, { windows, months, asOf, memory }),
  ]);
  for (const [at, question] of questions.entries()) addAnswer(reading, question, answers[at]!);
  const since = new Map(questions.map((each, at) => [placeOf(each), answers[at]!.staleSince]));
  return { reading, staleSince: (some) => oldest(questionsOf(some, today), since) };
}

const isNeeded = (wish: Wish) => !("isAside" in wish);

function oldest(questions: readonly Question[], since: Map<string, Date | null>): Date | null {
  const instants = questions.flatMap((each) => since.get(placeOf(each)) ?? []);
  return instants.reduce<Date | null>((a, b) => (a && a < b ? a : b), null);
}
