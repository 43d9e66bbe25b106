// The two statements that write orders: lines with their costs, then heads with all that follows
// from lines, refunds and fulfillments already known.
import { together, type Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { OrderFact, OrderLineFact, ShopContext } from "../facts.ts";
import { costedLines, derivedColumns, derivedOrders } from "./derive.server.ts";
import { kindOf, lookBack } from "./links.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { StoredOrder } from "./stored-orders.server.ts";

export type Winner = {
  fact: OrderFact;
  stored: StoredOrder | null;
  /** The file's copy under another id that this order replaces. */
  twin: StoredOrder | null;
  index: number | null;
  /** The person was redacted before this order was heard of, or before it was known to be theirs. */
  isRedacted: boolean;
};

export type Written = Pick<
  StoredOrder,
  "id" | "processedAt" | "saleDay" | "counted" | "customerId" | "channel" | "region"
> & { customerOrderIndex: number | null };

type Line = OrderLineFact & { orderId: string; processedAt: Date };

export const lineColumns: Columns<OrderLineFact> = {
  id: ["text", (l) => l.id],
  position: ["int", (l) => l.position],
  product_id: ["text", (l) => l.productId],
  variant_id: ["text", (l) => l.variantId],
  sku: ["text", (l) => l.sku],
  title: ["text", (l) => l.title],
  quantity: ["int", (l) => l.quantity],
  gross: ["bigint", (l) => l.gross],
  discounts: ["bigint", (l) => l.discounts],
  merchandise: ["boolean", (l) => l.merchandise],
  requires_shipping: ["boolean", (l) => l.requiresShipping],
};
const line: Columns<Line> = {
  order_id: ["text", (l) => l.orderId],
  ...lineColumns,
  processed_at: ["timestamptz", (l) => l.processedAt],
};
const stored = Object.keys(line).filter((column) => column !== "processed_at");

const names = stored.join(", ");
const insertCosted = `
  with line as materialized (select * from ${unnest(line, "l", 2)}), ${costedLines}
  insert into order_line (shop_id, ${names}, cost, cost_exact)
  select $1, ${names}, cost, cost_exact from costed
  on conflict do nothing`;
/** While a shop has told no cost at all, none needs to be looked for. */
const insertLines = `
  insert into order_line (shop_id, ${names})
  select $1, ${names} from ${unnest(line, "l", 2)}
  on conflict do nothing`;

/** Sends all it has to say before it waits: what is sent next finds the lines. */
export async function putLines(
  client: Client,
  shop: ShopContext,
  winners: readonly Winner[],
  hasCosts: boolean,
): Promise<void> {
  const known = winners.flatMap((winner) => (winner.stored ? [winner.stored.id] : []));
  const forget = "delete from order_line where shop_id = $1 and order_id = any($2::text[])";
  const gone = known.length > 0 && run(client, forget, [shop.id, arrayLiteral(known)]);
  const lines = winners.flatMap(({ fact }) => {
    const byId = new Map(fact.lines.map((each) => [each.id, each]));
    return [...byId.values()].map((each) => {
      return { ...each, orderId: fact.id, processedAt: fact.processedAt };
    });
  });
  const values = [shop.id, ...cellsOf(line, lines)];
  const put = lines.length > 0 && run(client, hasCosts ? insertCosted : insertLines, values);
  await together([gone, put]);
}

/** A redacted person's order keeps the pseudonym it was given. */
function customerOf({ fact, stored, twin, isRedacted }: Winner): string | null {
  const known = stored?.redacted ? stored : twin?.redacted ? twin : null;
  if (known) return known.customerId;
  return isRedacted ? null : fact.customerId;
}

/**
 * A person's postcode is kept for the merchant's regions alone. A redacted order keeps what redaction
 * left of it (redact.server.ts).
 */
function postcodeOf({ fact, stored, twin, isRedacted }: Winner): string | null {
  const known = stored?.redacted ? stored : twin?.redacted ? twin : null;
  if (known) return known.postcode;
  return isRedacted ? null : (fact.postcode ?? null);
}

export const headColumns: Columns<Winner> = {
  id: ["text", ({ fact }) => fact.id],
  name: ["text", ({ fact }) => fact.name],
  source: ["text", ({ fact }) => fact.source],
  updated_at: ["timestamptz", ({ fact }) => fact.version.updatedAt],
  triggered_at: ["timestamptz", ({ fact }) => fact.version.triggeredAt],
  hash: ["text", ({ fact }) => fact.version.hash],
  processed_at: ["timestamptz", ({ fact }) => fact.processedAt],
  cancelled_at: ["timestamptz", ({ fact }) => fact.cancelledAt],
  test: ["boolean", ({ fact }) => fact.test],
  financial_status: ["text", ({ fact }) => fact.financialStatus],
  currency: ["text", ({ fact }) => fact.currency],
  presentment_currency: ["text", ({ fact }) => fact.presentment?.currency ?? null],
  presentment_net: ["bigint", ({ fact }) => fact.presentment?.net ?? null],
  channel: ["text", ({ fact }) => fact.channel],
  given_region: ["text", ({ fact }) => fact.region],
  postcode: ["text", postcodeOf],
  location_id: ["text", ({ fact }) => fact.locationId],
  customer_id: ["text", customerOf],
  customer_order_index: ["int", ({ index }) => index],
  redacted: [
    "boolean",
    (winner) => !!(winner.isRedacted || winner.stored?.redacted || winner.twin?.redacted),
  ],
  fulfilled_at: ["timestamptz", ({ fact }) => fact.fulfilledAt],
  charged: ["bigint", ({ fact }) => fact.charged ?? null],
  payment_gateway: ["text", ({ fact }) => fact.gateway ?? null],
  weight_grams: ["int", ({ fact }) => fact.weightGrams ?? null],
};

/** A location's, for an order that tells none itself. */
const told = (order: string, column: "region" | "postcode", own: string) =>
  `case when ${order}.given_region <> 'unknown' then ${order}.${own}
  else (select ${column} from location
    where shop_id = $1 and id = ${order}.location_id limit 1) end`;

/** That a place of the merchant's regions, `p`, names what was told; bounds are equally long. */
export const isNamed = `p.shop_id = $1 and p.country = left(told.region, 2)
      and (p.province is null or p.country || '-' || p.province = told.region)
      and (p.first_postcode is null or left(told.postcode, length(p.first_postcode)) collate "C"
        between p.first_postcode and p.last_postcode)`;

/** The first place of the merchant's own regions that names the order's. */
export const ownPlaceOf = (order: string, column: "region" | "first_postcode") => `(
  select p.${column} from region_place p,
    (select ${told(order, "region", "given_region")} as region,
      ${told(order, "postcode", "postcode")} as postcode) told
  where ${isNamed} order by p.rank limit 1)`;

/** The first of the merchant's own regions that names the place, else the place; most have none. */
export const regionOf = (order: string) => `coalesce(
  case when (select exists (select from region_place where shop_id = $1))
    then ${ownPlaceOf(order, "region")} end,
  ${told(order, "region", "given_region")}, 'unknown')`;

/** Whom a customer was merged into; most shops have merged none. */
export const livingCustomer = (customer: string) => `case
  when (select exists (select from customer_alias where shop_id = $1)) then
    coalesce((select to_id from customer_alias
      where shop_id = $1 and from_id = ${customer} limit 1), ${customer})
  else ${customer} end`;

const plain = Object.keys(headColumns).filter((column) => column !== "customer_id");
const columns = [...plain, "customer_id", "region", ...derivedColumns];
const replaced = columns.filter((column) => column !== "id");

/** A new order is linked at once; a known one keeps its link until `settleLinks` looks at it. */
const upsertOrders = `
  with head as materialized (
    select ${plain.map((column) => `h.${column}`).join(", ")},
      ${livingCustomer("h.customer_id")} as customer_id
    from ${unnest(headColumns, "h", 5)}),
  ${derivedOrders("these")}
  insert into orders as o
    (shop_id, ${columns.join(", ")}, previous_id, previous_day, customer_kind)
  select $1, ${plain.map((column) => `h.${column}`).join(", ")}, h.customer_id, ${regionOf("h")},
    ${derivedColumns.map((column) => `d.${column}`).join(", ")},
    before.id, before.sale_day, ${kindOf("h.customer_id", "h.customer_order_index")}
  from head h join derived d on d.id = h.id
  ${lookBack("h.customer_id", "h.processed_at", "h.id")}
  on conflict (shop_id, id) do update set
    ${replaced.map((column) => `${column} = excluded.${column}`).join(", ")}
  returning id, processed_at as "processedAt", sale_day as "saleDay", counted,
    customer_id as "customerId", customer_order_index as "customerOrderIndex", channel, region`;

export async function putOrders(
  client: Client,
  shop: ShopContext,
  winners: readonly Winner[],
): Promise<(Written & { saleDay: Day })[]> {
  return run(client, upsertOrders, [
    shop.id,
    shop.timeZone,
    shop.currency,
    arrayLiteral(winners.map(({ fact }) => fact.id)),
    ...cellsOf(headColumns, winners),
  ]);
}
