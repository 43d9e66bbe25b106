// Spend on orders: what advertising cost a single order, so that CM3 can be told of orders, products and
// customers.
//
// A day's spend of a channel belongs to the first day from then on on which the channel led to an order
// (last touch that is not direct), at most 30 days on: as far as Shopify looks back for what led to an
// order. There a campaign's spend is shared evenly by the orders that name the campaign, or where none
// does by all that its channel led to. Shares are the steps of a running sum in the order of ids, each
// rounded down, so that they add up to the spend exactly. What no order takes stays unattributed.

import { addDays, type Day } from "../ledger/day.ts";

/** Days after it was spent until which money may meet an order. */
export const waitDays = 30;

/** The channel of an order `o` with its touch `t`; nothing is spent on those of unknown channel. */
export const via =
  "coalesce(t.last_channel, case when o.channel = 'pos' then 'pos' else 'unknown' end)";
const touched = `orders o left join order_touch t on t.shop_id = $1 and t.order_id = o.id`;

/**
 * CTEs after `sold` (id, sale_day: counted orders), ending in `spent_on`: order_id, led (its channel is
 * known) and spend, minor units, of each of them. $1 is the shop. Reads all orders of the days on which
 * these were sold, and as many days before as nothing was sold by their channels.
 */
export const spentOn = `
  wanted as materialized (
    select s.id, s.sale_day, ${via} as via from sold s
    join ${touched} on o.shop_id = $1 and o.id = s.id),
  led as materialized (
    select distinct w.sale_day, w.via from wanted w
    where w.via <> 'unknown' and exists (
      select from spend p where p.shop_id = $1 and p.channel = w.via and p.amount <> 0
        and p.day <= w.sale_day and p.day >= w.sale_day - ${waitDays})),
  since as materialized (
    select l.*, coalesce((
      select o.sale_day from ${touched}
      where o.shop_id = $1 and o.counted and ${via} = l.via
        and o.sale_day < l.sale_day and o.sale_day >= l.sale_day - ${waitDays}
      order by o.sale_day desc limit 1), l.sale_day - ${waitDays + 1}) as before
    from led l),
  pool as materialized (
    select s.sale_day, s.via, p.platform, p.campaign, sum(p.amount) as amount
    from since s join spend p on p.shop_id = $1 and p.channel = s.via
      and p.day > s.before and p.day <= s.sale_day and p.amount is not null
    group by s.sale_day, s.via, p.platform, p.campaign),
  names as materialized (
    select distinct p.platform, p.campaign, lower(trim(p.name)) as name from spend p
    where p.shop_id = $1 and (p.platform, p.campaign) in (select platform, campaign from pool)
    union
    select platform, campaign, lower(regexp_replace(campaign, '^id:', '')) from pool),
  mates as materialized (
    select o.id, o.sale_day, ${via} as via, lower(trim(coalesce(t.last_campaign, ''))) as campaign
    from ${touched}
    where o.shop_id = $1 and o.counted and o.sale_day = any(array(select sale_day from led))
      and (o.sale_day, ${via}) in (select sale_day, via from led)),
  named as materialized (
    select p.*, m.id from pool p
    join names n using (platform, campaign)
    join mates m on m.sale_day = p.sale_day and m.via = p.via and m.campaign = n.name),
  unnamed as (
    select sale_day, via, sum(amount) as amount from pool
    where (sale_day, via, platform, campaign) not in (
      select sale_day, via, platform, campaign from named)
    group by sale_day, via),
  placed_spend as (
    select id, amount,
      row_number() over (partition by sale_day, via, platform, campaign order by id collate "C") as place,
      count(*) over (partition by sale_day, via, platform, campaign) as among
    from named
    union all
    select m.id, u.amount,
      row_number() over (partition by sale_day, via order by m.id collate "C"),
      count(*) over (partition by sale_day, via)
    from unnamed u join mates m using (sale_day, via)),
  spent_on as materialized (
    select w.id as order_id, w.via <> 'unknown' as led,
      coalesce(sum(div(p.amount * p.place, p.among) - div(p.amount * (p.place - 1), p.among)), 0)::bigint
        as spend
    from wanted w left join placed_spend p on p.id = w.id group by w.id, w.via)`;

/** Spend of a channel on a day; minor units. */
export type SpentDay = { day: Day; channel: string; amount: bigint };

/** Rows of SpentDay of [$2, $3). $1 is the shop. */
export const spentByDay = `
select day, channel, sum(amount)::int8 as amount from spend
where shop_id = $1 and day >= $2 and day < $3 and amount is not null group by day, channel`;

/**
 * What of some days' spend no order takes, or not yet.
 * @param led days on which channels led to counted orders, from the first of these days on until `waitDays`
 * after the last
 */
export function unattributedOf(
  spent: readonly SpentDay[],
  led: readonly { channel: string; day: Day }[],
): bigint {
  const byChannel = Map.groupBy(led, ({ channel }) => channel);
  return spent
    .filter(({ day, channel }) => {
      const last = addDays(day, waitDays);
      const own = channel === "unknown" ? [] : (byChannel.get(channel) ?? []);
      return !own.some((each) => each.day >= day && each.day <= last);
    })
    .reduce((sum, { amount }) => sum + amount, 0n);
}
