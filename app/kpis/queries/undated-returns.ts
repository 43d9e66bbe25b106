import type { PeriodQuery } from "../query.ts";

/** Returns of which a file tells the amount but not the day. Columns: amount (minor units). */
export const undatedReturns: PeriodQuery = {
  name: "undated-returns",
  parameters: ["from", "to"],
  reach: { daysBefore: 0, daysAfter: 0 },
  text: (key) => `
select ${key} as key, sum(r.amount)::int8 as amount
from refund r join orders o on o.shop_id = r.shop_id and o.id = r.order_id
where r.shop_id = $1 and r.refund_day >= $2 and r.refund_day < $3
  and not r.day_known and o.counted
group by 1`,
};
