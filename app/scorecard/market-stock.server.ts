// Units in stock by market: each location lies in one, by the rule that orders are assigned by.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { halfEven } from "../ledger/half-even.ts";
import { formatMinor } from "../ledger/money.ts";
import { isNamed } from "../ledger/writers/put-orders.server.ts";
import { units as soldUnits } from "../measures/index.ts";
import type { When } from "../kpis/formula.ts";
import { addDays } from "../ledger/day.ts";
import { periodDays } from "../ledger/period.ts";
import { marketReader } from "./market-reader.server.ts";
import { coverDays } from "./market-supply.ts";
import { otherMarket, type MarketStock } from "./markets.ts";

/** $2 the instant: unit costs valid then. Levels of items that are not tracked are left out. */
const stockSql = `
  with place as (
    select told.id, coalesce((select p.region from region_place p where ${isNamed}
      order by p.rank limit 1), '${otherMarket}') as market
    from location told where told.shop_id = $1),
  level as (
    select coalesce(p.market, '${otherMarket}') as market, greatest(coalesce(s.on_hand, s.available), 0) as units,
      coalesce((select c.amount from unit_cost c where c.shop_id = $1
          and c.item = 'inventory:' || s.inventory_item_id and c.valid_from <= $2
          order by c.valid_from desc limit 1),
        (select c.amount from unit_cost c where c.shop_id = $1 and c.item = 'sku:' || i.sku
          and c.valid_from <= $2 order by c.valid_from desc limit 1)) as cost
    from stock_level s
    left join inventory_item i on i.shop_id = $1 and i.id = s.inventory_item_id
    left join place p on p.id = s.location_id
    where s.shop_id = $1 and s.active and coalesce(i.tracked, true)
      and coalesce(s.on_hand, s.available) is not null)
  select market, sum(units)::bigint as units,
    coalesce(sum(units) filter (where cost is not null), 0)::bigint as known,
    ${halfEven("coalesce(sum(units * cost), 0)")} as value
  from level group by rollup (market)`;

/** Units bought in the days of the period that have begun, by market; of all of the shop under null. */
async function readSold(
  client: Client,
  shop: ShopContext,
  { period, asOf, today, historyFrom }: When,
) {
  const tomorrow = addDays(today, 1);
  const from = historyFrom !== null && historyFrom > period.from ? historyFrom : period.from;
  const to = period.to < tomorrow ? period.to : tomorrow;
  if (from >= to) return { days: 0, sold: new Map<string | null, number>() };
  const days = { from, to };
  const sums = await marketReader(client, shop, { asOf }).sums([soldUnits], days);
  const sold = new Map<string | null, number>(
    [...sums].map(([market, sum]) => [market, Number(sum[soldUnits.id] ?? 0n)]),
  );
  sold.set(
    null,
    [...sold.values()].reduce((all, some) => all + some, 0),
  );
  return { days: periodDays(days), sold };
}

/** Of these markets, and of all of the shop under null. Null while no level is told. */
export async function readMarketStock(
  client: Client,
  shop: ShopContext,
  { when, markets }: { when: When; markets: readonly string[] },
): Promise<Map<string | null, MarketStock> | null> {
  const { rows } = await client.query<{
    market: string | null;
    units: bigint | null;
    known: bigint;
    value: bigint;
  }>(stockSql, [shop.id, when.asOf]);
  const told = new Map(
    rows.flatMap((row) => (row.units === null ? [] : [[row.market, row] as const])),
  );
  if (told.size === 0) return null;
  const { days, sold } = await readSold(client, shop, when);
  const none = { units: 0n, known: 0n, value: 0n };
  return new Map(
    [null, ...markets].map((market): [string | null, MarketStock] => {
      const { units, known, value } = told.get(market) ?? none;
      const stock = {
        units: Number(units),
        knownUnits: Number(known),
        value: formatMinor(BigInt(value), shop.currency),
        coverDays: coverDays(Number(units), { sold: sold.get(market) ?? 0, days }),
      };
      return [market, stock];
    }),
  );
}
