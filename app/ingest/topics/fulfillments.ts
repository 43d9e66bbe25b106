// fulfillments/* and the carrier's events.
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

export const fulfillmentTopics: Topic[] = [...whole, event];
