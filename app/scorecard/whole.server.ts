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
import { readWindows, type Window } from "../measures/windows.server.ts";
import { monthsIn, readMonths, splitByMonths, type Month, type Months } from "./months.server.ts";
import { placeOf, questionsOf, type Question } from "./questions.server.ts";
import { daysKey, KeyReading, placeAt } from "./reading.ts";
import { answerAll, type Answered } from "./snapshots.server.ts";

export type Wishes = {
  wishes: readonly Wish[];
  /** Wishes of which only what their values need is read; the rest is left at 0. */
  values?: readonly Wish[] | undefined;
  /** As `values`, and neither queries nor measures of whole periods are asked. */
  plain?: readonly Wish[] | undefined;
  today: Day;
};

/** What some wishes come to: the same for every shop, at every instant of the day. */
export type WholePlan = {
  /** Places of all that was wished for. */
  read: ReadonlySet<string>;
  /** Each measure and days once. */
  windows: readonly { measure: Measure; days: Period; place: string }[];
  questions: readonly Question[];
};

export type WholeWish = (Wishes | { plan: WholePlan }) & {
  /** Promises due by then; what is kept is kept as of then. */
  asOf: Date;
  /** Kept months of the periods; default: those there are. */
  months?: Months | undefined;
  /** Takes answers that were right a moment ago where new ones take long. Default false. */
  mayBeStale?: boolean | undefined;
  /** What this process read before and what is still so is not read again. Default all is read. */
  memory?: WindowMemory | undefined;
};

export type Whole = {
  reading: Reading;
  /** The instant at which the answers to some questions, by their place, were right; null: now. */
  staleSince(places: readonly string[]): Date | null;
};

/** Of wishes of which only their values are asked for. */
export const isNeeded = (wish: Wish) => !("isAside" in wish);

export function planWhole({ wishes, values = [], plain = [], today }: Wishes): WholePlan {
  const read = new Set<string>();
  for (const wish of [...wishes, ...values, ...plain]) {
    if ("query" in wish) read.add(placeAt(wish.days, wish.query.name));
    else for (const { id } of wish.measures) read.add(placeAt(wish.days, id));
  }
  const asked = [...wishes, ...values.filter(isNeeded)];
  const windows = new Map<string, WholePlan["windows"][number]>();
  for (const wish of [...asked, ...plain.filter(isNeeded)]) {
    if ("query" in wish) continue;
    const { days } = wish;
    for (const measure of wish.measures) {
      const place = placeAt(days, measure.id);
      if (measure.source.scan.stored) windows.set(place, { measure, days, place });
    }
  }
  return { read, windows: [...windows.values()], questions: questionsOf(asked, today) };
}

type Split = Window & { whole: readonly Month[] };
/** As it was worked out last. */
const splits = new WeakMap<WholePlan, { inside: readonly Month[]; split: readonly Split[] }>();

/** What of each window is read by its days, and the kept months that make up the rest. */
function splitOf(plan: WholePlan, months: Months): readonly Split[] {
  const inside = [...months.values()];
  const last = splits.get(plan);
  const isSame =
    last?.inside.length === inside.length && inside.every((each, at) => each === last.inside[at]);
  if (last && isSame) return last.split;
  const within = new Map<string, Month[]>();
  const split = plan.windows.map(({ measure, days }) => {
    const at = daysKey(days);
    let own = within.get(at);
    if (!own) {
      const starts = months.size > 0 ? monthsIn([days]) : [];
      within.set(at, (own = starts.flatMap((start) => months.get(start) ?? [])));
    }
    return { measure, ...splitByMonths(measure, days, own) };
  });
  splits.set(plan, { inside, split });
  return split;
}

type Sums = { plan: WholePlan; months: Months } & Pick<WholeWish, "asOf" | "memory">;

async function readSums(
  client: Client,
  shop: ShopContext,
  reading: KeyReading,
  { plan, months, asOf, memory }: Sums,
): Promise<void> {
  const split = splitOf(plan, months);
  const values = memory
    ? await rememberWindows(client, shop, { memory, windows: split, asOf })
    : await readWindows(client, shop, { windows: split, asOf });
  for (const [at, { measure, whole }] of split.entries()) {
    const { place } = plan.windows[at]!;
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
  const { asOf, mayBeStale = false, memory } = given;
  const plan = "plan" in given ? given.plan : planWhole(given);
  const { questions, windows } = plan;
  const reading = new KeyReading(plan.read);
  const months =
    given.months ??
    (await readMonths(
      client,
      shop,
      windows.map(({ days }) => days),
    ));
  const [answers] = await together([
    answerAll(client, shop, { questions, mayBeStale, now: asOf }),
    readSums(client, shop, reading, { plan, months, asOf, memory }),
  ]);
  for (const [at, question] of questions.entries()) addAnswer(reading, question, answers[at]!);
  const since = new Map(questions.map((each, at) => [placeOf(each), answers[at]!.staleSince]));
  return { reading, staleSince: (places) => oldest(places.map((place) => since.get(place))) };
}

function oldest(instants: readonly (Date | null | undefined)[]): Date | null {
  return instants.reduce<Date | null>((a, b) => (!b || (a && a < b) ? a : b), null);
}
