// The forecast of the command line: one row a SKU, all places together, up to any day.
import { itemAt, type ItemForecast } from "../analysis/forecast/columns.ts";
import { forecastItems } from "../analysis/forecast/forecast.ts";
import { inShop, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { countStockSpans, firstHeard } from "../ledger/stock/days.server.ts";
import type { SoldWeeks, StockedLevel } from "../ledger/stock/demand.server.ts";
import { forecastAside } from "./forecast-aside.server.ts";
import { horizonDays, readForForecast } from "./stock-refresh.server.ts";

export type ForecastRow = {
  sku: string;
  /** Units there, sold ones not yet sent included; null where nobody tells stock. */
  onHand: number | null;
  demandPerDay: number;
  /** 95 % of demand until the delivery after the next look; also the reorder point. */
  quantile95: number;
  reorderPoint: number;
  orderQuantity: number | null;
  status: ItemForecast["status"] | null;
};

export type ForecastAnswer = {
  horizonDays: number;
  method: string;
  backtest: {
    wape: number | null;
    bias: number | null;
    coverage95: number | null;
    naiveWape: number | null;
    averageWape: number | null;
    coverage80: number | null;
  };
  items: ForecastRow[];
};

/** Sold, and kept nowhere that anybody told: forecast without saying what to do. */
const untold = "untold:";

function onlySold(sold: readonly SoldWeeks[], levels: readonly StockedLevel[]): StockedLevel[] {
  const variants = new Set(levels.map(({ variantId }) => variantId));
  const skus = new Set(levels.map(({ sku }) => sku));
  const found = new Map<string, StockedLevel>();
  for (const { variantId, sku, title, firstDay } of sold) {
    if (variants.has(variantId ?? "") || (sku !== null && skus.has(sku))) continue;
    const name = sku || variantId || "";
    if (name === "") continue;
    const item = untold + name;
    const before = found.get(item);
    found.set(item, {
      ...{
        item,
        place: "",
        placeName: "",
        available: 0,
        onHand: 0,
        incoming: 0,
        title,
        vendor: "",
      },
      ...{ price: null, cost: null, variantId: sku ? null : variantId, sku: sku || null },
      knownFrom: before && before.knownFrom < firstDay ? before.knownFrom : firstDay,
    });
  }
  return [...found.values()];
}

/**
 * @param sku only this one; null for all
 * @param cut the first day that is not known; null: today
 * @returns items in the order of their SKUs; none when nothing was ever sold or stocked
 */
export async function forecast(
  db: Db,
  shop: ShopContext,
  { sku, cut, now }: { sku: string | null; cut: Day | null; now: Date },
): Promise<ForecastAnswer> {
  const today = dayIn(now, shop.timeZone);
  const upTo = cut ?? today;
  const read = await inShop(db, shop.id, async (client) => {
    await client.query("select set_config('work_mem', '128MB', true)");
    await countStockSpans(client, shop);
    const heard = await firstHeard(client, shop);
    const before = addDays(upTo, -1);
    // Stock that nobody knew by then is taken as it is now.
    const levelsOn = upTo >= today || heard === null || before < heard ? today : before;
    return readForForecast(client, shop, {
      ...{ cut: upTo, levelsOn, isByPlace: false, alsoSold: onlySold },
      ...(sku === null ? {} : { isWanted: (level: StockedLevel) => level.sku === sku }),
    });
  });
  const found = sku === null ? await forecastAside(read.items) : forecastItems(read.items);
  const { wape, bias, coverage95, naiveWape, averageWape, coverage80 } = found.report;
  const items = read.levels.map((level, at): ForecastRow => {
    const { demandPerDay, quantile95, reorderPoint, orderQuantity, status } = itemAt(
      found.items,
      at,
    );
    const isTold = !level.item.startsWith(untold);
    return {
      sku: level.sku ?? level.variantId ?? level.item,
      onHand: isTold ? level.onHand : null,
      ...{ demandPerDay, quantile95, reorderPoint },
      orderQuantity: isTold ? orderQuantity : null,
      status: isTold ? status : null,
    };
  });
  return {
    horizonDays: horizonDays(read.rules),
    method: found.policy,
    backtest: { wape, bias, coverage95, naiveWape, averageWape, coverage80 },
    items: items.sort((a, b) => (a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0)),
  };
}
