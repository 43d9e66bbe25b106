// refunds/create. Fires without regard to money movement; Shopify sends no topic when a refund
// changes later, but its order is then updated and carries it.
import { looksTaxIncluded } from "../counting/refund.ts";
import { refundFact } from "../counting/order.ts";
import { heardOf, shopAmount } from "./fields.ts";
import { refundBody, refundInput } from "./refund-body.ts";
import type { RefundBody } from "./refund-body.ts";
import { defineTopic, WrongShape } from "./topic.ts";
import type { Topic } from "./topic.ts";

const created = defineTopic({
  topic: "refunds/create",
  scope: "read_orders",
  schema: refundBody,
  read(body, meta, shop) {
    const orderId = body.order_id;
    if (orderId === null) {
      throw new WrongShape({
        got: "a refund without order_id",
        expected: "a refunds/create body with order_id",
        todo: "check the subscription's include_fields, then send the delivery again",
      });
    }
    const input = refundInput(body, shop.currency);
    const readAgain = { kind: "refund" as const, id: body.id };
    if (!input) return { refetch: [readAgain] };
    const lines = taxedLines(body);
    const order = { id: orderId, taxesIncluded: looksTaxIncluded(lines), currency: shop.currency };
    return {
      facts: [refundFact(input, order, body.created_at, heardOf(meta))],
      // Whether the subtotals hold the tax was judged from the rates: Shopify's own word settles it.
      refetch: lines.some((line) => Number(line.tax) !== 0) ? [readAgain] : [],
    };
  },
});

function taxedLines(body: RefundBody) {
  return (body.refund_line_items ?? []).map((line) => {
    const rates = line.line_item?.tax_lines.map((tax) => tax.rate ?? null) ?? [];
    return {
      subtotal: shopAmount(line.subtotal_set, line.subtotal),
      tax: shopAmount(line.total_tax_set, line.total_tax),
      rate: rates.reduce<number | null>(
        (total, rate) => (rate === null ? total : (total ?? 0) + rate),
        null,
      ),
    };
  });
}

export const refundTopics: Topic[] = [created];
