// Spend on orders: what advertising cost a single order, so that CM3 can be told of orders, products and
// customers.
//
// A day's spend of a channel belongs to the first day from then on on which the channel led to an order
// (last touch that is not direct), at most 30 days on: as far as Shopify looks back for what led to an
// order. There a campaign's spend is shared evenly by the orders that name the campaign, or where none
// does by all that its channel led to. Shares are the steps of a running sum in the order of ids, each
// rounded down, so that they add up to the spend exactly. What no order takes stays unattributed.

/** Days after it was spent until which money may meet an order. */
const waitDays = 30;

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

/**
 * SQL of one row, unattributed: what of the spend of [$2, $3) no order takes, or not yet; minor units.
 * $1 is the shop.
 */
export const unattributedSpend = `
with spent as materialized (
  select p.day, p.channel, sum(p.amount) as amount from spend p
  where p.shop_id = $1 and p.day >= $2 and p.day < $3 and p.amount is not null
  group by p.day, p.channel),
led as materialized (
  select distinct o.sale_day, ${via} as via from ${touched}
  where o.shop_id = $1 and o.counted and o.sale_day >= $2 and o.sale_day < $3::date + ${waitDays}
    and ${via} in (select channel from spent))
select coalesce(sum(amount), 0)::int8 as unattributed from spent s
where s.channel = 'unknown' or not exists (
  select from led l where l.via = s.channel
    and l.sale_day >= s.day and l.sale_day <= s.day + ${waitDays})`;
