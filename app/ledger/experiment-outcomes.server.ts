// What exposed people did in their windows, added to sums that name nobody. A person is counted once, when
// their window is over, and never again: what an interval was told of must not change under it.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

export const outcomeMetrics = ["cm1", "ordered", "returns", "net", "known-net"] as const;
export type OutcomeMetric = (typeof outcomeMetrics)[number];

/** Orders and refunds of a window are heard of by then, or never in time. */
const heardWithin = "1 day";
/** People counted in one statement. */
const peopleAtOnce = 5000;

/** Adds new exposures to the arms' sums. */
export async function countExposed(
  client: Client,
  shop: ShopContext,
  experiment: number,
): Promise<void> {
  await run(
    client,
    `with fresh as (
       update experiment_exposure set state = 1
       where shop_id = $1 and experiment = $2 and state = 0 returning arm)
     insert into experiment_sum (shop_id, experiment, arm, metric, n, total, squares)
     select $1, $2, arm, 'exposed', count(*), 0, 0 from fresh group by arm
     on conflict (shop_id, experiment, arm, metric)
       do update set n = experiment_sum.n + excluded.n`,
    [shop.id, experiment],
  );
}

/**
 * One person's window: CM1 (merchandise − discounts − known unit cost, less what went back, plus the cost
 * of what was put back on the shelf), whether they ordered, what went back; and sales, in all and with a
 * known cost. Merged people go by the id that was kept.
 */
const outcomes = `
  select d.arm, coalesce(s.net - s.cost, 0) - coalesce(b.amount, 0) + coalesce(b.restocked, 0) as cm1,
    (s.orders > 0)::int as ordered, coalesce(b.amount, 0) as returns, coalesce(s.net, 0) as net,
    coalesce(s.known, 0) as known
  from done d
  cross join lateral (
    select count(*) as orders, sum(o.gross - o.discounts) as net, sum(o.cost) as cost,
      sum(o.known_net) as known, array_agg(o.id) as ids
    from orders o
    where o.shop_id = $1 and o.customer_id = d.buyer and o.counted
      and o.processed_at >= d.first_at and o.processed_at < d.until) s
  left join lateral (
    select sum(r.amount) as amount, sum(r.restock_cost) as restocked from refund r
    where r.shop_id = $1 and r.order_id = any(s.ids) and r.processed_at < d.until) b on true`;

/**
 * Visitors without an account have no orders of their own, and somebody who was exposed under two ids that
 * were merged since may have been in both arms: they are left out (state 3).
 */
const settle = `
  with ripe as (
    select x.person, x.arm, x.first_at, x.first_at + $3 * interval '1 day' as until,
      coalesce(a.to_id, x.person) as buyer, a.to_id is not null as is_merged
    from experiment_exposure x
    left join customer_alias a on a.shop_id = $1 and a.from_id = x.person
    where x.shop_id = $1 and x.experiment = $2 and x.state = 1
      and x.first_at + $3 * interval '1 day' + interval '${heardWithin}' <= $4
    order by x.first_at limit ${peopleAtOnce}),
  judged as (
    select r.*, r.person like 'visitor:%' or r.is_merged and exists (
        select from experiment_exposure y
        where y.shop_id = $1 and y.experiment = $2 and y.person = r.buyer) as is_out
    from ripe r),
  marked as (
    update experiment_exposure x set state = case when j.is_out then 3 else 2 end
    from judged j where x.shop_id = $1 and x.experiment = $2 and x.person = j.person),
  done as (select * from judged where not is_out),
  each as (${outcomes}),
  added as (
    insert into experiment_sum (shop_id, experiment, arm, metric, n, total, squares)
    select $1, $2, e.arm, m.metric, count(*), sum(m.value), sum(m.value * m.value)
    from each e
    cross join lateral (values ('cm1', e.cm1::numeric), ('ordered', e.ordered), ('returns', e.returns),
      ('net', e.net), ('known-net', e.known)) m (metric, value)
    group by e.arm, m.metric
    on conflict (shop_id, experiment, arm, metric) do update set
      n = experiment_sum.n + excluded.n, total = experiment_sum.total + excluded.total,
      squares = experiment_sum.squares + excluded.squares)
  select count(*)::int as people from ripe`;

/** Counts people whose window is over. Answers whether there may be more. */
export async function settleWindows(
  client: Client,
  shop: ShopContext,
  { experiment, windowDays, now }: { experiment: number; windowDays: number; now: Date },
): Promise<boolean> {
  const values = [shop.id, experiment, windowDays, now];
  const rows = await run<{ people: number }>(client, settle, values);
  return rows[0]?.people === peopleAtOnce;
}

export type KeptSum = {
  arm: string;
  /** `exposed`, or an outcome's. */
  metric: string;
  n: bigint;
  total: string;
  squares: string;
};

export function readSums(
  client: Client,
  shop: ShopContext,
  experiment: number,
): Promise<KeptSum[]> {
  return run<KeptSum>(
    client,
    `select arm, metric, n, total, squares from experiment_sum
     where shop_id = $1 and experiment = $2 order by arm, metric`,
    [shop.id, experiment],
  );
}

/** Notes that the sums were counted, and what they told first. */
export async function noteCounted(
  client: Client,
  shop: ShopContext,
  { experiment, at, told }: { experiment: number; at: Date; told: string | null },
): Promise<void> {
  await run(
    client,
    `update experiment set counted_at = $3, told = coalesce(told, $4),
       told_at = case when told is null and $4::text is not null then $3 else told_at end
     where shop_id = $1 and id = $2`,
    [shop.id, experiment, at, told],
  );
}
