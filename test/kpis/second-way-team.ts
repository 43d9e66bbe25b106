// The KPIs of what people learn and use, a second time, over the facts that second-way.ts gathers.
import { day, inPeriod, today } from "./second-way-days.ts";

const windowEnd = `least($5::date, ${today} + 1)`;
const lately = (date: string) => `${date} >= ${windowEnd} - 28 and ${date} < ${windowEnd}`;
const half = (part: string, whole: string) => `${part} > 0 and 2 * ${part} >= ${whole}`;
const count = (of: string, where: string) => `(select count(*) from ${of} and ${where})`;
const seenInWeek = (week: number) => `exists (select from visit where shop_id = $1
  and what = 'scorecard' and day >= ${windowEnd} - ${7 * week}
  and day < ${windowEnd} - ${7 * week - 7})`;
const steps = `order_event where shop_id = $1 and by_app <> by_user and ${lately("day")}
  and action in (select name from action)`;
/** Sales less returns of the window: known of cost, or all. */
const worth = (column: string) => `(select coalesce(sum(${column}), 0) from (
  select s.known, s.net from sold s where ${lately("s.day")}
  union all
  select coalesce(-(select sum(x.amount) from refund_line x
    join order_line l on l.shop_id = $1 and l.order_id = b.order_id and l.id = x.line_id
    where x.shop_id = $1 and x.refund_id = b.id and l.cost is not null), 0), -b.amount
  from back b where ${lately("b.day")}) m)`;

/** One condition for each possibility that is listed. */
const possibilities = [
  `exists (select from answer where shop_id = $1 and question in ('nps', 'csat')
    and ${lately(day("answered_at"))})`,
  `exists (select from visit where shop_id = $1 and what = 'recommendations' and ${lately("day")})`,
  half(worth("known"), worth("net")),
  half(
    count("sent where eligible", `${lately("day")} and due is not null`),
    count("sent where eligible", lately("day")),
  ),
  half(
    count("sent where arrived is not null", lately("day")),
    count("sent where shipped is not null", lately("day")),
  ),
  `exists (select from spend where shop_id = $1 and amount is not null and ${lately("day")})`,
  half(count(steps, "by_app"), count(steps, "true")),
  [1, 2, 3, 4].map(seenInWeek).join(" and "),
  `exists (select from assignment where shop_id = $1 and version > 0
    and (${lately("due_day")} or ${lately(day("passed_at"))}))`,
];

export const teamQueries: Record<string, string> = {
  "training-completion": `select count(*) filter (where ${day("passed_at")} <= due_day) as top,
      count(*) as bottom, count(*) as n
    from assignment where shop_id = $1 and version > 0 and ${inPeriod("due_day")}
      and due_day < ${today} and coalesce(${day("withdrawn_at")} > due_day, true)`,
  "time-to-competence": `select percentile_cont(0.5) within group (
        order by extract(epoch from passed_at - assigned_at) / 3600) as top,
      1 as bottom, count(*) as n
    from assignment where shop_id = $1 and version > 0 and ${inPeriod(day("passed_at"))}`,
  "technology-adoption": `select ${possibilities.map((each) => `(${each})::int`).join(" + ")} as top,
      case when exists (select from orders where shop_id = $1
        and ${day("processed_at")} < ${windowEnd}) then ${possibilities.length} end as bottom,
      ${possibilities.length} as n`,
};
