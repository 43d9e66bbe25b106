// Measures are stored by region, so a market is its regions' sum; queries over customers are asked by
// market; medians come from the facts.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Day } from "../ledger/day.ts";
import { eachDay, type Period } from "../ledger/period.ts";
import type { Reading, Wish } from "../kpis/formula.ts";
import { addedUp, readHistogram } from "../measures/histogram.server.ts";
import type { Measure, MeasureId } from "../measures/index.ts";
import { readDaily, readMeasures, type DailyCell } from "../measures/read.server.ts";
import { marketOf, marketSql } from "./markets.ts";
import { readWishes, type Asked, type Reader } from "./read.server.ts";

type Sums = Record<string, bigint>;

function addUp(
  cells: Iterable<readonly [region: string, sums: Readonly<Sums>]>,
): Map<string, Sums> {
  const found = new Map<string, Sums>();
  for (const [region, sums] of cells) {
    const market = marketOf(region);
    const sum = found.get(market) ?? {};
    for (const [id, value] of Object.entries(sums)) sum[id] = (sum[id] ?? 0n) + value;
    found.set(market, sum);
  }
  return found;
}

/**
 * Reads by market. @param span many periods are asked for, all within it: sums are read by day, once.
 */
export function marketReader(
  client: Client,
  shop: ShopContext,
  { asOf, span }: { asOf: Date; span?: Period },
): Reader {
  const daily = new Map<string, Map<Day, DailyCell[]>>();
  async function byDay(measures: readonly Measure[], within: Period, days: Period) {
    const unread = measures.filter(({ id }) => !daily.has(id));
    if (unread.length > 0) {
      const ids = unread.map(({ id }) => id as MeasureId);
      const asked = { ids, period: within, dimension: "region", asOf } as const;
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
    key: marketSql("o.region"),
    async sums(measures, days) {
      const stored = span ? measures.filter(({ source }) => source.scan.stored) : [];
      const others = measures.filter((measure) => !stored.includes(measure));
      const ids = others.map(({ id }) => id as MeasureId);
      const asked = { ids, period: days, dimension: "region", asOf } as const;
      return addUp([
        ...(span ? await byDay(stored, span, days) : []),
        ...(ids.length > 0 ? await readMeasures(client, shop, asked) : []),
      ]);
    },
    async histograms({ id }, days) {
      const found = await readHistogram(client, shop, {
        ...{ id: id as MeasureId, period: days, dimension: "region" },
      });
      const groups = Map.groupBy(found, ([region]) => marketOf(region));
      return new Map(
        [...groups].map(([market, some]) => [market, addedUp(some.map(([, each]) => each))]),
      );
    },
  };
}

function storedOf(wish: Wish): Wish[] {
  if ("query" in wish || wish.isAside) return [];
  return [{ ...wish, measures: wish.measures.filter(({ source }) => source.scan.stored) }];
}

/** Everything the wishes name, of one market over many periods. */
export async function readMarketWishes(
  client: Client,
  shop: ShopContext,
  {
    wishes = [],
    plain = [],
    market,
    asOf,
    today,
  }: {
    wishes?: readonly Wish[];
    /** Of which only what is stored by day, and values need, is read; the rest is left at 0. */
    plain?: readonly Wish[];
    market: string;
  } & Asked,
): Promise<Reading> {
  const asked = [...wishes, ...plain.flatMap(storedOf)];
  const days = asked.map((wish) => wish.days);
  const from = days.map((each) => each.from).sort()[0];
  const to = days
    .map((each) => each.to)
    .sort()
    .at(-1);
  const span = from && to ? { span: { from, to } } : {};
  const reader = marketReader(client, shop, { asOf, ...span });
  const readings = await readWishes(client, shop, {
    ...{ reader, wishes: asked, unread: plain, today, keys: [market] },
  });
  return readings.get(market)!;
}
