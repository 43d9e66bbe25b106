// SQL of the Marketing panel. $1 shop, $2 first day, $3 day after the last.
import { ordersByTouch, type Contribution } from "../kpis/queries/marketing.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { SpendPlatform } from "../ledger/marketing-facts.ts";
import type { TouchRule } from "./marketing.ts";

export type Brought = {
  rule: TouchRule;
  channel: MarketingChannel;
  /** Lower case; "" where the touch names none. */
  campaign: string;
  units: bigint;
  orders: bigint;
  firsts: bigint;
  net: bigint;
  contribution: bigint;
  costed: bigint;
  netSquares: number;
  contributionSquares: number;
};

/**
 * Orders under every rule: each order once under each, so the rules are never added. How a buyer says to
 * have heard of the shop is the first touch where nothing else tells of one.
 */
export const broughtSql = (contribution: Contribution) => `
with placed as materialized (${ordersByTouch("true", contribution)}),
said as (
  select distinct on (order_ref) order_ref, text as channel from answer
  where shop_id = $1 and answer_day >= $2 and question = 'heard-about' and text is not null
  order by order_ref, answered_at)
select rule, channel, campaign, count(*) as units, sum(sold)::int8 as orders,
  count(*) filter (where is_first and sold = 1) as firsts,
  sum(net)::int8 as net, sum(contribution)::int8 as contribution, sum(costed)::int8 as costed,
  sum(net::float8 ^ 2) as "netSquares", sum(contribution::float8 ^ 2) as "contributionSquares"
from (
  select 'last' as rule, via as channel, lower(trim(coalesce(last_campaign, ''))) as campaign,
    sold, is_first, net, contribution, costed from placed
  union all
  select 'first', case when first_channel = 'unknown' then coalesce(said.channel, 'unknown')
      else first_channel end, lower(trim(coalesce(first_campaign, ''))),
    sold, is_first, net, contribution, costed
  from placed left join said on said.order_ref = placed.id
  union all
  select 'said', coalesce(said.channel, 'unknown'), '', sold, is_first, net, contribution, costed
  from placed left join said on said.order_ref = placed.id
) ruled
group by rule, channel, campaign`;

export type Spent = {
  platform: SpendPlatform;
  channel: MarketingChannel;
  campaign: string;
  /** As told last, and every one it had in the year before or since, lower case. */
  name: string;
  names: string[];
  amount: bigint;
};

export const spentSql = `
with named as (
  select platform, campaign, (array_agg(name order by told_at desc, day desc))[1] as name,
    array_agg(distinct lower(trim(name))) as names
  from spend where shop_id = $1 and day >= $2::date - 365 group by platform, campaign)
select platform, channel, campaign, named.name, names, sum(amount)::int8 as amount
from spend s join named using (platform, campaign)
where s.shop_id = $1 and s.day >= $2 and s.day < $3 and s.amount is not null
group by platform, channel, campaign, named.name, names`;

/** The dearest seven days of each channel in the year before $2. */
export const rangeSql = `
select channel, max(week)::int8 as week from (
  select channel, sum(amount) over (partition by channel order by day
    range between interval '6 days' preceding and current row) as week
  from (
    select channel, day, sum(amount) as amount from spend
    where shop_id = $1 and day >= $2::date - 365 and day < $2::date and amount is not null
    group by channel, day) days) weeks
group by channel`;
