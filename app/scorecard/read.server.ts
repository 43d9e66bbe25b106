// Reads what formulas wish for, each thing once however many KPIs want it.
import type { Client } from "../db.server.ts";
import { rankedBuckets, rankedValues, type Ranked } from "../analysis/stats/ranked.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Reading, Wish } from "../kpis/formula.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { readHistogram, type Histogram } from "../measures/histogram.server.ts";
import type { Dimension, Measure, MeasureId } from "../measures/index.ts";
import { readMeasures } from "../measures/read.server.ts";
import type { KeptRows } from "./kept-orders.server.ts";
import { rowsBy, type MayBeStale } from "./kept-places.server.ts";
import { roomForSums } from "./lists.ts";
import { daysKey, KeyReading } from "./reading.ts";

export type Asked = { asOf: Date; today: Day };

const columnOf: Record<Dimension, string> = {
  all: "'all'",
  channel: "o.channel",
  region: "o.region",
  "customer-kind": "o.customer_kind",
};

/** Where sums and ranked values come from: stored measures, or a query over lines. */
export type Reader = {
  sums(
    measures: readonly Measure[],
    days: Period,
  ): Promise<Iterable<[string, Record<string, bigint>]>>;
  histograms(measure: Measure, days: Period): Promise<ReadonlyMap<string, Histogram>>;
  /** SQL of the key over the alias `o` of orders; null where queries cannot be split so. */
  key: string | null;
};

export function measureReader(
  client: Client,
  shop: ShopContext,
  { dimension, asOf }: { dimension: Dimension; asOf: Date },
): Reader {
  return {
    key: columnOf[dimension],
    async sums(measures, days) {
      // Every listed measure's id is a MeasureId; the type is lost in the formula.
      const ids = measures.map(({ id }) => id as MeasureId);
      return readMeasures(client, shop, { ids, period: days, dimension, asOf });
    },
    histograms: (measure, days) =>
      readHistogram(client, shop, { id: measure.id as MeasureId, period: days, dimension }),
  };
}

const rankedOf = ({ values, buckets }: Histogram): Ranked =>
  values
    ? rankedValues(values)
    : rankedBuckets(buckets.map(({ bucket, count }) => [bucket, count] as const));

type Planned = {
  days: Period;
  measures: Set<Measure>;
  /** Histograms that values are made of; those of second lines are left empty. */
  ranked: Set<Measure>;
  queries: Set<PeriodQuery>;
};
type Plan = Map<string, Planned>;

function planOf(wishes: readonly Wish[]): Plan {
  const plan: Plan = new Map();
  for (const wish of wishes) {
    const at = daysKey(wish.days);
    let entry = plan.get(at);
    if (!entry) {
      entry = { days: wish.days, measures: new Set(), ranked: new Set(), queries: new Set() };
      plan.set(at, entry);
    }
    if ("query" in wish) {
      entry.queries.add(wish.query);
      continue;
    }
    for (const measure of wish.measures) {
      entry.measures.add(measure);
      if (measure.kind === "histogram" && !wish.isAside) entry.ranked.add(measure);
    }
  }
  return plan;
}

/** As readings name what a wish is for. */
const placesOf = (wish: Wish): string[] =>
  ("query" in wish ? [wish.query.name] : wish.measures.map(({ id }) => id)).map(
    (name) => `${daysKey(wish.days)} ${name}`,
  );

async function runQuery(
  client: Client,
  shop: ShopContext,
  query: PeriodQuery,
  { key, days, today, kept }: { key: string; days: Period; today: Day; kept: KeptRows },
): Promise<Record<string, string | bigint | null>[]> {
  const found = kept({ query, key, days, today });
  if (found) return found;
  const given = { from: days.from, to: days.to, today };
  const { rows } = await client.query<Record<string, string | bigint | null>>(query.text(key), [
    shop.id,
    ...query.parameters.map((name) => given[name]),
  ]);
  return rows;
}

/**
 * Everything the wishes name but the medians of second lines, which a part of a split does not show, by
 * key of the reader's split. The caller binds the client to the shop.
 * The whole (key "all") is always there when it is not split.
 */
export async function readWishes(
  client: Client,
  shop: ShopContext,
  {
    reader,
    wishes,
    today,
    mayBeStale,
    keys = [],
    unread = [],
  }: {
    reader: Reader;
    wishes: readonly Wish[];
    today: Day;
    /** Default all is of now. */
    mayBeStale?: MayBeStale | undefined;
    /** Keys that are there even if nothing stands on them. Default none. */
    keys?: readonly string[];
    /** Wished for, yet left at 0. Default none. */
    unread?: readonly Wish[];
  },
): Promise<Map<string, Reading>> {
  const read = new Set<string>(unread.flatMap(placesOf));
  const readings = new Map<string, KeyReading>();
  const of = (key: string) => {
    let reading = readings.get(key);
    if (!reading) readings.set(key, (reading = new KeyReading(read)));
    return reading;
  };
  if (reader.key === columnOf.all) of("all");
  for (const key of keys) of(key);
  const plan = planOf(wishes);
  const { key: sql } = reader;
  const questions = [...plan.values()].flatMap(({ days, queries }) =>
    [...queries].map((query) => ({ query, days })),
  );
  const kept =
    sql === null ? null : await rowsBy(client, shop, questions, { key: sql, today, mayBeStale });
  for (const [at, { days, measures, ranked, queries }] of plan) {
    const wanted = [...measures];
    const added = wanted.filter(({ kind }) => kind === "sum");
    for (const measure of measures) read.add(`${at} ${measure.id}`);
    if (added.length > 0) {
      for (const [key, sums] of await reader.sums(added, days)) {
        for (const [id, value] of Object.entries(sums)) of(key).sums.set(`${at} ${id}`, value);
      }
    }
    for (const measure of ranked) {
      for (const [key, histogram] of await reader.histograms(measure, days)) {
        of(key).histograms.set(`${at} ${measure.id}`, rankedOf(histogram));
      }
    }
    for (const query of queries) {
      read.add(`${at} ${query.name}`);
      if (sql === null || kept === null) continue;
      // Customers of a quarter do not fit what a statement has by default.
      await client.query(roomForSums);
      for (const row of await runQuery(client, shop, query, { key: sql, days, today, kept })) {
        const { columns } = of(String(row["key"]));
        for (const [name, value] of Object.entries(row)) {
          if (typeof value === "bigint") columns.set(`${at} ${query.name} ${name}`, value);
        }
      }
    }
  }
  return readings;
}
