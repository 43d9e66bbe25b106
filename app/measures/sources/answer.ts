import type { Scan, Source } from "../measure.ts";

// Every answer counts, whether its order is known, counted or voided; one whose order is not known
// has the key `unknown` in every split.
const rows = `
select a.answer_day as day,
  coalesce(o.channel, 'unknown') as channel, coalesce(o.region, 'unknown') as region,
  coalesce(o.customer_kind, 'unknown') as customer_kind,
  a.question, a.touchpoint, a.score
from answer a left join orders o on o.shop_id = $1 and o.id = a.order_ref
where a.shop_id = $1 and a.answer_day = any($2::date[])`;

export const answer: Source = {
  name: "answer",
  words: "survey answers, by the day of the answer",
  scan: { name: "answer", rows, asOf: false, stored: true } satisfies Scan,
  where: "true",
  asOf: false,
};
