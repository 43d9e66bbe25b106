// fulfillments/* and the carrier's events; fulfillment_orders/* of what changes before anything is sent.
import { z } from "zod";
import { fulfillmentFact } from "../counting/order.ts";
import { heardOf, id, instant } from "./fields.ts";
import { fulfillmentBody, fulfillmentInput } from "./fulfillment-body.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const alone = fulfillmentBody.extend({ order_id: id });

const whole = ["create", "update"].map((name) =>
  defineTopic({
    topic: `fulfillments/${name}`,
    scope: "read_fulfillments",
    schema: alone,
    read: (body, meta) => ({
      facts: [fulfillmentFact(fulfillmentInput(body), body.order_id, heardOf(meta))],
    }),
  }),
);

const named = z.object({ id }).nullish();

/** Says which fulfillment orders changed, but not of which order they are: they are read. */
const rearranged = ["placed_on_hold", "hold_released", "moved"].map((name) =>
  defineTopic({
    topic: `fulfillment_orders/${name}`,
    scope: "read_merchant_managed_fulfillment_orders",
    schema: z
      .object({
        fulfillment_order: named,
        remaining_fulfillment_order: named,
        original_fulfillment_order: named,
        moved_fulfillment_order: named,
      })
      .refine((body) => Object.values(body).some((each) => each != null), {
        error: "expected a fulfillment order with its id",
      }),
    read: (body) => ({
      refetch: Object.values(body).flatMap((each) =>
        each ? [{ kind: "fulfillment-order" as const, id: each.id }] : [],
      ),
    }),
  }),
);

const event = defineTopic({
  topic: "fulfillment_events/create",
  scope: "read_fulfillments",
  schema: z.object({
    id,
    fulfillment_id: id,
    order_id: id,
    status: z.string(),
    happened_at: instant,
  }),
  read: (body) => ({
    facts: [
      {
        kind: "fulfillment-event",
        id: body.id,
        fulfillmentId: body.fulfillment_id,
        orderId: body.order_id,
        status: body.status.toLowerCase(),
        happenedAt: body.happened_at,
      },
    ],
  }),
});

export const fulfillmentTopics: Topic[] = [...whole, event, ...rearranged];
