// SQL of the Marketing panel. $1 shop, $2 first day, $3 day after the last.
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { SpendPlatform } from "../ledger/marketing-facts.ts";

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
