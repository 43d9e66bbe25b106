// What advertising cost, and what the orders it led to brought: spend changes by a file now and then and
// is small, so it is asked for where it is shown and no day's recompute carries it.
import type { PeriodQuery } from "../query.ts";
import {
  backOf,
  placeColumns,
  ruledOrders,
  ruledReturns,
  soldColumns,
} from "../../measures/sources/order-cost.ts";

/** Columns: amount (minor units), days (with any row), rows. Money that waits for a rate is not in. */
export const spendOfPeriod: PeriodQuery = {
  name: "spend-of-period",
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: () => `
select 'all' as key, coalesce(sum(amount), 0)::int8 as amount, count(distinct day)::int8 as days,
  count(*)::int8 as rows
from spend where shop_id = $1 and day >= $2 and day < $3 and amount is not null`,
};

/** What contribution is: CM1, net sales less unit costs, or CM2, less what orders cost by rules too. */
export type Contribution = "cm1" | "cm2";

/** CTEs of what orders of the period cost by rules: `ruled` and `ruled_back`. */
const costs = (condition: string) => `
sold as (
  select ${soldColumns} from orders o
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted and ${condition}),
${ruledOrders},
back as materialized (
  select r.*, ${placeColumns}
  from (${backOf(`r.refund_day >= $2 and r.refund_day < $3 and ${condition}`)}) r
  join orders o on o.shop_id = $1 and o.id = r.order_id and o.counted),
${ruledReturns}`;

/** What rules make orders cost, as rows of what moved: none of it is sales. */
const costRows = `
    union all
    select r.id, o.channel, 0, coalesce(r.fee, 0) + coalesce(r.shipping, 0) + coalesce(r.packaging, 0),
      0, 0, false
    from ruled r join orders o on o.shop_id = $1 and o.id = r.id
    union all
    select b.order_id, o.channel, 0, coalesce(b.return_cost, 0), 0, 0, false
    from ruled_back b join orders o on o.shop_id = $1 and o.id = b.order_id`;

/**
 * SQL of the period's orders, each with what it was worth on sale and refund days of the period, its
 * touches and `via`, its last touch that is not direct. POS orders need no touch. Nothing is looked for
 * where `condition`, SQL over no row, is false.
 */
export const ordersByTouch = (condition: string, contribution: Contribution) => `
${contribution === "cm2" ? `with ${costs(condition)}` : ""}
select w.*, coalesce(t.first_channel, w.otherwise) as first_channel,
  coalesce(t.last_channel, w.otherwise) as via, t.first_campaign, t.last_campaign
from (
  select id, case when channel = 'pos' then 'pos' else 'unknown' end as otherwise,
    sum(net)::int8 as net, (sum(net) - sum(cost))::int8 as contribution, sum(costed)::int8 as costed,
    max(sold)::int8 as sold, bool_or(is_first) as is_first
  from (
    select o.id, o.channel, o.gross - o.discounts as net, o.cost, o.known_net as costed, 1 as sold,
      o.customer_kind = 'new' as is_first
    from orders o
    where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted and ${condition}
    union all
    select o.id, o.channel, -r.amount, 0, -r.known_amount, 0, false
    from refund r join orders o on o.shop_id = r.shop_id and o.id = r.order_id and o.counted
    where r.shop_id = $1 and r.refund_day >= $2 and r.refund_day < $3 and ${condition}
    ${contribution === "cm2" ? costRows : ""}
  ) moved
  group by id, channel
) w left join order_touch t on t.shop_id = $1 and t.order_id = w.id`;

const spentOn = `
  select channel from spend
  where shop_id = $1 and day >= $2 and day < $3 and amount <> 0`;

/** Squares of minor units may not fit 64 bits: they come in two parts, in units of this and of 1. */
export const squareUnit = 2n ** 62n;

/**
 * Columns, of orders whose last touch that is not direct is a channel with spend in the period: orders,
 * contribution (minor units), squares_high and squares_low (Σ contribution²). Of all orders: net,
 * known_net (whose channel is known), touched (orders with a known channel, POS apart).
 */
const attributed = (name: string, kind: Contribution): PeriodQuery => ({
  name,
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: () => `
select 'all' as key, orders, contribution, net, known_net, touched,
  div(squares, ${squareUnit})::int8 as squares_high, mod(squares, ${squareUnit})::int8 as squares_low
from (
  select count(*) filter (where is_paid) as orders,
    coalesce(sum(contribution) filter (where is_paid), 0)::int8 as contribution,
    coalesce(sum(contribution::numeric * contribution) filter (where is_paid), 0) as squares,
    coalesce(sum(net), 0)::int8 as net,
    coalesce(sum(net) filter (where via <> 'unknown'), 0)::int8 as known_net,
    count(*) filter (where via not in ('unknown', 'pos')) as touched
  from (
    select *, via in (${spentOn}) as is_paid
    from (${ordersByTouch(`(select exists (${spentOn}))`, kind)}) placed
  ) marked
) sums`,
});
export const attributedOfPeriod = attributed("attributed-of-period", "cm1");
export const attributedAfterRules = attributed("attributed-after-rules", "cm2");
