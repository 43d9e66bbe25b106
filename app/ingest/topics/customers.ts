// customers/*.
import { z } from "zod";
import { customerBody, customerFactOf } from "./customer-body.ts";
import { heardOf, id, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const whole = ["create", "update"].map((name) =>
  defineTopic({
    topic: `customers/${name}`,
    scope: "read_customers",
    schema: customerBody,
    // What they forbade stands in no webhook; a new customer's is read with the night's comparison.
    read: (body, meta) => ({
      facts: [customerFactOf(body, heardOf(meta))],
      refetch: name === "update" ? [{ kind: "customer", id: body.id }] : [],
    }),
  }),
);

const deleted = defineTopic({
  topic: "customers/delete",
  scope: "read_customers",
  schema: z.object({ id }),
  read: (body, meta) => ({
    facts: [{ kind: "deleted", what: "customer", id: body.id, at: meta.triggeredAt }],
  }),
});

const notMerged = new Set(["failed", "requested", "in_progress"]);

/** A merge that failed or is still running has moved no order. */
const merged = defineTopic({
  topic: "customers/merge",
  scope: "read_customer_merge",
  schema: z.object({
    admin_graphql_api_customer_kept_id: id,
    admin_graphql_api_customer_deleted_id: id,
    status: text,
  }),
  read(body) {
    if (notMerged.has((body.status ?? "").toLowerCase())) return {};
    return {
      facts: [
        {
          kind: "customer-merge",
          fromId: body.admin_graphql_api_customer_deleted_id,
          toId: body.admin_graphql_api_customer_kept_id,
        },
      ],
    };
  },
});

export const customerTopics: Topic[] = [...whole, deleted, merged];
