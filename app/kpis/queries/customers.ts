// Customers of a period: those with a counted order in it, each once. Their first order of the
// period is the one whose previous counted order lies before it, which the ledger keeps on the order.
// In a split a customer belongs to the key of that first order, so the parts add up to the whole.
import type { PeriodQuery } from "../query.ts";

/** Columns: customers, returning, repeating, orders, orders_squared. */
export const customersOfPeriod: PeriodQuery = {
  name: "customers-of-period",
  addsUp: true,
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: (key) => `
with placed as materialized (
  select o.customer_id, o.previous_day is null or o.previous_day < $2 as is_first,
    o.customer_kind = 'returning' as is_returning, ${key} as key
  from orders o
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3
    and o.counted and o.customer_id is not null),
-- Only those who came again are grouped: most came once.
again as (
  select customer_id, count(*) as orders from placed where not is_first group by customer_id)
select key, count(*) as customers,
  count(*) filter (where is_returning) as returning,
  count(again.orders) as repeating,
  sum(1 + coalesce(again.orders, 0))::int8 as orders,
  sum((1 + coalesce(again.orders, 0)) * (1 + coalesce(again.orders, 0)))::int8 as orders_squared
from placed left join again using (customer_id)
where is_first
group by key`,
};
