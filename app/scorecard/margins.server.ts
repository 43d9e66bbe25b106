// What some orders, or a product's lines in them, leave after all costs that are known.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { ruledBackLines, ruledLines } from "../measures/sources/order-cost-lines.ts";
import { backOf, ruledOrders, ruledReturns, soldColumns } from "../measures/sources/order-cost.ts";
import { roomForSums } from "./lists.ts";
import { addSums, marginOf, noSums } from "./margins.ts";
import type { Margin, MarginLook, MarginSums } from "./margins.ts";
import { spentOn } from "./spend-shares.ts";

/** Where nothing is spent nothing is looked for. */
const nothingSpent = `
  spent_on as (select id as order_id, false as led, 0::bigint as spend from sold)`;

/**
 * CTEs of the counted orders `o` of a condition with their costs and spend, and of what came back of
 * them.
 */
const orders = (where: string, { hasSpend }: MarginLook) => `
with sold as materialized (
  select ${soldColumns}, o.cost, o.customer_id from orders o where o.shop_id = $1 and o.counted and ${where}),
${ruledOrders},
${hasSpend ? spentOn : nothingSpent},
charged as materialized (
  select r.*, s.led, s.spend from ruled r join spent_on s on s.order_id = r.id),
back as materialized (
  select b.*, s.place, s.location, s.customer_id
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
  ${c}.spend as spend, case when ${c}.led then ${c}.net else 0 end as spendNet,
  0 as returned, 0 as returnCost, 0 as ruledReturned`;
const backSums = (b: string) => `
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${b}.returned, coalesce(${b}.return_cost, 0),
  case when ${b}.return_cost is null then 0 else ${b}.returned end`;

const added = sumNames.map((name) => `sum(${name}) as ${name}`).join(", ");

type Row = MarginSums & { id: string };

type Key = { sold: string; back: string };
const byKey = (where: string, look: MarginLook, key: Key) => `${orders(where, look)}
select id, ${listed} from (
  select id, ${added} from (
    select r.${key.sold} as id, ${saleSums("r", "r.exact_net")} from charged r
    union all select b.${key.back}, ${backSums("b")} from ruled_back b) moved
  group by id) summed`;
const byOrder = (where: string, look: MarginLook) =>
  byKey(where, look, { sold: "id", back: "order_id" });
const byCustomer = (look: MarginLook) =>
  byKey("o.customer_id = any($2::text[]) and o.sale_day >= $3 and o.sale_day < $4", look, {
    ...{ sold: "customer_id", back: "customer_id" },
  });

/** $5 variants, $6 SKUs: told as they are, the planner knows how many lines they have. */
const ofProduct = `o.sale_day >= $3 and o.sale_day < $4 and o.id in (
    select l.order_id from order_line l
    where l.shop_id = $1 and (l.variant_id = any($5::text[]) or l.sku = any($6::text[])))`;
const byProduct = (look: MarginLook) => `${orders(ofProduct, look)},
${ruledLines({ from: "charged", shared: ["spend"], kept: ["led"] })},
${ruledBackLines},
own as materialized (
  select l.order_id, l.id from ruled_line l
  where l.product_id = $2 or l.variant_id is null and l.sku = any($6::text[]))
select '' as id, ${listed} from (
  select ${added} from (
    select ${saleSums("l", "l.exact_net")} from ruled_line l join own using (order_id, id)
    union all
    select ${backSums("b")} from ruled_back_line b
    join own on own.order_id = b.order_id and own.id = b.line_id) moved) summed`;

/** A product's variants, and the SKUs its lines may have: what no product stands behind is named by it. */
async function itemsOf(client: Client, { id }: ShopContext, product: string) {
  const { rows } = await client.query<{ variants: string[]; skus: string[] }>(
    `select coalesce(array_agg(id), '{}') as variants,
       $2::text || coalesce(array_agg(sku) filter (where sku <> ''), '{}') as skus
     from variant where shop_id = $1 and product_id = $2`,
    [id, product],
  );
  return rows[0]!;
}

async function lookOf(client: Client, { id, currency }: ShopContext): Promise<MarginLook> {
  const { rows } = await client.query<Omit<MarginLook, "currency">>(
    `select exists (select from cost_rule where shop_id = $1) as "hasRules",
       exists (select from spend where shop_id = $1 and amount is not null) as "hasSpend"`,
    [id],
  );
  return { currency, hasRules: false, hasSpend: false, ...rows[0] };
}

/** Of counted orders `o` of a condition whose value is `$2`: together, and by order id. */
async function marginsOf(
  client: Client,
  shop: ShopContext,
  { where, value }: { where: string; value: string | readonly string[] },
): Promise<{ whole: Margin; byOrder: Map<string, Margin> }> {
  const look = await lookOf(client, shop);
  const { rows } = await client.query<Row>(byOrder(where, look), [shop.id, value]);
  return {
    whole: marginOf(rows.reduce(addSums, noSums), look),
    byOrder: new Map(rows.map((row) => [row.id, marginOf(row, look)])),
  };
}

/** Of a customer's counted orders: together, and by order id. */
export const customerMargins = (client: Client, shop: ShopContext, customerId: string) =>
  marginsOf(client, shop, { where: "o.customer_id = $2", value: customerId });

/**
 * Of some customers' counted orders of a period, with what came back of these until now, by customer id
 * and in the order of the ids; read by customer, before spend.
 */
export async function marginsByCustomer(
  client: Client,
  shop: ShopContext,
  { ids, period }: { ids: readonly string[]; period: Period },
): Promise<Margin[]> {
  const look = { ...(await lookOf(client, shop)), hasSpend: false };
  const values = [shop.id, ids, period.from, period.to];
  const { rows } = await client.query<Row>(byCustomer(look), values);
  const sums = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => marginOf(sums.get(id) ?? noSums, look));
}

/** Of some orders by id; those that are not counted are not there. */
export async function orderMargins(
  client: Client,
  shop: ShopContext,
  ids: readonly string[],
): Promise<Map<string, Margin>> {
  if (ids.length === 0) return new Map();
  return (await marginsOf(client, shop, { where: "o.id = any($2::text[])", value: ids })).byOrder;
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
  const look = await lookOf(client, shop);
  const { variants, skus } = await itemsOf(client, shop, product);
  const values = [shop.id, product, from, to, variants, skus];
  const { rows } = await client.query<Row>(byProduct(look), values);
  const [sums] = rows;
  return sums && sums.net !== null && sums.net !== 0n ? marginOf(sums, look) : null;
}
