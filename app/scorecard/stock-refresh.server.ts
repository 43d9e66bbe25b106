// Brings what is derived from stock up to the facts: totals by day, days out, the forecast and what to do
// about each level. Reads in one transaction, forecasts outside of any, writes in another.
import { itemAt } from "../analysis/forecast/columns.ts";
import type { Forecast } from "../analysis/forecast/forecast.ts";
import { gatherItems, historyWeeks, type Known } from "../analysis/forecast/gather.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import { markDirty } from "../ledger/dirty.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import {
  countStockDays,
  countStockSpans,
  firstHeard,
  forgetStockDue,
  readStockDue,
} from "../ledger/stock/days.server.ts";
import {
  eachSoldWeeks,
  firstSaleDay,
  readLevels,
  readOutSpans,
  readSoldWeeks,
  type SoldWeeks,
  type StockedLevel,
} from "../ledger/stock/demand.server.ts";
import {
  countLeftOut,
  putForecasts,
  putOverstock,
  putRun,
  type StoredForecast,
} from "../ledger/stock/results.server.ts";
import { tellVersion } from "../ledger/tell-version.server.ts";
import { readStockRules, type StockRules } from "../ledger/stock/rules.server.ts";
import { forecastAside } from "./forecast-aside.server.ts";
import { readPast } from "./stock-past.server.ts";
import { LevelIndex, MatchedSales } from "./stock-match.ts";

export type Refreshed = { levels: number; changed: number; days: number; tookMs: number };

/** For whole-shop reads: in memory, by hashing, whatever the planner has not yet heard of. */
const roomForShop = `select set_config('work_mem', '128MB', true), set_config('cursor_tuple_fraction', '1', true),
  set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`;

/** @returns what changed; null where nobody tells stock */
export async function refreshStock(
  db: Db,
  shop: ShopContext,
  { now }: { now: Date },
): Promise<Refreshed | null> {
  const start = performance.now();
  const today = dayIn(now, shop.timeZone);
  const days = await inShop(db, shop.id, (client) => countDays(client, shop, today));
  if (days === null) return null;
  const read = await inShop(db, shop.id, async (client) => {
    await client.query(roomForShop);
    return readForForecast(client, shop, { cut: today, levelsOn: today, isByPlace: true });
  });
  const found = await forecastAside(read.items);
  return inShop(db, shop.id, async (client) => {
    await client.query(roomForShop);
    const changed = await putForecasts(client, shop, rowsOf(read, found));
    const overstock = { today, value: overstockOf(read, found) };
    if (await putOverstock(client, shop, overstock)) await markDirty(client, shop, [today]);
    if (changed > 0) await tellVersion(client, shop.id);
    const tookMs = Math.round(performance.now() - start);
    await putRun(client, shop, {
      ...{ ranAt: now, today, tookMs, method: found.policy },
      ...found.report,
      classes: found.classes,
      horizonDays: horizonDays(read.rules),
      ...(await countLeftOut(client, shop, today)),
      noCost: read.levels.filter(({ cost, onHand }) => cost === null && onHand > 0).length,
      replay: found.replay,
    });
    return { levels: read.levels.length, changed, days: days.length, tookMs };
  });
}

/** Days whose totals changed are counted again by whoever counts days; null where nobody tells stock. */
async function countDays(client: Client, shop: ShopContext, today: Day): Promise<Day[] | null> {
  if ((await firstHeard(client, shop)) === null) return null;
  await client.query(roomForShop);
  const due = await readStockDue(client, shop);
  const days = await countStockDays(client, shop, { since: due?.since ?? null, today });
  await countStockSpans(client, shop);
  if (due) await forgetStockDue(client, shop, due);
  await markDirty(client, shop, days);
  return days;
}

/** Lead and review of an item without a lead time of its own. */
export const horizonDays = ({ leadOf, review }: StockRules): number =>
  leadOf({ sku: null, vendor: "" }).days + review;

export type ReadForForecast = {
  levels: StockedLevel[];
  rules: StockRules;
  items: ReturnType<typeof gatherItems>;
};

type Reading = {
  /** The day after the last that counts, and the day at whose end levels held. */
  cut: Day;
  levelsOn: Day;
  isByPlace: boolean;
  /** What else is forecast: things sold that nobody stocks. Default none. */
  alsoSold?: (sold: readonly SoldWeeks[], levels: readonly StockedLevel[]) => StockedLevel[];
  /** Levels that are forecast. Default all. */
  isWanted?: (level: StockedLevel) => boolean;
};

export async function readForForecast(
  client: Client,
  shop: ShopContext,
  { cut, levelsOn, isByPlace, alsoSold, isWanted }: Reading,
): Promise<ReadForForecast> {
  const rules = await readStockRules(client, shop);
  // Who told stock and never sold anything sells nothing since then.
  const historyFrom = (await firstSaleDay(client, shop)) ?? (await firstHeard(client, shop)) ?? cut;
  const from = addDays(cut, -7 * historyWeeks);
  const told = await readLevels(client, shop, levelsOn);
  const places = isByPlace ? told : pooled(told);
  const wanted = { from, to: cut, isByPlace };
  const all = alsoSold ? await readSoldWeeks(client, shop, wanted) : [];
  const levels = [...places, ...(alsoSold?.(all, places) ?? [])].filter(isWanted ?? (() => true));
  const index = new LevelIndex(levels);
  const sold = new MatchedSales(levels, index);
  for (const row of all) sold.add(row);
  if (!alsoSold) {
    for await (const rows of eachSoldWeeks(client, shop, wanted)) {
      for (const row of rows) sold.add(row);
    }
  }
  const outs = await readOutSpans(client, shop, { from, to: cut, isByPlace });
  const known = levels.map((level): Known => {
    const { available, incoming, knownFrom, price, cost } = level;
    const leadDays = rules.leadOf(level).days;
    return {
      available,
      incoming,
      knownFrom,
      price: price === null ? null : Number(price),
      cost,
      leadDays,
    };
  });
  const items = gatherItems({
    ...{ known, cut, historyFrom, reviewDays: rules.review, coverDays: rules.cover },
    sold,
    outs: outs.flatMap(({ item, place, from, to }) => {
      const at = index.find(item, place);
      return at < 0 ? [] : [{ at, from, to }];
    }),
  });
  if (isByPlace) items.past = await readPast(client, shop, { cut, sold, index });
  sold.free();
  return { levels, rules, items };
}

/** One level an item, all its places together. */
function pooled(levels: readonly StockedLevel[]): StockedLevel[] {
  const byItem = Map.groupBy(levels, ({ item }) => item);
  return [...byItem.values()].map((places) => {
    const sum = (of: (level: StockedLevel) => number) =>
      places.reduce((all, level) => all + of(level), 0);
    return {
      ...places[0]!,
      ...{ place: "", placeName: "" },
      available: sum(({ available }) => available),
      onHand: sum(({ onHand }) => onHand),
      incoming: sum(({ incoming }) => incoming),
      knownFrom: places.map(({ knownFrom }) => knownFrom).sort()[0]!,
    };
  });
}

/** One at a time: a large catalogue's are written as they are made. */
function* rowsOf(
  { levels, rules }: ReadForForecast,
  { items }: Forecast,
): Iterable<StoredForecast> {
  for (const [at, level] of levels.entries()) {
    const { item, place, placeName, sku, title, vendor, available, incoming } = level;
    const found = itemAt(items, at);
    const lead = rules.leadOf(level);
    yield {
      ...{ item, place, placeName, title, vendor, available, incoming },
      sku: sku ?? "",
      leadDays: lead.days,
      leadRule: lead.rule,
      method: found.method,
      demandPerDay: found.demandPerDay,
      quantile95: found.quantile95,
      orderUpTo: found.orderUpTo,
      orderQuantity: found.orderQuantity,
      status: found.status,
      atStake: found.atStake === null ? null : BigInt(found.atStake),
    };
  }
}

/** At cost; what has no known cost is not in it. */
function overstockOf({ levels }: ReadForForecast, { items }: Forecast): bigint {
  const value = levels.reduce(
    (sum, { available, cost }, at) =>
      sum + Math.max(0, available - items.orderUpTo[at]!) * (cost ?? 0),
    0,
  );
  return BigInt(Math.round(value));
}
