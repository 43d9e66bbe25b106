import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { pageSize, writePlace, type Place } from "./lists.ts";

export type OrderAnswer = { question: string; score: number; text: string | null };

export type CustomerOrder = {
  id: string;
  name: string;
  /** Shopify's number of the order; null for one that came from a file. */
  shopifyId: string | null;
  day: Day;
  /** Merchandise − discounts, and what went back; major units of the shop, or of `currency`. */
  net: string;
  refunded: string;
  currency: string;
  financialStatus: string;
  isCancelled: boolean;
  /** test · voided · zero · currency: why it is not counted; null when it is. */
  leftOut: string | null;
  shipping: "none" | "waiting" | "shipped" | "delivered";
  /** Against the promise of that step; null without a promise. */
  isLate: boolean | null;
  answers: OrderAnswer[];
};

type Row = {
  id: string;
  name: string;
  source: string;
  processed_at: Date;
  sale_day: Day;
  net: bigint;
  refunded: string;
  currency: string;
  financial_status: string;
  cancelled_at: Date | null;
  left_out: string | null;
  counted: boolean;
  ship_eligible: boolean;
  shipped_at: Date | null;
  delivered_at: Date | null;
  due_at: Date | null;
  promised_at: Date | null;
  answers: OrderAnswer[];
};

/** The furthest step and whether it kept its promise; one that waits is late once its time is over. */
function shippingOf(row: Row, asOf: Date): Pick<CustomerOrder, "shipping" | "isLate"> {
  const late = (done: Date, promise: Date | null) => (promise === null ? null : done > promise);
  if (row.delivered_at) {
    return { shipping: "delivered", isLate: late(row.delivered_at, row.promised_at) };
  }
  if (row.shipped_at) return { shipping: "shipped", isLate: late(row.shipped_at, row.due_at) };
  if (!row.ship_eligible || row.cancelled_at) return { shipping: "none", isLate: null };
  return { shipping: "waiting", isLate: late(asOf, row.due_at) };
}

/** A page of a customer's orders, newest first. */
export async function readCustomerOrders(
  client: Client,
  shop: ShopContext,
  { id, after, asOf }: { id: string; after: Place | null; asOf: Date },
): Promise<{ orders: CustomerOrder[]; next: string | null }> {
  const { rows } = await client.query<Row>(
    `select o.id, o.name, o.source, o.processed_at, o.sale_day, o.gross - o.discounts as net,
       o.currency, o.financial_status, o.cancelled_at, o.left_out, o.counted, o.ship_eligible,
       o.shipped_at, o.delivered_at, o.due_at, o.promised_at,
       (select coalesce(sum(r.amount), 0) from refund r
        where r.shop_id = $1 and r.order_id = o.id)::text as refunded,
       coalesce((select json_agg(json_build_object(
           'question', a.question, 'score', a.score, 'text', a.text) order by a.answered_at)
         from answer a where a.shop_id = $1 and a.order_ref = o.id), '[]') as answers
     from orders o
     where o.shop_id = $1 and o.customer_id = $2
       and ($3::timestamptz is null or (o.processed_at, o.id collate "C") < ($3, $4::text))
     order by o.processed_at desc, o.id collate "C" desc limit ${pageSize + 1}`,
    [shop.id, id, after ? new Date(Number(after.value)) : null, after?.id ?? null],
  );
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    orders: page.map((row) => ({
      id: row.id,
      name: row.name,
      shopifyId: row.source === "api" && /^\d+$/.test(row.id) ? row.id : null,
      day: row.sale_day,
      net: formatMinor(row.net, row.currency),
      refunded: formatMinor(BigInt(row.refunded), row.currency),
      currency: row.currency,
      financialStatus: row.financial_status,
      isCancelled: row.cancelled_at !== null,
      leftOut: row.counted ? null : row.left_out,
      ...shippingOf(row, asOf),
      answers: row.answers,
    })),
    next: last ? writePlace({ value: BigInt(last.processed_at.getTime()), id: last.id }) : null,
  };
}
