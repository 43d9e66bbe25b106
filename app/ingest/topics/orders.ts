// orders/*: the order with everything in it. One body gives the order, its refunds, its
// fulfillments and its customer; what the body lacks is wished for.
import { z } from "zod";
import { channelOf } from "../counting/channel.ts";
import { isMerchandise } from "../counting/line.ts";
import { orderFacts } from "../counting/order.ts";
import type { OrderInput } from "../counting/order-input.ts";
import { customerFactOf } from "./customer-body.ts";
import { heardOf, id } from "./fields.ts";
import { orderBody, orderInput, refundsWithoutLines } from "./order-body.ts";
import { defineTopic } from "./topic.ts";
import type { Refetch, Topic } from "./topic.ts";

const whole = ["create", "updated", "cancelled", "paid", "fulfilled"].map((name) =>
  defineTopic({
    topic: `orders/${name}`,
    scope: "read_orders",
    schema: orderBody,
    read(body, meta) {
      const heard = heardOf(meta);
      const order = orderInput(body);
      const refetch: Refetch[] = refundsWithoutLines(body).map((each) => ({
        kind: "refund",
        id: each,
      }));
      if (name === "create") refetch.push(...lacking(order));
      else if (order.cancelledAt) refetch.push(...dissolved(order));
      // From where the rest goes, and whether it may, stands in the fulfillment orders alone.
      else if (body.fulfillment_status === "partial") {
        refetch.push({ kind: "promise", id: order.id });
      }
      return {
        facts: [
          ...orderFacts(order, heard),
          ...(body.customer ? [customerFactOf(body.customer, heard)] : []),
        ],
        refetch,
      };
    },
  }),
);

/** Says which lines changed, but not what they are now worth: the order is read again. */
const edited = defineTopic({
  topic: "orders/edited",
  scope: "read_orders",
  schema: z.object({ order_edit: z.object({ order_id: id }) }),
  read: (body) => ({ refetch: [{ kind: "order", id: body.order_edit.order_id }] }),
});

const deleted = defineTopic({
  topic: "orders/delete",
  scope: "read_orders",
  schema: z.object({ id }),
  read: (body, meta) => ({
    facts: [{ kind: "deleted", what: "order", id: body.id, at: meta.triggeredAt }],
  }),
});

/**
 * What stands in no webhook and is made with the order: the promised ship and delivery times, and,
 * for the online store's orders, how the buyer came and the place among its customer's orders, those
 * before our history included.
 */
function lacking(order: OrderInput): Refetch[] {
  const channel = channelOf(order.sourceName);
  if (order.customerId !== null && channel === "online") return [{ kind: "order", id: order.id }];
  const isShipped = order.lines.some((line) => line.requiresShipping && isMerchandise(line));
  const isTold = channel === "online" || (isShipped && channel !== "pos");
  return isTold ? [{ kind: "promise", id: order.id }] : [];
}

/**
 * What was promised for it is void as soon as it is cancelled, and that stands in no webhook: without
 * asking again it would be late for ever.
 */
const dissolved = ({ id, sourceName }: OrderInput): Refetch[] =>
  channelOf(sourceName) === "pos" ? [] : [{ kind: "promise", id }];

export const orderTopics: Topic[] = [...whole, edited, deleted];
