// What KPIs say of each market, and of one.
import type { Client, Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { readRegions } from "../ledger/regions.server.ts";
import { missing, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { marketReader } from "./market-reader.server.ts";
import { marketsOf } from "./markets.ts";
import { readWishes } from "./read.server.ts";
import { outcomesOf, type Outcomes } from "./scorecard.server.ts";

/** The shop's markets; none while it has no regions of its own. */
export async function readMarkets(
  db: Db,
  shopId: bigint,
): Promise<{ markets: string[]; isRecounting: boolean }> {
  const { sets, isRecounting } = await readRegions(db, shopId);
  return { markets: marketsOf(sets.map(({ name }) => name)), isRecounting };
}

/** What it is told of something that is of the whole shop. */
export const notByMarket = "Is not told apart by market: choose all markets to see it";

/** What a KPI is when it is of the whole shop. */
const untold = missing("not-connected");

const isByMarket = ({ causes }: Kpi) => causes.includes("region");

/**
 * Outcomes of KPIs in each market, in the period and in the one compared with. A part of the whole: what the
 * whole counts, the part counts. Of KPIs that cannot be told apart there is no value.
 */
export async function marketOutcomes(
  client: Client,
  shop: ShopContext,
  asked: { kpis: readonly Kpi[]; when: When; against: Period; markets: readonly string[] },
): Promise<Map<string, Outcomes[]>> {
  const { kpis, when, against, markets } = asked;
  const then: When = { ...when, period: against };
  const whole = await outcomesOf(client, shop, { kpis, when, against });
  const told = kpis.filter(isByMarket);
  const readings = await readWishes(client, shop, {
    reader: marketReader(client, shop, { asOf: when.asOf }),
    wishes: told.flatMap(({ formula }) => [...formula.wishes(when), ...formula.wishes(then)]),
    today: when.today,
    keys: markets,
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
    ...asked
  }: { kpis: readonly Kpi[]; when: When; against: Period; market: string | null },
): Promise<Outcomes[]> {
  if (market === null) return outcomesOf(client, shop, asked);
  return (await marketOutcomes(client, shop, { ...asked, markets: [market] })).get(market)!;
}
