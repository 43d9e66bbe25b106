// Measures are stored by region, so a market is its regions' sum; queries over customers are asked by
// market; medians come from what is kept of them by region, or else from the facts. Places and channels with
// targets of their own are read the same way.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Day } from "../ledger/day.ts";
import { eachDay, type Period } from "../ledger/period.ts";
import type { TargetPart } from "../ledger/shop.server.ts";
import type { Reading, Wish } from "../kpis/formula.ts";
import { addedUp } from "../measures/histogram.server.ts";
import type { Measure, MeasureId } from "../measures/index.ts";
import { readDaily, readMeasures, type DailyCell } from "../measures/read.server.ts";
import { keptReader } from "./kept-splits.server.ts";
import { marketOf, marketSql } from "./markets.ts";
import { readWishes, type Asked, type Reader } from "./read.server.ts";

type Sums = Record<string, bigint>;

/** What keys of a stored split are put together as, and SQL of that over the alias `o` of orders. */
export type Grouping = {
  dimension: TargetPart["by"];
  of(key: string): string;
  sql: string;
};
const byMarket: Grouping = { dimension: "region", of: marketOf, sql: marketSql("o.region") };
/** Places and channels by themselves. */
export const asTheyAre: Readonly<Record<TargetPart["by"], Grouping>> = {
  region: { dimension: "region", of: (key) => key, sql: "o.region" },
  channel: { dimension: "channel", of: (key) => key, sql: "o.channel" },
};

/** Where a part's own numbers are. */
export const groupingOf = ({ by, key }: TargetPart): Grouping =>
  by === "region" && marketOf(key) === key ? byMarket : asTheyAre[by];

function addUp(
  cells: Iterable<readonly [key: string, sums: Readonly<Sums>]>,
  groupOf: Grouping["of"],
): Map<string, Sums> {
  const found = new Map<string, Sums>();
  for (const [key, sums] of cells) {
    const group = groupOf(key);
    const sum = found.get(group) ?? {};
    for (const [id, value] of Object.entries(sums)) sum[id] = (sum[id] ?? 0n) + value;
    found.set(group, sum);
  }
  return found;
}

/**
 * Reads by market, or by another grouping.
 * @param span many periods are asked for, all within it: sums are read by day, once.
 */
export function marketReader(
  client: Client,
  shop: ShopContext,
  { asOf, span, grouping = byMarket }: { asOf: Date; span?: Period; grouping?: Grouping },
): Reader {
  const { dimension, of: groupOf } = grouping;
  const kept = keptReader(client, shop, { by: dimension, asOf });
  const daily = new Map<string, Map<Day, DailyCell[]>>();
  async function byDay(measures: readonly Measure[], within: Period, days: Period) {
    const unread = measures.filter(({ id }) => !daily.has(id));
    if (unread.length > 0) {
      const ids = unread.map(({ id }) => id as MeasureId);
      const asked = { ids, period: within, dimension, asOf };
      const cells = Map.groupBy(await readDaily(client, shop, asked), ({ measure }) => measure);
      for (const id of ids)
        daily.set(
          id,
          Map.groupBy(cells.get(id) ?? [], ({ day }) => day),
        );
    }
    const each = eachDay(days).map(({ from }) => from);
    return measures.flatMap(({ id }) =>
      each.flatMap((day) =>
        (daily.get(id)!.get(day) ?? []).map(({ key, value }): [string, Sums] => [
          key,
          { [id]: BigInt(value) },
        ]),
      ),
    );
  }
  return {
    key: grouping.sql,
    async sums(measures, days) {
      const stored = span ? measures.filter(({ source }) => source.scan.stored) : [];
      const others = measures.filter((measure) => !stored.includes(measure));
      const ids = others.map(({ id }) => id as MeasureId);
      const asked = { ids, period: days, dimension, asOf };
      const cells = [
        ...(span ? await byDay(stored, span, days) : []),
        ...(ids.length > 0 ? await readMeasures(client, shop, asked) : []),
      ];
      return addUp(cells, groupOf);
    },
    async histograms(measure, days) {
      const found = await kept.histograms(measure, days);
      const groups = Map.groupBy(found, ([key]) => groupOf(key));
      return new Map(
        [...groups].map(([group, some]) => [group, addedUp(some.map(([, each]) => each))]),
      );
    },
  };
}

function storedOf(wish: Wish): Wish[] {
  if ("query" in wish || wish.isAside) return [];
  return [{ ...wish, measures: wish.measures.filter(({ source }) => source.scan.stored) }];
}

type PartWishes = {
  wishes?: readonly Wish[];
  /** Of which only what is stored by day, and values need, is read; the rest is left at 0. */
  plain?: readonly Wish[];
} & Asked;

/** Everything the wishes name, of some keys of a grouping over many periods; each key is there. */
export async function readPartWishes(
  client: Client,
  shop: ShopContext,
  {
    wishes = [],
    plain = [],
    ...asking
  }: PartWishes & { keys: readonly string[]; grouping: Grouping },
): Promise<ReadonlyMap<string, Reading>> {
  const { keys, grouping, asOf, today } = asking;
  const asked = [...wishes, ...plain.flatMap(storedOf)];
  const days = asked.map((wish) => wish.days);
  const from = days.map((each) => each.from).sort()[0];
  const to = days
    .map((each) => each.to)
    .sort()
    .at(-1);
  const span = from && to ? { span: { from, to } } : {};
  const reader = marketReader(client, shop, { asOf, grouping, ...span });
  return readWishes(client, shop, { reader, wishes: asked, unread: plain, today, keys });
}

/** Everything the wishes name, of one market over many periods. */
export async function readMarketWishes(
  client: Client,
  shop: ShopContext,
  { market, ...asked }: PartWishes & { market: string },
): Promise<Reading> {
  const keys = [market];
  return (await readPartWishes(client, shop, { ...asked, keys, grouping: byMarket })).get(market)!;
}
