// What customers left within twelve months of their first order, beside what they cost to win, by the
// channel that led to that order: of customers won in the same days a year earlier, whose year is over.
import type { Client } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import { formatMinor, divideHalfEven } from "../ledger/money.ts";
import type { Period } from "../ledger/period.ts";
import { backOf, ruledOrders, ruledReturns, soldColumns } from "../measures/sources/order-cost.ts";
import type { WonChannel, WonCustomers } from "./marketing.ts";
import { via } from "./spend-shares.ts";

const yearDays = 365;

/**
 * By channel: customers whose first counted order lies in [$2, $3) and its channel is known, what their
 * orders of a year left after returns, known unit costs and costs by rule, and what was spent in these days.
 */
const wonSql = `
with won as materialized (
  select o.customer_id, o.sale_day as day, ${via} as via
  from orders o left join order_touch t on t.shop_id = $1 and t.order_id = o.id
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted
    and o.customer_kind = 'new' and o.customer_id is not null),
sold as materialized (
  select ${soldColumns}, o.cost, w.via
  from won w join orders o on o.shop_id = $1 and o.customer_id = w.customer_id and o.counted
    and o.sale_day >= w.day and o.sale_day < w.day + ${yearDays}),
${ruledOrders},
back as materialized (
  select b.*, s.place, s.via
  from (${backOf("r.order_id = any(array(select id from sold))")}) b join sold s on s.id = b.order_id),
${ruledReturns},
held as (
  select via, sum(held) as held, bool_or(costed) as costed from (
    select via, net - coalesce(cost, 0) - coalesce(fee, 0) - coalesce(shipping, 0)
      - coalesce(packaging, 0) as held,
      coalesce(cost, 0) <> 0 as costed from ruled
    union all
    select via, -returned - coalesce(return_cost, 0), false from ruled_back) moved
  group by via),
spent as (
  select channel as via, sum(amount) as amount from spend
  where shop_id = $1 and day >= $2 and day < $3 and amount is not null group by channel)
select via as channel, w.customers, case when h.costed then h.held::int8 end as held, s.amount::int8 as spend
from (select via, count(*)::int as customers from won group by via) w
join held h using (via) left join spent s using (via)`;

type Row = {
  channel: MarketingChannel;
  customers: number;
  held: bigint | null;
  spend: bigint | null;
};

/** Those worth most for what they cost first, then by how many. */
export async function wonCustomers(
  client: Client,
  shop: ShopContext,
  period: Period,
): Promise<WonCustomers> {
  const days = { from: addDays(period.from, -yearDays), to: addDays(period.to, -yearDays) };
  const { rows } = await client.query<Row>(wonSql, [shop.id, days.from, days.to]);
  const channels = rows.map(({ channel, customers, held, spend }): WonChannel => {
    const each = (minor: bigint) =>
      formatMinor(divideHalfEven(minor, BigInt(customers)), shop.currency);
    return {
      ...{ channel, customers, value: held === null ? null : each(held) },
      cost: spend === null ? null : each(spend),
      // Credits that outweigh what was spent leave nothing to divide by.
      ratio: held !== null && spend !== null && spend > 0n ? Number(held) / Number(spend) : null,
    };
  });
  const rank = ({ ratio }: WonChannel) => ratio ?? -Infinity;
  channels.sort((a, b) => {
    if (a.ratio !== b.ratio) return rank(b) - rank(a);
    return b.customers - a.customers || (a.channel < b.channel ? -1 : 1);
  });
  return { ...days, channels };
}
