// What customers left within twelve months of their first order, beside what they cost to win, by the
// channel that led to that order: of customers won in the same days a year earlier, whose year is over.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import { formatMinor, divideHalfEven } from "../ledger/money.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { backOf, ruledOrders, ruledReturns, soldColumns } from "../measures/sources/order-cost.ts";
import { gapsOf, keepBlocks, readBlocks } from "./blocks.server.ts";
import type { WonChannel, WonCustomers } from "./marketing.ts";
import { via } from "./spend-shares.ts";

const yearDays = 365;

/**
 * By channel: customers whose first counted order lies in [$2, $3), and what their orders of a year left after
 * returns, known unit costs and costs by rule.
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
  select b.*, s.place, s.location, s.via
  from (${backOf("r.order_id = any(array(select id from sold))")}) b join sold s on s.id = b.order_id),
${ruledReturns},
left_over as (
  select via, sum(held) as held, bool_or(costed) as costed from (
    select via, net - coalesce(cost, 0) - coalesce(fee, 0) - coalesce(shipping, 0)
      - coalesce(packaging, 0) as held,
      coalesce(cost, 0) <> 0 as costed from ruled
    union all
    select via, -returned - coalesce(return_cost, 0), false from ruled_back) moved
  group by via)
select w.via as channel, w.customers, h.held::int8 as held, h.costed
from (select via, count(*)::int as customers from won group by via) w join left_over h using (via)`;

type Row = {
  channel: MarketingChannel;
  customers: number;
  held: bigint;
  /** A unit cost of theirs is known. */
  costed: boolean;
};
type Written = [channel: MarketingChannel, customers: number, held: string, costed: boolean][];

/** What is kept of a day's customers says what they held in this month: some send back late. */
const nameIn = (today: Day) =>
  `won ${today.slice(0, 7)} ${createHash("sha256").update(wonSql).digest("hex").slice(0, 12)}`;

const readWon = async (client: Client, shop: ShopContext, { from, to }: Period) =>
  (await client.query<Row>(wonSql, [shop.id, from, to])).rows;

const yearBefore = ({ from, to }: Period): Period => ({
  from: addDays(from, -yearDays),
  to: addDays(to, -yearDays),
});

/**
 * Keeps what customers held who were won a year before a period, by the day they were won on.
 * @returns how many days
 */
export function keepWon(
  db: Db,
  shop: ShopContext,
  { period, now }: { period: Period; now: () => Date },
): Promise<number> {
  const name = nameIn(dayIn(now(), shop.timeZone));
  return keepBlocks(db, shop, {
    ...{ name, period: yearBefore(period), now, blocks: "days" },
    async read(client, days) {
      const rows = await readWon(client, shop, days);
      const written: Written = rows.map(({ channel, customers, held, costed }) => [
        ...([channel, customers, held.toString(), costed] as const),
      ]);
      return { value: JSON.stringify(written) };
    },
  });
}

/** Those worth most for what they cost first, then by how many; and how many days were read from orders. */
export async function wonCustomers(
  client: Client,
  shop: ShopContext,
  { period, today }: { period: Period; today: Day },
): Promise<{ won: WonCustomers; freshDays: number }> {
  const days = yearBefore(period);
  const blocks = await readBlocks(client, shop, { name: nameIn(today), days });
  const gaps = gapsOf(days, blocks);
  const found = blocks.flatMap(({ value }) =>
    (JSON.parse(value) as Written).map(([channel, customers, held, costed]): Row => ({
      ...{ channel, customers, held: BigInt(held), costed },
    })),
  );
  for (const gap of gaps) found.push(...(await readWon(client, shop, gap)));
  const { rows: spent } = await client.query<{ channel: string; amount: bigint }>(
    `select channel, sum(amount)::int8 as amount from spend
     where shop_id = $1 and day >= $2 and day < $3 and amount is not null group by channel`,
    [shop.id, days.from, days.to],
  );
  const spend = new Map(spent.map(({ channel, amount }) => [channel, amount]));
  const rows = [...Map.groupBy(found, ({ channel }) => channel)].map(([channel, own]) => ({
    channel,
    customers: own.reduce((sum, { customers }) => sum + customers, 0),
    held: own.some(({ costed }) => costed) ? own.reduce((sum, { held }) => sum + held, 0n) : null,
    spend: spend.get(channel) ?? null,
  }));
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
  const freshDays = gaps.reduce((sum, gap) => sum + periodDays(gap), 0);
  return { won: { ...days, channels }, freshDays };
}
