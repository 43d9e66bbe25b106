// SQL of what orders brought by what led to them (brought-days.ts), of the days from $2 to before $3; $1 shop.
import { backOf, ruledOrders, ruledReturns, soldColumns } from "../measures/sources/order-cost.ts";
import { via } from "./spend-shares.ts";

/** Orders sold or sent back in these days, each with all that it moved before too. */
const sold = `
gone as materialized (
  select distinct order_id from refund where shop_id = $1 and refund_day >= $2 and refund_day < $3),
sold as materialized (
  select ${soldColumns}, o.channel, o.cost, o.known_net, o.customer_kind = 'new' as is_first
  from orders o
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted
  union all
  select ${soldColumns}, o.channel, o.cost, o.known_net, o.customer_kind = 'new'
  from orders o
  where o.shop_id = $1 and o.id = any(array(select order_id from gone)) and o.counted
    and not (o.sale_day >= $2 and o.sale_day < $3))`;

/** Refunds of these orders up to these days. */
const ofThese = "r.order_id = any(array(select id from sold)) and r.refund_day < $3";

const costs = `
${ruledOrders},
back as materialized (
  select r.*, s.place, s.location from (${backOf(ofThese)}) r join sold s on s.id = r.order_id),
${ruledReturns},
costed as (
  select id, sale_day as day, coalesce(fee, 0) + coalesce(shipping, 0) + coalesce(packaging, 0) as cost
  from ruled
  union all
  select order_id, refund_day, coalesce(return_cost, 0) from ruled_back)`;

const rows = (byRules: boolean) => `
with ${sold}${byRules ? `, ${costs}` : ""},
moved as materialized (
  select id, day, sum(net)::int8 as net, (sum(net) - sum(cost))::int8 as cm1,
    (sum(net) - sum(cost) - sum(ruled))::int8 as cm2, sum(costed)::int8 as costed, max(sold) as sold
  from (
    select id, sale_day as day, net, cost, 0 as ruled, known_net as costed, 1 as sold from sold
    union all
    select r.order_id, r.refund_day, -r.amount, 0, 0, -r.known_amount, 0
    from refund r where r.shop_id = $1 and ${ofThese}
    ${byRules ? "union all select id, day, 0, 0, cost, 0, 0 from costed" : ""}
  ) each
  where day < $3
  group by id, day),
own as materialized (
  select id, sum(net)::int8 as net, sum(cm1)::int8 as cm1, sum(cm2)::int8 as cm2,
    sum(costed)::int8 as costed, max(sold) as sold
  from moved where day >= $2 group by id),
heard as (
  select distinct on (order_ref) order_ref, text as channel from answer
  where shop_id = $1 and order_ref = any(array(select id from own)) and question = 'heard-about'
    and text is not null
  order by order_ref, answered_at),
touch as (
  select order_id, first_channel, last_channel, lower(trim(coalesce(first_campaign, ''))) as first_campaign,
    lower(trim(coalesce(last_campaign, ''))) as last_campaign
  from order_touch where shop_id = $1 and order_id = any(array(select id from own))),
attributed as materialized (
  select w.*, o.is_first, ${via} as via, coalesce(t.last_campaign, '') as via_campaign,
    coalesce(t.first_channel, case when o.channel = 'pos' then 'pos' else 'unknown' end) as first_channel,
    coalesce(t.first_campaign, '') as first_campaign, coalesce(h.channel, 'unknown') as said
  from own w join sold o using (id) left join touch t on t.order_id = w.id
  left join heard h on h.order_ref = w.id),
ruling as (
  select 'last' as rule, via as channel, via_campaign as campaign, p.* from attributed p
  union all
  select 'first', case when first_channel = 'unknown' then said else first_channel end,
    first_campaign, p.* from attributed p
  union all
  select 'said', said, '', p.* from attributed p),
echo as (
  select b.*, b.day = max(b.day) over (partition by b.id) as is_latest
  from moved b where b.day < $2 and b.id in (select id from own))
select rule, channel, campaign, null::date as day, count(*) as units, sum(sold)::int8 as orders,
  count(*) filter (where is_first and sold = 1) as firsts, sum(net)::int8 as net, sum(cm1)::int8 as cm1,
  sum(cm2)::int8 as cm2, sum(costed)::int8 as costed, sum(net::numeric * net)::text as "netSquares",
  sum(cm1::numeric * cm1)::text as "cm1Squares", sum(cm2::numeric * cm2)::text as "cm2Squares"
from ruling group by rule, channel, campaign
union all
select r.rule, r.channel, r.campaign, e.day, count(*) filter (where e.is_latest), 0, 0, 0, 0, 0, 0,
  sum(r.net::numeric * e.net)::text, sum(r.cm1::numeric * e.cm1)::text, sum(r.cm2::numeric * e.cm2)::text
from ruling r join echo e using (id) group by r.rule, r.channel, r.campaign, e.day
union all
select 'led', p.via, '', s.sale_day, 0, 0, 0, 0, 0, 0, 0, '0', '0', '0'
from attributed p join sold s using (id) where p.sold = 1 group by p.via, s.sale_day`;

/** Of a shop that has told cost rules; of any other CM2 is CM1. */
export const broughtByRules = rows(true);
export const broughtPlain = rows(false);
