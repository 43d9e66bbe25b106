// Every KPI a second time, by plain SQL over the facts as they were written: no measure, no column
// that the ledger derives (but a line's cost), no code of app/kpis. For any shop and period.
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import type { Period } from "../../app/ledger/period.ts";
import { stockQueries } from "./second-way-stock.ts";
import { teamQueries } from "./second-way-team.ts";
import { day, inPeriod, today } from "./second-way-days.ts";

/** Money in minor units. `value` is null where the KPI has none; `n` as in the scorecard. */
export type SecondValue = {
  value: number | null;
  n: number;
  /** Of medians p90, of the average the median, of the return rate the one by refund day. */
  beside: number | null;
};

/** The last touch that is not direct; a sale at the counter needs none. */
const viaOf = "coalesce(t.last_channel, case when s.channel = 'pos' then 'pos' else 'unknown' end)";

const facts = `
with content as (
  select order_id,
    sum(case when merchandise then gross else 0 end) as gross,
    sum(case when merchandise then discounts else 0 end) as discounts,
    sum(case when merchandise then quantity else 0 end) as units,
    sum(case when merchandise and cost is not null then gross - discounts else 0 end) as known,
    sum(case when merchandise then cost end) as cost,
    max(case when requires_shipping and quantity > 0 then 1 else 0 end) as parcels
  from order_line where shop_id = $1 group by order_id
), real as (
  select o.id, o.customer_id, o.customer_order_index, o.processed_at, o.cancelled_at, o.channel,
    ${day("o.processed_at")} as day, c.gross - c.discounts as net, c.gross, c.discounts, c.units,
    c.known, c.cost, c.parcels, o.fulfilled_at,
    o.financial_status in ('voided', 'expired') as voided,
    coalesce(o.currency = $3 and c.gross - c.discounts > 0, false) as worth
  from orders o left join content c on c.order_id = o.id
  where o.shop_id = $1 and not o.test
), sold as (
  select * from real where not voided and worth
), back as (
  select r.id, r.order_id, ${day("r.processed_at")} as day, r.amount,
    (select coalesce(sum(x.quantity), 0) from refund_line x
      where x.shop_id = $1 and x.refund_id = r.id and x.restock_type <> 'cancel') as units
  from refund r join sold s on s.id = r.order_id where r.shop_id = $1
), parcel as (
  select f.order_id, f.status, f.created_at, f.due_at, f.promised_at,
    greatest(f.delivered_at, (select max(e.happened_at) from fulfillment_event e
      where e.shop_id = $1 and e.fulfillment_id = f.id and e.status = 'delivered')) as arrived
  from fulfillment f where f.shop_id = $1 and f.order_id is not null
), parcels as (
  select order_id,
    min(created_at) filter (where status = 'success') as shipped,
    case when count(*) filter (where status = 'success')
        = count(arrived) filter (where status = 'success')
      then max(arrived) filter (where status = 'success') end as arrived,
    min(due_at) filter (where status not in ('cancelled', 'error', 'failure')) as due,
    max(promised_at) filter (where status not in ('cancelled', 'error', 'failure')) as promised
  from parcel group by order_id
), work as (
  select order_id, min(fulfill_by) as due, max(deliver_by) as promised
  from fulfillment_order where shop_id = $1 and status <> 'cancelled' group by order_id
), sent as (
  select s.day, s.processed_at, s.channel <> 'pos' and s.parcels = 1 as eligible,
    case when p.order_id is null then s.fulfilled_at else p.shipped end as shipped, p.arrived,
    coalesce(least(p.due, w.due), s.processed_at + ship_promise_hours * interval '1 hour') as due,
    coalesce(greatest(p.promised, w.promised),
      s.processed_at + deliver_promise_hours * interval '1 hour') as promised
  from sold s left join parcels p on p.order_id = s.id left join work w on w.order_id = s.id
  cross join (select ship_promise_hours, deliver_promise_hours from shop where id = $1) promises
), rank as (
  select s.*, row_number() over mine as place, lead(day) over mine as next_day
  from sold s where customer_id is not null
  window mine as (partition by customer_id order by processed_at, id)
), person as (
  select customer_id, count(*) as orders,
    (array_agg(place > 1 or coalesce(customer_order_index, 1) > 1 order by place))[1] as came_before
  from rank where ${inPeriod("day")} group by customer_id
), via as (
  select x.*, channel in (select channel from spend
    where shop_id = $1 and ${inPeriod("day")} and amount <> 0) as paid
  from (
    select s.id, s.net, coalesce(s.cost, 0) as cost, ${viaOf} as channel from sold s
    left join order_touch t on t.shop_id = $1 and t.order_id = s.id where ${inPeriod("s.day")}
    union all
    select s.id, -b.amount, 0, ${viaOf} from back b join sold s on s.id = b.order_id
    left join order_touch t on t.shop_id = $1 and t.order_id = s.id where ${inPeriod("b.day")}
  ) x
), month as (
  select date_trunc('month', least($5::date, ${today}))::date as ends
), action as (
  select unnest(array['fulfillment_success', 'cancelled', 'refund', 'refund_success', 'edited',
    'edit', 'order_edited', 'tagged', 'tag_added', 'tag_removed', 'tags_added',
    'tags_removed']) as name
), step as (
  select by_app from order_event
  where shop_id = $1 and by_app <> by_user and ${inPeriod("day")} and day >= ${today} - 365
    and action in (select name from action)
)`;

/** Postgres rounds halves away from zero; money goes to the even neighbour. */
const halfEven = (x: string) =>
  `(round(${x}) - case when abs(${x} - trunc(${x})) = 0.5 then mod(round(${x}), 2) else 0 end)`;
const period = inPeriod("day");
const old = (date: string) => `${inPeriod(date)} and ${today} - ${date} >= 60`;
const netOf = (from: string, to: string) => `(
  (select coalesce(sum(net), 0) from sold where day >= ${from} and day < ${to})
  - (select coalesce(sum(amount), 0) from back where day >= ${from} and day < ${to}))`;
const orderCount = `(select count(*) from sold where ${period})`;
const month = (count: number) => `(select (ends - interval '${count} month')::date from month)`;
/** Over sale rows and refund rows of the period: known net, cost and restocked cost. */
const margin = `(
  select s.known, s.cost, 0::numeric as restocked from sold s where ${period} and s.cost is not null
  union all
  select -x.amount, 0, case when x.restock_type <> 'no_restock'
    then ${halfEven("l.cost::numeric * x.quantity / nullif(l.quantity, 0)")} else 0 end
  from back b join refund_line x on x.shop_id = $1 and x.refund_id = b.id
  join order_line l on l.shop_id = $1 and l.order_id = b.order_id and l.id = x.line_id
  where ${inPeriod("b.day")} and l.cost is not null) m`;
const hours = (instant: string) =>
  `greatest(0, extract(epoch from ${instant} - processed_at) / 3600)`;

const spent = `select sum(amount) from spend where shop_id = $1 and ${period}`;

/** One query per KPI: top ÷ bottom (1 for totals and medians), n. */
const queries: Record<string, string> = {
  "net-sales": `select ${netOf("$4::date", "$5::date")} as top, nullif(${orderCount}
      + (select count(*) from back where ${period} and amount <> 0), 0) * 0 + 1 as bottom,
    ${orderCount} as n`,
  orders: `select nullif(${orderCount}, 0) as top, 1 as bottom, ${orderCount} as n`,
  "average-order-value": `select sum(net) as top, count(*) as bottom, count(*) as n,
      percentile_cont(0.5) within group (order by net::float8) as beside
    from sold where ${period}`,
  "month-growth": `select ${netOf(month(1), month(0))} - ${netOf(month(2), month(1))} as top,
      case when ${month(2)} >= (select min(${day("processed_at")}) from orders where shop_id = $1)
        then greatest(${netOf(month(2), month(1))}, 0) end as bottom,
      (select count(*) from sold where day >= ${month(1)} and day < ${month(0)}) as n`,
  "discount-rate": `select sum(discounts) as top, sum(gross) as bottom, count(*) as n
    from sold where ${period}`,
  "gross-margin": `select sum(known - cost + restocked) as top, greatest(sum(known), 0) as bottom,
    -1 as n from ${margin}`,
  "contribution-margin": `select ${netOf("$4::date", "$5::date")}
      - (select coalesce(sum(cost), 0) from sold where ${period}) as top,
    (select count(*) from ${margin} where known <> 0 or cost <> 0 or restocked <> 0) as bottom,
    ${orderCount} as n`,
  "marketing-roi": `select
      (select coalesce(sum(net), 0) - coalesce(sum(cost), 0) from via where paid) - (${spent}) as top,
      case when exists (select from ${margin} where known <> 0 or cost <> 0 or restocked <> 0)
        and exists (select from via where channel not in ('unknown', 'pos'))
        then nullif(greatest((${spent}), 0), 0) end as bottom,
      (select count(distinct id) from via where paid) as n`,
  "marketing-efficiency-ratio": `select ${netOf("$4::date", "$5::date")} as top,
      case when ${orderCount} > 0 or ${netOf("$4::date", "$5::date")} <> 0
        then greatest((${spent}), 0) end as bottom, ${orderCount} as n`,
  "acquisition-cost": `select (${spent}) as top, nullif(count(*), 0) as bottom, count(*) as n
    from person where not came_before`,
  "returning-share": `select count(*) filter (where came_before) as top, count(*) as bottom,
    count(*) as n from person`,
  "repeat-rate": `select count(*) filter (where orders >= 2) as top, count(*) as bottom,
    count(*) as n from person`,
  "retention-90d": `select count(*) filter (where next_day - day <= 90) as top, count(*) as bottom,
      count(*) as n
    from rank where place = 1 and coalesce(customer_order_index, 1) = 1
      and ${inPeriod("day + 90")} and day + 90 < ${today}`,
  "purchase-frequency": `select sum(orders) as top, count(*) as bottom, count(*) as n from person`,
  "hours-to-ship": `select percentile_cont(0.5) within group (order by ${hours("shipped")}) as top,
      1 as bottom, count(*) as n,
      percentile_cont(0.9) within group (order by ${hours("shipped")}) as beside
    from sent where ${period} and eligible and shipped is not null`,
  "on-time-shipping": `select count(*) filter (where shipped <= due) as top, count(*) as bottom,
    count(*) as n from sent where ${period} and eligible and due <= $6`,
  "hours-to-deliver": `select percentile_cont(0.5) within group (order by ${hours("arrived")}) as top,
      1 as bottom, count(*) as n,
      percentile_cont(0.9) within group (order by ${hours("arrived")}) as beside
    from sent where ${period} and arrived is not null`,
  "on-time-delivery": `select count(*) filter (where arrived <= promised) as top,
    count(*) as bottom, count(*) as n
    from sent where ${period} and arrived is not null and promised is not null`,
  "return-rate": `select
      (select coalesce(sum(b.units), 0) from back b join sold s on s.id = b.order_id
        where b.day - s.day <= 60 and ${old("s.day")}) as top,
      (select sum(units) from sold where ${old("day")}) as bottom,
      (select count(*) from sold where ${old("day")}) as n,
      (select coalesce(sum(units), 0) from back where ${period})::numeric
        / nullif((select sum(units) from sold where ${period}), 0) as beside`,
  "cancel-rate": `select count(*) filter (where cancelled_at is not null) as top, count(*) as bottom,
    count(*) as n from real where ${period} and (voided or worth)`,
  "automation-coverage": `select count(*) filter (where by_app) as top, count(*) as bottom,
    count(*) as n from step`,
  "touches-per-order": `select (select count(*) filter (where not by_app) from step) as top,
    case when exists (select from step) then count(*) end as bottom,
    count(*) as n from sold where ${period} and day >= ${today} - 365`,
  ...teamQueries,
  ...stockQueries,
};

/** Answers of one question at one touchpoint. */
const answersAt = (question: string, touchpoint: string) => `
  select sum(case when question = 'nps' then
      case when score >= 9 then 100 when score <= 6 then -100 else 0 end
    else case when score >= 4 then 1 else 0 end end) as top, count(*) as bottom, count(*) as n
  from answer where shop_id = $1 and question = '${question}' and touchpoint = '${touchpoint}'
    and ${inPeriod(day("answered_at"))}`;

const surveys = ["nps", "csat"].flatMap((question) =>
  ["after-delivery", "checkout"].map(
    (touchpoint) => [`${question} ${touchpoint}`, answersAt(question, touchpoint)] as const,
  ),
);

/** All in one statement, so that the facts are gathered once. */
const statement = `${facts} ${[...Object.entries(queries), ...surveys]
  .map(
    ([id, text]) => `select '${id}' as id, q.top::numeric as top, q.bottom::numeric as bottom,
      q.n::int8 as n, ${text.includes("as beside") ? "q.beside::numeric" : "null::numeric"} as beside
      from (${text}) q`,
  )
  .join("\nunion all\n")}`;

type Row = {
  id: string;
  top: string | null;
  bottom: string | null;
  n: bigint;
  beside: string | null;
};

/** After-delivery answers where there are ten, else those of the checkout; never fewer than ten. */
function survey(after: Row, checkout: Row): SecondValue {
  const rule = after.n >= 10n || checkout.n === 0n ? after : checkout;
  const n = Number(rule.n);
  return { n, value: n < 10 ? null : Number(rule.top) / n, beside: null };
}

const totals = ["net-sales", "contribution-margin"];

/** Value and n of every KPI due first, by id, straight from the facts. */
export async function secondWay(
  db: Db,
  shop: ShopContext,
  { period: { from, to }, asOf }: { period: Period; asOf: Date },
): Promise<Map<string, SecondValue>> {
  const rows = await inShop(db, shop.id, async (client) => {
    const values = [shop.id, shop.timeZone, shop.currency, from, to, asOf];
    // The planner knows nothing about what the facts are gathered into.
    await client.query("set local enable_nestloop = off; set local jit = off");
    return (await client.query<Row>(statement, values)).rows;
  });
  const row = new Map(rows.map((each) => [each.id, each]));
  const found = new Map<string, SecondValue>();
  for (const id of Object.keys(queries)) {
    const { top, bottom, n, beside } = row.get(id)!;
    const isThere = top !== null && bottom !== null && Number(bottom) > 0;
    const value = totals.includes(id) ? Number(top) : Number(top) / Number(bottom);
    found.set(id, {
      value: isThere ? value : null,
      n: Number(n),
      beside: beside === null ? null : Number(beside),
    });
  }
  for (const id of ["nps", "csat"]) {
    found.set(id, survey(row.get(`${id} after-delivery`)!, row.get(`${id} checkout`)!));
  }
  return found;
}
