// First orders whose 90th day afterwards falls in the period, and which of them were followed by a
// second order by the end of that day. Customers of whom Shopify says that earlier orders exist which
// were not read are `returning` from their first known order on, so they are not in here.
import type { PeriodQuery } from "../query.ts";

/** Days in which a second order counts, the first sale day not included. */
export const windowDays = 90;

/** Columns: customers (window over), retained (of these), pending (window not over yet). */
export const retention90: PeriodQuery = {
  name: "retention-90d",
  addsUp: true,
  parameters: ["from", "to", "today"],
  reach: { daysBefore: windowDays, daysAfter: 0 },
  text: (key) => `
select key, count(*) filter (where is_over) as customers,
  count(*) filter (where is_over and is_retained) as retained,
  count(*) filter (where not is_over) as pending
from (
  select ${key} as key, o.sale_day + ${windowDays} < $4::date as is_over,
    coalesce(s.sale_day <= o.sale_day + ${windowDays}, false) as is_retained
  from orders o
  -- The next counted order: at most one has this one before it. Joined, not probed for each.
  left join orders s on s.shop_id = o.shop_id and s.customer_id = o.customer_id and s.counted
    and s.previous_id = o.id and s.sale_day >= $2::date - ${windowDays} and s.sale_day < $3::date
  where o.shop_id = $1 and o.sale_day >= $2::date - ${windowDays}
    and o.sale_day < $3::date - ${windowDays}
    and o.counted and o.customer_id is not null and o.customer_kind = 'new'
) firsts
group by key`,
};
