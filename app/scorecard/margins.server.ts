// What some orders, or a product's lines in them, leave after all costs that are known.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { ruledBackLines, ruledLines } from "../measures/sources/order-cost-lines.ts";
import { backOf, ruledOrders, ruledReturns, soldColumns } from "../measures/sources/order-cost.ts";
import { roomForSums } from "./lists.ts";
import { addSums, marginOf, noSums, type Margin, type MarginSums } from "./margins.ts";

/** CTEs of the counted orders `o` of a condition with their costs, and of what came back of them. */
const orders = (where: string) => `
with sold as materialized (
  select ${soldColumns}, o.cost from orders o where o.shop_id = $1 and o.counted and ${where}),
${ruledOrders},
back as materialized (
  select b.*, s.place
  from (${backOf("r.order_id = any(array(select id from sold))")}) b join sold s on s.id = b.order_id),
${ruledReturns}`;

const sumNames = Object.keys(noSums) as (keyof MarginSums)[];
const listed = sumNames.map((name) => `${name}::int8 as "${name}"`).join(", ");

/** Columns of MarginSums from rows of the costs `c` of orders or lines, and of returns `b`. */
const saleSums = (c: string, costNet: string) => `
  ${c}.net as net, coalesce(${c}.cost, 0) as cost, ${costNet} as costNet,
  coalesce(${c}.fee, 0) as fee, case when ${c}.fee is null then 0 else ${c}.net end as feeNet,
  coalesce(${c}.shipping, 0) as shipping,
  case when ${c}.shipping is null then 0 else ${c}.net end as shippingNet,
  coalesce(${c}.packaging, 0) as packaging,
  case when ${c}.packaging is null then 0 else ${c}.net end as packagingNet,
  0 as returned, 0 as returnCost, 0 as ruledReturned`;
const backSums = (b: string) => `
  0, 0, 0, 0, 0, 0, 0, 0, 0, ${b}.returned, coalesce(${b}.return_cost, 0),
  case when ${b}.return_cost is null then 0 else ${b}.returned end`;

const added = sumNames.map((name) => `sum(${name}) as ${name}`).join(", ");

type Row = MarginSums & { id: string };

const byOrder = (where: string) => `${orders(where)}
select id, ${listed} from (
  select id, ${added} from (
    select r.id, ${saleSums("r", "r.exact_net")} from ruled r
    union all select b.order_id, ${backSums("b")} from ruled_back b) moved
  group by id) summed`;

const byProduct = `${orders(`o.sale_day >= $3 and o.sale_day < $4 and o.id in (
    select l.order_id from order_line l where l.shop_id = $1 and (
      l.variant_id in (select v.id from variant v where v.shop_id = $1 and v.product_id = $2)
      or l.sku = $2
      or l.sku in (select v.sku from variant v
        where v.shop_id = $1 and v.product_id = $2 and v.sku <> '')))`)},
${ruledLines},
${ruledBackLines},
own as materialized (
  select l.order_id, l.id from ruled_line l
  where l.product_id = $2 or l.variant_id is null and (l.sku = $2 or l.sku in (
    select v.sku from variant v where v.shop_id = $1 and v.product_id = $2 and v.sku <> '')))
select '' as id, ${listed} from (
  select ${added} from (
    select ${saleSums("l", "l.exact_net")} from ruled_line l join own using (order_id, id)
    union all
    select ${backSums("b")} from ruled_back_line b
    join own on own.order_id = b.order_id and own.id = b.line_id) moved) summed`;

async function hasRules(client: Client, shop: ShopContext): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    "select exists (select from cost_rule where shop_id = $1) as has",
    [shop.id],
  );
  return rows[0]?.has ?? false;
}

/** Of a customer's counted orders: together, and by order id. */
export async function customerMargins(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<{ whole: Margin; byOrder: Map<string, Margin> }> {
  const look = { currency: shop.currency, hasRules: await hasRules(client, shop) };
  const { rows } = await client.query<Row>(byOrder("o.customer_id = $2"), [shop.id, customerId]);
  return {
    whole: marginOf(rows.reduce(addSums, noSums), look),
    byOrder: new Map(rows.map((row) => [row.id, marginOf(row, look)])),
  };
}

/**
 * Of a product's lines in orders of [from, to), with its share of what these orders cost; null where none
 * was sold.
 */
export async function productMargin(
  client: Client,
  shop: ShopContext,
  { product, from, to }: { product: string; from: Day; to: Day },
): Promise<Margin | null> {
  await client.query(roomForSums);
  const look = { currency: shop.currency, hasRules: await hasRules(client, shop) };
  const { rows } = await client.query<Row>(byProduct, [shop.id, product, from, to]);
  const [sums] = rows;
  return sums && sums.net !== null && sums.net !== 0n ? marginOf(sums, look) : null;
}
