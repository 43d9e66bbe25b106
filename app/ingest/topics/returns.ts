// returns/*: where a return stands. What comes back and what it is worth is told by refunds.
import { z } from "zod";
import { returnFact } from "../counting/return.ts";
import { gidDigits } from "../exact-json.ts";
import { heardOf, optionalId, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

/** Some bodies name the order by `order`, some by `order_id`, returns/update by neither. */
const returnBody = z
  .object({
    id: optionalId,
    admin_graphql_api_id: text,
    status: text,
    order_id: optionalId,
    order: z.object({ id: optionalId }).nullish(),
  })
  .refine((body) => body.id ?? gidDigits(body.admin_graphql_api_id), {
    error: "expected the return's id",
    path: ["admin_graphql_api_id"],
  });

const names = [
  ...["request", "approve", "decline", "process"],
  ...["update", "close", "cancel", "reopen"],
];

export const returnTopics: Topic[] = names.map((name) =>
  defineTopic({
    topic: `returns/${name}`,
    scope: "read_returns",
    schema: returnBody,
    read(body, meta) {
      const id = gidDigits(body.admin_graphql_api_id) ?? body.id;
      const orderId = body.order?.id ?? body.order_id;
      // A change of a return's lines says neither its order nor its state, and changes neither.
      if (!id || !orderId || !body.status) return {};
      return { facts: [returnFact({ id, orderId, status: body.status }, heardOf(meta))] };
    },
  }),
);
