// Customers of a period: those with a counted order in it, each once. Their first order of the
// period is the one whose previous counted order lies before it, which the ledger keeps on the order.
// In a split a customer belongs to the key of that first order, so the parts add up to the whole.
import type { PeriodQuery } from "../query.ts";

/** Columns: customers, returning, repeating, orders, orders_squared. */
export const customersOfPeriod: PeriodQuery = {
  name: "customers-of-period",
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: (key) => `
select key, count(*) as customers,
  count(*) filter (where returning_customer) as returning,
  count(*) filter (where orders >= 2) as repeating,
  sum(orders)::int8 as orders, sum(orders * orders)::int8 as orders_squared
from (
  select count(*) as orders,
    min(${key}) filter (where o.previous_day is null or o.previous_day < $2) as key,
    bool_or(o.customer_kind = 'returning')
      filter (where o.previous_day is null or o.previous_day < $2) as returning_customer
  from orders o
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3
    and o.counted and o.customer_id is not null
  group by o.customer_id
) customers
group by key`,
};
