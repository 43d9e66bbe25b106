import { keys, keysOrUnknown, ordersOf } from "../measure.ts";
import type { OnDays, Source } from "../measure.ts";

// Every answer counts, whether its order is known, counted or voided; one whose order is not known
// has the key `unknown` in every split.
const rows = (on: OnDays) => `
with a as materialized (
  select order_ref as order_id, answer_day as day, question, touchpoint, score
  from answer where shop_id = $1 and ${on("answer_day")}
)
select a.day, ${keysOrUnknown}, a.question, a.touchpoint, a.score
from a left join ${ordersOf("a", keys)} o on o.id = a.order_id`;

export const answer: Source = {
  name: "answer",
  words: "survey answers, by the day of the answer",
  scan: { name: "answer", rows, asOf: false, stored: true },
  where: "true",
  asOf: false,
};
