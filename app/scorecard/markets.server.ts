// What KPIs say of each market, and of one.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import { readRegions } from "../ledger/regions.server.ts";
import { missing, type When, type Wish } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { kpiById, kpis } from "../kpis/index.ts";
import type { Compared } from "./chosen-period.ts";
import { endsOf } from "./ends.server.ts";
import { finishedOf, finishedWishes } from "./finished.ts";
import type { MayBeStale } from "./kept-places.server.ts";
import { marketReader } from "./market-reader.server.ts";
import { readMarketStock } from "./market-stock.server.ts";
import { costToServe } from "./market-supply.ts";
import {
  chosenMarket,
  isByMarket,
  marketKpis,
  marketsOf,
  partOf,
  type MarketColumn,
  type Markets,
} from "./markets.ts";
import { readWishes } from "./read.server.ts";
import {
  cardOfRows,
  outcomesOf,
  rowsOf,
  whenOf,
  type HeadedShop,
  type Outcomes,
  type OutcomesQuestion,
  type RowsGiven,
} from "./scorecard.server.ts";
import { resolvedTargets } from "./targets.server.ts";
import type { Scorecard, ScorecardKpi } from "./types.ts";
import { isNeeded } from "./whole.server.ts";

/** The shop's markets; none while it has no regions of its own. */
export async function readMarkets(
  db: Db,
  shopId: bigint,
): Promise<{ markets: string[]; isRecounting: boolean }> {
  const { sets, isRecounting } = await readRegions(db, shopId);
  return { markets: marketsOf(sets.map(({ name }) => name)), isRecounting };
}

/** The market of `?market=`; null: all of the shop. Nothing is read where none is asked for. */
export async function askedMarket(
  db: Db,
  shopId: bigint,
  search: URLSearchParams,
): Promise<string | null> {
  if (!search.get("market")) return null;
  return chosenMarket(search, (await readMarkets(db, shopId)).markets);
}

/** Said of what is of the whole shop. */
const notByMarket = "Is not told apart by market: choose all markets to see it";

type HowRead = Pick<OutcomesQuestion, "valuesOnly"> & { mayBeStale?: MayBeStale | undefined };

const isOfDays = (wish: Wish) => isNeeded(wish) && !("query" in wish);

/** What a KPI is when it is of the whole shop. */
export const untold = missing("not-connected");

/**
 * Outcomes of KPIs in each market, in the period and in the one compared with. A part of the whole: what the
 * whole counts, the part counts. Of KPIs that cannot be told apart there is no value.
 */
export async function marketOutcomes(
  client: Client,
  shop: ShopContext,
  asked: {
    kpis: readonly Kpi[];
    when: When;
    against: Period;
    compared?: Compared | undefined;
    markets: readonly string[];
    /** Of all of the shop, where they are known. Default they are read. */
    known?: readonly Outcomes[];
  } & HowRead,
): Promise<Map<string, Outcomes[]>> {
  const { kpis, when, against, compared, markets, known, valuesOnly, mayBeStale } = asked;
  if (markets.length === 0) return new Map();
  const then: When = { ...when, period: against };
  const whole = known ?? (await outcomesOf(client, shop, { kpis, when, against, valuesOnly }));
  const told = kpis.filter(isByMarket);
  const { asOf, today } = when;
  const wishes = told.flatMap(({ formula }) => [...formula.wishes(when), ...formula.wishes(then)]);
  const finished = finishedWishes(told, when, compared);
  const [wanted, unread] = valuesOnly
    ? [wishes.filter(isNeeded), wishes.filter((wish) => !isNeeded(wish))]
    : [wishes, []];
  const readings = await readWishes(client, shop, {
    reader: marketReader(client, shop, { asOf }),
    wishes: [...wanted, ...finished.filter(isOfDays)],
    unread: [...unread, ...finished.filter((wish) => !isOfDays(wish))],
    ...{ today, mayBeStale, keys: markets },
  });
  return new Map(
    markets.map((market) => {
      const reading = readings.get(market)!;
      const outcomes = whole.map(({ kpi, now, staleSince }): Outcomes => {
        if (!isByMarket(kpi)) return { kpi, now: untold, before: untold, staleSince };
        const { formula } = kpi;
        return {
          kpi,
          now: formula.evaluate(reading, when, { like: now, isPart: true }),
          before: formula.evaluate(reading, then, { like: now }),
          finished: finishedOf(kpi, reading, { when, now, compared }),
          staleSince: null,
        };
      });
      return [market, outcomes];
    }),
  );
}

/** `marketOutcomes` of one market; of all of the shop where it is null. */
export async function outcomesIn(
  client: Client,
  shop: ShopContext,
  {
    market,
    mayBeStale,
    ...asked
  }: {
    kpis: readonly Kpi[];
    when: When;
    against: Period;
    compared?: Compared | undefined;
    market: string | null;
  } & HowRead,
): Promise<Outcomes[]> {
  if (market === null) return outcomesOf(client, shop, asked);
  const markets = [market];
  return (await marketOutcomes(client, shop, { ...asked, mayBeStale, markets })).get(market)!;
}

/** Rows of one market as the scorecard shows them, held against its own targets. */
export function marketRows(
  shop: ShopContext,
  given: Omit<RowsGiven, "part"> & { market: string | null },
): ScorecardKpi[] {
  const { market, outcomes } = given;
  const rows = rowsOf(shop, { ...given, part: partOf(market) });
  return rows.map((row, at) =>
    market === null || isByMarket(outcomes[at]!.kpi)
      ? row
      : { ...row, beside: { needs: notByMarket } },
  );
}

export type MarketsQuestion = {
  period: Period;
  against: Period;
  /** What changes of totals are told of. Default both periods as they are. */
  compared?: Compared | undefined;
  asOf: Date;
  /** The day after the period's last one when it is over. Default the period's own. */
  wholeTo?: Day;
};

export type MarketQuestion = MarketsQuestion & { market: string };

/** The scorecard of one market, and what it is made of. The caller binds the client to the shop. */
export async function marketCardIn(
  client: Client,
  shop: HeadedShop,
  { period, against, compared, asOf, market, wholeTo }: MarketQuestion,
) {
  const when = await whenOf(client, shop, { period, asOf });
  const outcomes = await outcomesIn(client, shop, { kpis, when, against, compared, market });
  const whole = { from: period.from, to: wholeTo ?? period.to };
  const targets = await resolvedTargets(client, shop, {
    ...{ kpis, by: "region" },
    when: { ...when, period: whole },
  });
  const ends = await endsOf(client, shop, { outcomes, when, targets, wholeTo, market });
  const rows = marketRows(shop, { outcomes, when, targets, market, ends });
  return { card: cardOfRows(shop, { rows, period }), outcomes, when, targets, whole };
}

/** The scorecard of one market. */
export function marketCard(db: Db, shop: HeadedShop, asked: MarketQuestion): Promise<Scorecard> {
  return inShop(db, shop.id, async (client) => (await marketCardIn(client, shop, asked)).card);
}

/** What stands side by side, of all of the shop and of each of its markets; Σ markets is the whole. */
export async function markets(
  db: Db,
  shop: ShopContext,
  { period, against, compared, asOf, wholeTo }: MarketsQuestion,
): Promise<Markets> {
  const { markets: keys, isRecounting } = await readMarkets(db, shop.id);
  const shown = marketKpis.flatMap((id) => kpiById(id) ?? []);
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const asked = { kpis: shown, when, against, compared };
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: shown, by: "region" },
      when: { ...when, period: { from: period.from, to: wholeTo ?? period.to } },
    });
    const whole = await outcomesOf(client, shop, asked);
    const each = await marketOutcomes(client, shop, { ...asked, markets: keys, known: whole });
    const stock = await readMarketStock(client, shop, { when, markets: keys });
    const columnOf = async (market: string | null, outcomes: readonly Outcomes[]) => {
      const ends = await endsOf(client, shop, { outcomes, when, targets, wholeTo, market });
      const rows = marketRows(shop, { outcomes, when, targets, market, ends });
      const margin = rows.find(({ id }) => id === "contribution-margin");
      return {
        market,
        kpis: rows,
        stock: stock?.get(market) ?? null,
        serve: margin ? costToServe(margin, shop.currency) : null,
      };
    };
    const columns: MarketColumn[] = [await columnOf(null, whole)];
    for (const [market, outcomes] of each) columns.push(await columnOf(market, outcomes));
    return { columns, isRecounting };
  });
}
