// Questions whose answers do not add up over days, so they are asked of the facts and worth keeping.
import { createHash } from "node:crypto";
import type { Client } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Wish } from "../kpis/formula.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { measures, type Measure, type MeasureId, type Scan } from "../measures/index.ts";
import { readMeasures } from "../measures/read.server.ts";
import { keptAttributed } from "./kept-marketing.server.ts";
import { keptRows } from "./kept-orders.server.ts";

/** Name → digits: columns of a query, or measures. */
export type Answer = Readonly<Record<string, string>>;

export type Question = {
  /** Which question, in which wording, and as of which day where the answer depends on that. */
  name: string;
  days: Period;
  /** Only facts of these days can change the answer. */
  reach: Period;
  /** In a transaction with room for sums (lists.ts). */
  ask(client: Client, shop: ShopContext): Promise<Answer>;
  /** Whose columns the answer holds; null where it holds measures. */
  query: PeriodQuery | null;
  measures: readonly Measure[];
};

const wordings = new Map<string, string>();

/** A short name of a statement's text. There are as many texts as questions. */
function wording(text: string): string {
  let known = wordings.get(text);
  if (!known) {
    known = createHash("sha256").update(text).digest("hex").slice(0, 12);
    wordings.set(text, known);
  }
  return known;
}

function digits(row: Readonly<Record<string, unknown>> | undefined): Answer {
  const found = Object.entries(row ?? {}).filter(([, value]) => typeof value === "bigint");
  return Object.fromEntries(found.map(([name, value]) => [name, String(value)]));
}

type Asking = {
  days: Period;
  today: Day;
  /** SQL of what the rows are keyed by. */
  key: string;
  answerOf(rows: readonly Record<string, unknown>[]): Answer;
};

/** A query's question, by a key. */
export function questionBy(
  query: PeriodQuery,
  { days, today, key, answerOf }: Asking,
): Omit<Question, "query" | "measures"> {
  const { daysBefore, daysAfter } = query.reach;
  const text = query.text(key);
  const given = { from: days.from, to: days.to, today };
  const asOf = query.parameters.includes("today") ? ` ${today}` : "";
  return {
    name: `${nameBy(query, key)}${asOf}`,
    days,
    reach: { from: addDays(days.from, -daysBefore), to: addDays(days.to, daysAfter) },
    async ask(client, shop) {
      const kept = await keptRows(client, shop, [{ query, days }]);
      const found = kept({ query, days, key, today });
      if (found) return answerOf(found);
      const brought = await keptAttributed(client, shop, { query, days });
      if (brought) return answerOf([brought]);
      const { rows } = await client.query<Record<string, unknown>>(text, [
        shop.id,
        ...query.parameters.map((name) => given[name]),
      ]);
      return answerOf(rows);
    },
  };
}

/** What such questions are called, whatever day they are asked as of. */
export const nameBy = (query: PeriodQuery, key: string) =>
  `${query.name} ${wording(query.text(key))}`;

export function questionOfQuery(query: PeriodQuery, days: Period, today: Day): Question {
  const answerOf: Asking["answerOf"] = ([row]) => digits(row);
  return { ...questionBy(query, { days, today, key: "'all'", answerOf }), query, measures: [] };
}

/** Measures of one scan that are of a whole period: its days' facts alone make them. */
export function questionOfScan(scan: Scan, days: Period): Question {
  const some = [...measures.values()].filter(({ source }) => source.scan === scan);
  const text = some.map(({ id, value, times }) => `${id} ${value} ${times}`).join("\n");
  return {
    name: `${scan.name} ${wording(`${scan.rows((column) => column)}\n${text}`)}`,
    days,
    reach: days,
    async ask(client, shop) {
      const ids = some.map(({ id }): MeasureId => id);
      return digits((await readMeasures(client, shop, { ids, period: days })).get("all"));
    },
    query: null,
    measures: some,
  };
}

/** Tells questions apart. */
export const placeOf = ({ name, days }: Pick<Question, "name" | "days">) =>
  `${name} ${days.from} ${days.to}`;

/** What must be asked for some wishes, each question once. */
export function questionsOf(wishes: readonly Wish[], today: Day): Question[] {
  const found = wishes.flatMap((wish) => {
    if ("query" in wish) return [questionOfQuery(wish.query, wish.days, today)];
    const scans = new Set(wish.measures.map(({ source }) => source.scan));
    return [...scans]
      .filter(({ stored }) => !stored)
      .map((scan) => questionOfScan(scan, wish.days));
  });
  return [...new Map(found.map((question) => [placeOf(question), question])).values()];
}
