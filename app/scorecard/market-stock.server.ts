// Units in stock by market: each location lies in one, by the rule that orders are assigned by.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { halfEven } from "../ledger/half-even.ts";
import { formatMinor } from "../ledger/money.ts";
import { isNamed } from "../ledger/writers/put-orders.server.ts";
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

/** By market; of all of the shop under null. Null while no level is told. */
export async function readMarketStock(
  client: Client,
  shop: ShopContext,
  asOf: Date,
): Promise<Map<string | null, MarketStock> | null> {
  const { rows } = await client.query<{
    market: string | null;
    units: bigint | null;
    known: bigint;
    value: bigint;
  }>(stockSql, [shop.id, asOf]);
  const told = rows.filter(({ units }) => units !== null);
  if (told.length === 0) return null;
  return new Map(
    told.map(({ market, units, known, value }) => [
      market,
      {
        units: Number(units),
        knownUnits: Number(known),
        value: formatMinor(BigInt(value), shop.currency),
      },
    ]),
  );
}
