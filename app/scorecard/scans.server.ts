// Splits by product, location, carrier, weekday and whether a parcel came late. Their rows have the columns of the scan that measures are made of,
// so the same measures are taken of them, with the product or the location where a split by channel
// has the channel. Not stored: they are asked for one KPI at a time.
//
// $1 shop, $2 days, $3 the instant by which promises are due.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { halfEven } from "../ledger/half-even.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { sumsSql } from "../measures/compile.ts";
import { histogramsOf } from "../measures/histogram.server.ts";
import { onDays, type Measure } from "../measures/index.ts";
import { answer } from "../measures/sources/answer.ts";
import { orderCostScan } from "../measures/sources/order-cost.ts";
import { ruledRows } from "../measures/sources/order-cost-lines.ts";
import { locationOf } from "../measures/sources/location.ts";
import type { Reader } from "./read.server.ts";

/** What no line of the order explains, and orders without a location. */
const unknown = "unknown";

/** One row per order, key and day from the parts of it, as the measures expect them. */
const grouped = (parts: string) => `
select day, key as channel, bool_or(is_sale) as is_sale, true as counted,
  null::text as left_out, false as test, null::timestamptz as cancelled_at,
  sum(gross)::bigint as gross, sum(discounts)::bigint as discounts,
  sum(units)::bigint as units, sum(units_60)::bigint as returned_units_60,
  sum(returned)::bigint as returned, sum(returned_units)::bigint as returned_units,
  sum(known_net)::bigint as known_net, sum(exact_net)::bigint as exact_net,
  sum(cost)::bigint as cost, sum(restock_cost)::bigint as restock_cost,
  (sum(known_net) - sum(cost) + sum(restock_cost))::bigint as margin,
  bool_or(has_cost) as has_cost,
  greatest(sum(gross), abs(sum(discounts)), sum(cost), abs(sum(returned)), sum(restock_cost))
    < 700000000 as small,
  bool_or((shipping).ship_eligible) as ship_eligible, max((shipping).processed_at) as processed_at,
  max((shipping).shipped_at) as shipped_at, max((shipping).delivered_at) as delivered_at,
  max((shipping).promised_at) as promised_at, max((shipping).due_at) as due_at,
  coalesce(max((shipping).due_at) <= $3::timestamptz, false) as is_due
from (${parts}) parts
group by order_id, key, day`;

export const location = `coalesce(${locationOf("o")}, '${unknown}')`;

/** Who took an order's first parcel, by the name that is told. */
export const carrier = `coalesce((
  select nullif(trim(f.carrier), '') from fulfillment f
  where f.shop_id = $1 and f.order_id = o.id and f.status = 'success'
  order by f.created_at, f.id limit 1), '${unknown}')`;

/** The weekday an order was sold on: 1 is Monday. */
export const weekday = "extract(isodow from o.sale_day)::text";

/** Whether an order came by its promise; of one that has not come, or has no promise, it is not known. */
export const lateness = `case when o.delivered_at > o.promised_at then 'late'
  when o.delivered_at <= o.promised_at then 'on-time' else '${unknown}' end`;

/** SQL of the keys that are an order's own, over `o`. */
export const orderKeys = { location, carrier, weekday, lateness } as const;

const orderRows = (key: string) =>
  grouped(`
select o.id as order_id, o.sale_day as day, ${key} as key, true as is_sale,
  o.gross, o.discounts, o.units, o.returned_units_60 as units_60,
  0::bigint as returned, 0 as returned_units,
  o.known_net, o.exact_net, o.cost, 0::bigint as restock_cost,
  o.known_net <> 0 or o.cost <> 0 as has_cost, o as shipping
from orders o
where o.shop_id = $1 and o.sale_day = any($2::date[]) and o.counted
union all
select o.id, r.refund_day, ${key}, false, 0, 0, 0, 0, r.amount, r.units,
  -r.known_amount, -r.exact_amount, 0, r.restock_cost,
  r.known_amount <> 0 or r.restock_cost <> 0, null::orders
from refund r join orders o on o.shop_id = $1 and o.id = r.order_id and o.counted
where r.shop_id = $1 and r.refund_day = any($2::date[])`);

export const locationRows = orderRows(location);

/** Answers by what became of their order; one whose order is not known has the key `unknown`. */
const answerRows = `
select a.answer_day as day, ${lateness} as channel, a.question, a.touchpoint, a.score
from answer a left join orders o on o.shop_id = $1 and o.id = a.order_ref
where a.shop_id = $1 and a.answer_day = any($2::date[])`;

/** A line's item: the product, the one of the variant with its SKU, else the SKU, else the name. */
export const product = `coalesce(l.product_id, (
  select v.product_id from variant v
  where v.shop_id = $1 and v.sku = l.sku and l.sku <> '' order by v.id limit 1
), nullif(l.sku, ''), l.title)`;

const units60 = `coalesce((
  select sum(rl.quantity) from refund r
  join refund_line rl on rl.shop_id = $1 and rl.refund_id = r.id
  where r.shop_id = $1 and r.order_id = o.id and rl.line_id = l.id
    and rl.restock_type <> 'cancel' and r.refund_day - o.sale_day <= 60), 0)`;

// Money of a refund that is on no line, discrepancies and shipping apart, has no product.
export const productRows = grouped(`
select o.id as order_id, o.sale_day as day, ${product} as key, true as is_sale,
  l.gross, l.discounts, l.quantity as units, ${units60} as units_60,
  0::bigint as returned, 0 as returned_units,
  case when l.cost is not null then l.gross - l.discounts else 0 end as known_net,
  case when l.cost_exact then l.gross - l.discounts else 0 end as exact_net,
  coalesce(l.cost, 0) as cost, 0::bigint as restock_cost, l.cost is not null as has_cost,
  null::orders as shipping
from orders o join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
where o.shop_id = $1 and o.sale_day = any($2::date[]) and o.counted
union all
select o.id, r.refund_day, coalesce(${product}, '${unknown}'), false, 0, 0, 0, 0,
  rl.amount, case when rl.restock_type = 'cancel' then 0 else rl.quantity end,
  case when l.cost is not null then -rl.amount else 0 end,
  case when l.cost_exact then -rl.amount else 0 end,
  0,
  case when rl.restock_type in ('return', 'legacy_restock', 'cancel')
    then coalesce(${halfEven("back.cost")}, 0) else 0 end,
  l.cost is not null, null
from refund r
join orders o on o.shop_id = $1 and o.id = r.order_id and o.counted
join refund_line rl on rl.shop_id = $1 and rl.refund_id = r.id
left join order_line l on l.shop_id = $1 and l.order_id = r.order_id and l.id = rl.line_id
cross join lateral (
  select l.cost::numeric * rl.quantity / nullif(l.quantity, 0) as cost) back
where r.shop_id = $1 and r.refund_day = any($2::date[])
union all
select o.id, r.refund_day, '${unknown}', false, 0, 0, 0, 0, r.amount - explained.amount, 0,
  0, 0, 0, 0, false, null
from refund r
join orders o on o.shop_id = $1 and o.id = r.order_id and o.counted
cross join lateral (
  select coalesce(sum(rl.amount), 0) as amount from refund_line rl
  where rl.shop_id = $1 and rl.refund_id = r.id) explained
where r.shop_id = $1 and r.refund_day = any($2::date[]) and r.amount <> explained.amount`);

/** Costs by rule, split alike. */
export const locationCostRows = ruledRows(onDays, { order: location });
export const productCostRows = ruledRows(onDays, { line: product });

/** `answers`: of a split that answers have, too. */
type Texts = { rows: string; costRows: string; answers?: string };
const texts = {
  product: { rows: productRows, costRows: productCostRows },
  location: { rows: locationRows, costRows: locationCostRows },
  carrier: { rows: orderRows(carrier), costRows: ruledRows(onDays, { order: carrier }) },
  weekday: { rows: orderRows(weekday), costRows: ruledRows(onDays, { order: weekday }) },
  lateness: {
    rows: orderRows(lateness),
    costRows: ruledRows(onDays, { order: lateness }),
    answers: answerRows,
  },
} satisfies Record<string, Texts>;

/** What such a split is read by, as text. */
export const rowsText = (by: keyof typeof texts): string => Object.values(texts[by]).join("\n");

/** Measures over the rows of a split. */
export function rowsReaderOf(
  client: Client,
  shop: ShopContext,
  { by, asOf }: { by: keyof typeof texts; asOf: Date },
): Reader {
  return rowsReader(client, shop, { ...texts[by], asOf });
}

/** Measures over such rows. Queries over customers cannot be split so and give nothing. */
function rowsReader(
  client: Client,
  shop: ShopContext,
  { rows: facts, costRows, answers, asOf }: Texts & { asOf: Date },
): Reader {
  async function sumsOf(text: string, measures: readonly Measure[], values: unknown[]) {
    if (measures.length === 0) return [];
    const { rows } = await client.query<{ measure: string; key: string; value: string }>(
      `with facts as (${text}) select measure, key, sum(value) as value
       from (${sumsSql("facts", measures, ["channel"])}) cells group by measure, key`,
      values,
    );
    return rows;
  }
  return {
    key: null,
    async sums(measures, days) {
      const isByRule = ({ source }: Measure) => source.scan === orderCostScan;
      const isOfAnswer = ({ source }: Measure) =>
        answers !== undefined && source.scan === answer.scan;
      const plain = measures.filter((each) => !isByRule(each) && !isOfAnswer(each));
      const values = [shop.id, daysOf(days)];
      const rows = [
        ...(await sumsOf(facts, plain, [...values, asOf])),
        ...(await sumsOf(costRows, measures.filter(isByRule), values)),
        ...(await sumsOf(answers ?? "", measures.filter(isOfAnswer), values)),
      ];
      return rows.map(({ measure, key, value }): [string, Record<string, bigint>] => [
        key,
        { [measure]: BigInt(value) },
      ]);
    },
    histograms: (measure, days) =>
      histogramsOf(client, {
        facts: { text: facts, given: [shop.id, daysOf(days), asOf] },
        ...{ measure, dimension: "channel" },
      }),
  };
}
